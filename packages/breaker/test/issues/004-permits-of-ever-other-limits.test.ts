import { expect, test } from "vitest";
import { createBreaker } from "../../src/index.ts";
import { deadlinesOf } from "../../src/deadlines.ts";
import { createManualClock } from "../../src/testing.ts";

// What is left of a request's time is ever another limit, and each was kept for the life of the process.
test("the time limit of a permit is forgotten once its time is over", () => {
  const clock = createManualClock();
  const breaker = createBreaker({ clock });
  const queues = new Set();
  for (let timeoutMs = 101; timeoutMs <= 110; timeoutMs += 1) {
    const acquired = breaker.tryAcquire({ timeoutMs });
    if (acquired.ok) acquired.permit.success();
    queues.add(deadlinesOf(clock, timeoutMs));
  }
  expect(queues.size).toBe(10);
  clock.advance(110);
  expect(clock.timers).toBe(0);
  for (let timeoutMs = 101; timeoutMs <= 110; timeoutMs += 1) {
    expect(queues.has(deadlinesOf(clock, timeoutMs))).toBe(false);
  }
});

test("a breaker whose queue was forgotten keeps its time limit", () => {
  const clock = createManualClock();
  const breaker = createBreaker({ clock, timeoutMs: 100, failureThreshold: 2 });
  for (let i = 0; i < 2; i += 1) {
    breaker.tryAcquire();
    clock.advance(100);
    expect(breaker.snapshot().totals.timeouts).toBe(i + 1);
  }
  expect(breaker.state).toBe("open");
});
