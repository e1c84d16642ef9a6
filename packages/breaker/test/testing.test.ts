import { expect, test } from "vitest";
import { createBreaker } from "../src/index.ts";
import { createBreakerIn, createManualClock, recordTransitions } from "../src/testing.ts";

test("a manual clock stands still until it is advanced", () => {
  const clock = createManualClock(5);
  expect([clock.now(), clock.now()]).toEqual([5, 5]);
  clock.advance(10);
  clock.advance(0);
  expect(clock.now()).toBe(15);
  expect(createManualClock().now()).toBe(0);
});

test.each([-1, NaN])("it cannot advance by %d", (ms) => {
  expect(() => createManualClock().advance(ms)).toThrow(RangeError);
});

test("its timers fire on the way, each at its time and once", () => {
  const clock = createManualClock(100);
  const fired: [string, number][] = [];
  clock.setTimer(() => fired.push(["late", clock.now()]), 30);
  clock.setTimer(() => {
    fired.push(["early", clock.now()]);
    clock.setTimer(() => fired.push(["inner", clock.now()]), 5);
  }, 10);
  expect(clock.timers).toBe(2);
  clock.advance(20);
  expect(fired).toEqual([
    ["early", 110],
    ["inner", 115],
  ]);
  clock.advance(100);
  expect(fired.at(-1)).toEqual(["late", 130]);
  expect([clock.now(), clock.timers]).toEqual([220, 0]);
});

test.each(["closed", "open", "half-open", "isolated"] as const)("a breaker can be made %s", async (state) => {
  const clock = createManualClock();
  const breaker = createBreakerIn(state, { clock, recoveryTimeoutMs: { baseMs: 70 }, successThreshold: 1 });
  expect(breaker.state).toBe(state);
  expect(breaker.snapshot().retryAfterMs).toBe(state === "open" ? 70 : 0);
  const passes = state === "closed" || state === "half-open";
  expect(await breaker.call(() => true, { fallback: () => false })).toBe(passes);
  expect(createBreakerIn("open").snapshot().retryAfterMs).toBeGreaterThan(59_000);
});

test("transitions can be asserted, step by step", async () => {
  const breaker = createBreaker({ name: "a" });
  const transitions = recordTransitions(breaker);
  transitions.expect();
  breaker.isolate();
  breaker.reset();
  transitions.expect("closed > isolated", "a: isolated > closed: reset");
  breaker.isolate();
  expect(() => transitions.expect("closed > open: isolate")).toThrow(
    "Expected transitions [closed > open: isolate], saw [a: closed > isolated: isolate]",
  );
  breaker.reset();
  expect(() => transitions.expect()).toThrow("saw [a: isolated > closed: reset]");
  transitions.stop();
  breaker.isolate();
  transitions.expect();
  expect(transitions.changes).toHaveLength(4);
});
