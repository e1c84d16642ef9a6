// What opossum by itself spends or misreads, one test each: none of it may show through.
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { EventEmitter } from "node:events";
import CircuitBreaker from "opossum";
import {
  type BreakerOptions,
  BreakerOptionsError,
  type BreakerSnapshot,
  BulkheadFullError,
  createBreaker,
  failureRate,
} from "../src/index.ts";
import { createBreakerIn, createManualClock, type ManualClock } from "../src/testing.ts";
import { failing, held, rejection } from "./support.ts";

const LEAN = {
  rollingCountBuckets: 1,
  rollingPercentilesEnabled: false,
  enableSnapshots: false,
  rotateBucketController: new EventEmitter(),
};

let clock: ManualClock;
let options: BreakerOptions;
beforeEach(() => {
  clock = createManualClock();
  options = { failureThreshold: 2, recoveryTimeoutMs: 100, clock };
});

describe("cost", () => {
  test("breakers hold no timers, closed or open", async () => {
    const breakers = Array.from({ length: 200 }, () => createBreaker({ ...options, failureThreshold: 1 }));
    expect(clock.timers).toBe(0);
    await Promise.all(breakers.map((breaker) => rejection(breaker.call(failing))));
    expect(breakers.every((breaker) => breaker.state === "open")).toBe(true);
    // The one that served the 200 calls; it fires once and is not set again.
    expect(clock.timers).toBe(1);
    clock.advance(30_000);
    expect(clock.timers).toBe(0);
  });

  test("no statistics grow with the calls, and none are summed up when one fails", async () => {
    const Status = Object.getPrototypeOf(CircuitBreaker.newStatus(LEAN)) as {
      increment: () => void;
      stats: object;
    };
    const increment = vi.spyOn(Status, "increment");
    const stats = vi.spyOn(Status, "stats", "get");
    const breaker = createBreaker({ ...options, failureThreshold: 99, timeoutMs: 50 });
    await breaker.call(() => 1);
    await rejection(breaker.call(failing));
    const hanging = rejection(breaker.call(held().fn));
    clock.advance(50);
    await hanging;
    breaker.isolate();
    await rejection(breaker.call(() => 1));
    expect(increment).not.toHaveBeenCalled();
    expect(stats).not.toHaveBeenCalled();
  });

  test("the window of a rate keeps its size however many calls it has seen", async () => {
    const breaker = createBreaker({
      clock,
      trip: failureRate({ percent: 100, lastCalls: 10, minimumCalls: 10 }),
    });
    for (let i = 0; i < 1_000; i += 1) await breaker.call(() => i);
    await rejection(breaker.call(failing));
    expect(breaker.snapshot().windows).toEqual([
      { policy: "failure-rate", saved: { outcomes: ".........x" } },
    ]);
  });
});

describe("health checks, which opossum never ends", () => {
  test("there are none: nothing but a caller runs the function, and no time wakes an open breaker", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const breaker = createBreaker(options);
    const fn = vi.fn(async () => Promise.reject(new Error("down")));
    while (breaker.state === "closed") await rejection(breaker.call(fn));
    const calls = fn.mock.calls.length;
    clock.advance(3_600_000);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(fn).toHaveBeenCalledTimes(calls);
    expect(vi.getTimerCount()).toBe(0);
    expect("healthCheck" in breaker).toBe(false);
  });
});

describe("options that opossum takes for something else", () => {
  test.each([
    { failureThreshold: Infinity },
    { recoveryTimeoutMs: Infinity },
    { timeoutMs: Infinity },
    { recoveryTimeoutMs: 2 ** 31 },
  ])("%o is refused instead of becoming 0 or firing at once", (bad) => {
    expect(() => createBreaker(bad)).toThrow(BreakerOptionsError);
  });

  test("a rate of 100 % opens when every call failed, and only then", async () => {
    const trip = failureRate({ percent: 100, lastCalls: 4, minimumCalls: 4 });
    const [some, all] = [createBreaker({ clock, trip }), createBreaker({ clock, trip })];
    await some.call(() => 1);
    for (let i = 0; i < 3; i += 1) await rejection(some.call(failing));
    for (let i = 0; i < 4; i += 1) await rejection(all.call(failing));
    expect([some.state, all.state]).toEqual(["closed", "open"]);
  });
});

describe("half-open", () => {
  test("admits several trials at once, and one slow trial does not keep the others out", async () => {
    const breaker = createBreaker({ ...options, halfOpenMaxRequests: 2, successThreshold: 2 });
    await rejection(breaker.call(failing));
    await rejection(breaker.call(failing));
    clock.advance(100);
    void breaker.call(held().fn).catch(() => {});
    for (let i = 0; i < 2; i += 1) expect(await breaker.call(() => "trial")).toBe("trial");
    expect(breaker.state).toBe("closed");
  });
});

describe("a limit on calls under way", () => {
  test("its refusals are no failures", async () => {
    const breaker = createBreaker({ ...options, maxConcurrent: 1 });
    void breaker.call(held().fn).catch(() => {});
    for (let i = 0; i < 9; i += 1)
      expect(await rejection(breaker.call(() => 1))).toBeInstanceOf(BulkheadFullError);
    expect(breaker.snapshot()).toMatchObject({
      state: "closed",
      consecutiveFailures: 0,
      totals: { failures: 0 },
    });
  });
});

describe("a state that is saved", () => {
  test.each(["closed", "open", "half-open", "isolated"] as const)("and restored is the same: %s", (state) => {
    const saved = JSON.stringify(createBreakerIn(state, options).snapshot());
    const breaker = createBreaker({ ...options, clock: createManualClock(9e9) });
    breaker.restore(JSON.parse(saved) as BreakerSnapshot);
    expect(breaker.state).toBe(state);
    expect(JSON.stringify(breaker.snapshot())).toBe(saved);
  });
});

describe("a function that returns nothing", () => {
  test("synchronously is called like any other", async () => {
    const breaker = createBreaker(options);
    expect(await breaker.call(() => {})).toBe(undefined);
    expect(breaker.snapshot().totals).toMatchObject({ successes: 1, failures: 0 });
  });
});
