import { expect, test } from "vitest";
import { limitsOf } from "../../src/backpressure/limits.ts";
import { testConfig } from "../hub-fixture.ts";

test("the limits are those of the configuration, and code may set others", () => {
  const { hub } = testConfig({
    hub: {
      maxPendingChanges: 1,
      maxPendingPayloadChars: 2,
      maxWaiters: 3,
      maxEventStreams: 4,
      maxWorkers: 5,
    },
  });
  const configured = { pendingChanges: 1, pendingPayloadChars: 2, waiters: 3, eventStreams: 4, workers: 5 };
  expect(limitsOf(hub)).toEqual(configured);
  expect(limitsOf(hub, { waiters: 0 })).toEqual({ ...configured, waiters: 0 });
});

test("by default at most half a second's worth of changes waits for a disk", () => {
  expect(limitsOf(testConfig().hub)).toEqual({
    pendingChanges: 50_000,
    pendingPayloadChars: 256 * 1024 * 1024,
    waiters: 20_000,
    eventStreams: 100,
    workers: 20_000,
  });
});
