import { expect, test, vi } from "vitest";
import { consecutiveFailures, createBreaker, type TripPolicy } from "../../src/index.ts";
import { boom, failing, rejection } from "../support.ts";

const broken: TripPolicy = {
  kind: "broken",
  start: () => ({
    record() {
      throw new Error("not today");
    },
    save: () => ({}),
  }),
};

// The call never settled, its place was never given back, and the process ended by an unhandled rejection.
test("a policy that throws is warned of; the call ends, its place is free, the other policies count", async () => {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const breaker = createBreaker({ maxConcurrent: 1, trip: [broken, consecutiveFailures(2)] });
  expect(await breaker.call(() => 1)).toBe(1);
  expect(await rejection(breaker.call(failing))).toBe(boom);
  expect(await rejection(breaker.call(failing))).toBe(boom);
  expect(breaker.state).toBe("open");
  expect(warn.mock.calls).toEqual([["A trip policy threw: not today", "BreakerWarning"]]);
});

test.each<[string, () => number]>([
  ["NaN", () => Number.NaN],
  ["too much", () => 7],
  [
    "an error",
    () => {
      throw new Error("no dice");
    },
  ],
])("a source of chance that gives %s leaves the recovery time as it is", async (_what, random) => {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const recoveryTimeoutMs = { baseMs: 1_000, jitter: 0.5 };
  const breaker = createBreaker({ failureThreshold: 1, recoveryTimeoutMs, random });
  expect(await rejection(breaker.call(failing))).toBe(boom);
  expect(breaker.state).toBe("open");
  expect(breaker.snapshot().retryAfterMs).toBeGreaterThan(900);
  expect(warn.mock.calls.length).toBe(_what === "an error" ? 1 : 0);
});
