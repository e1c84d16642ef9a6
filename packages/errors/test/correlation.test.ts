import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { createErrorTracker, currentCorrelationId, withCorrelation } from "../src/index.ts";
import { silent } from "./support.ts";

test("the id goes with asynchronous work, and with nothing else", async () => {
  const work = async (): Promise<string | undefined> => {
    await setImmediate();
    return currentCorrelationId();
  };
  const both = Promise.all([withCorrelation("c-1", work), withCorrelation("c-2", work)]);
  expect(currentCorrelationId()).toBeUndefined();
  expect(await both).toEqual(["c-1", "c-2"]);
});

test("the innermost counts, and undefined or an empty one ends it", () => {
  withCorrelation("outer", () => {
    expect(withCorrelation("inner", currentCorrelationId)).toBe("inner");
    expect(withCorrelation(undefined, currentCorrelationId)).toBeUndefined();
    expect(withCorrelation("", currentCorrelationId)).toBeUndefined();
    expect(currentCorrelationId()).toBe("outer");
  });
});

test("what the function returns or throws comes through", () => {
  expect(withCorrelation("c", () => 5)).toBe(5);
  expect(() =>
    withCorrelation("c", () => {
      throw new RangeError("x");
    }),
  ).toThrow(RangeError);
});

test("errors carry the id around them, unless their context has one", async () => {
  const tracker = createErrorTracker({ logger: silent });
  await withCorrelation("c-1", async () => {
    tracker.logJobError("job-1", "x");
    await setImmediate();
    tracker.logWorkerError("worker-1", "x", { correlationId: "" });
    tracker.logNetworkError("a.example", "x", { correlationId: "c-2" });
  });
  tracker.logJobError("job-2", "x");
  expect(tracker.getCorrelatedErrors("c-1").map(({ subject }) => subject)).toEqual(["job-1", "worker-1"]);
  expect(tracker.getCorrelatedErrors("c-2").map(({ subject }) => subject)).toEqual(["a.example"]);
  expect(tracker.getErrors({ limit: 1 })[0]?.correlationId).toBeUndefined();
});
