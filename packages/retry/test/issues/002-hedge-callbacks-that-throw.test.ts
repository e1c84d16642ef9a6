import { expect, test, vi } from "vitest";
import { hedge, LatencySketch, type HedgeOptions, type RetryBudget } from "../../src/index.ts";
import { FakeClock } from "../../src/testing.ts";
import { rejection } from "../support.ts";

const broken = new Error("no such table");
const fail = (): never => {
  throw broken;
};
const idle: RetryBudget = { begin() {}, fail() {}, take: () => 0, succeed() {} };
const latencies = new LatencySketch();
latencies.record = fail;

// The call never settled, and the process ended by an unhandled rejection.
test.each<[string, () => unknown, HedgeOptions]>([
  ["begin", () => 1, { budget: { ...idle, begin: fail } }],
  ["succeed", () => 1, { budget: { ...idle, succeed: fail } }],
  ["fail", () => Promise.reject(new Error("down")), { budget: { ...idle, fail } }],
  ["take, after a failure", () => Promise.reject(new Error("down")), { budget: { ...idle, take: fail } }],
  ["take, after the delay", () => new Promise(() => {}), { budget: { ...idle, take: fail } }],
  ["latencies.record", () => 1, { latencies }],
])("%s may throw: the call rejects with that and leaves nothing behind", async (_name, fn, options) => {
  const clock = new FakeClock();
  const controller = new AbortController();
  const removed = vi.spyOn(controller.signal, "removeEventListener");
  const call = rejection(hedge(fn, { ...options, clock, signal: controller.signal }));
  expect(await clock.settle(call)).toBe(broken);
  expect(clock.pendingTimers).toBe(0);
  expect(removed).toHaveBeenCalledTimes(1);
});
