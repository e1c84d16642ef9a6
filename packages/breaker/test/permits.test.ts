import { describe, expect, test } from "vitest";
import {
  type Breaker,
  BreakerIsolatedError,
  BreakerOpenError,
  createBreakers,
  type Permit,
} from "../src/index.ts";
import { boom, fail, make } from "./support.ts";

function take(breaker: Breaker): Permit {
  const acquired = breaker.tryAcquire();
  if (!acquired.ok) throw acquired.error;
  return acquired.permit;
}

describe("permits", () => {
  test("count as calls do", () => {
    const { breaker } = make();
    expect(take(breaker).success()).toBe(true);
    expect(take(breaker).failure(boom)).toBe(true);
    expect(take(breaker).ignore()).toBe(true);
    expect(breaker.snapshot()).toMatchObject({
      consecutiveFailures: 1,
      totals: { successes: 1, failures: 1 },
      lastFailure: { message: "boom" },
    });
    take(breaker).failure();
    expect(breaker.state).toBe("open");
  });

  test("only the first use counts", () => {
    const { breaker } = make();
    const permit = take(breaker);
    expect([permit.failure(boom), permit.success(), permit.failure(boom), permit.ignore()]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(breaker.snapshot()).toMatchObject({
      consecutiveFailures: 1,
      totals: { successes: 0, failures: 1 },
    });
  });

  test("there is none while a call would be turned away", async () => {
    const { breaker } = make();
    await fail(breaker, 2);
    const refused = breaker.tryAcquire();
    expect(refused.ok ? undefined : refused.error).toBeInstanceOf(BreakerOpenError);
    breaker.isolate();
    const isolated = breaker.tryAcquire();
    expect(isolated.ok ? undefined : isolated.error).toBeInstanceOf(BreakerIsolatedError);
    expect(breaker.snapshot().totals.rejected).toBe(2);
  });

  test("are probes while half-open", async () => {
    const { breaker, clock } = make({ halfOpenMaxRequests: 2 });
    await fail(breaker, 2);
    clock.advance(100);
    const [one, two] = [take(breaker), take(breaker)];
    expect(breaker.tryAcquire()).toMatchObject({ ok: false, error: { state: "half-open" } });
    one.success();
    two.success();
    expect(breaker.state).toBe("closed");
  });

  test("a lost one times out like a call that hangs", () => {
    const { breaker, clock } = make({ timeoutMs: 50, failureThreshold: 1 });
    const timeouts: unknown[] = [];
    breaker.on("timeout", ({ error }) => timeouts.push(error.timeoutMs));
    const permit = take(breaker);
    clock.advance(50);
    expect(breaker.snapshot()).toMatchObject({ state: "open", totals: { failures: 1, timeouts: 1 } });
    expect(permit.success()).toBe(false);
    expect(timeouts).toEqual([50]);
  });

  test("its time limit can be its own, or none", () => {
    const { breaker, clock } = make({ timeoutMs: 50 });
    breaker.tryAcquire({ timeoutMs: 20 });
    clock.advance(20);
    expect(breaker.snapshot().totals.timeouts).toBe(1);
    breaker.tryAcquire({ timeoutMs: false });
    clock.advance(1e6);
    expect(breaker.snapshot().totals.timeouts).toBe(1);
    for (const timeoutMs of [0, 1.5, 2 ** 31])
      expect(() => breaker.tryAcquire({ timeoutMs })).toThrow(RangeError);
  });

  test("one lost as a probe, without a time limit, opens the breaker again", async () => {
    const { breaker, clock } = make({ timeoutMs: false, halfOpenMaxRequests: 1 });
    await fail(breaker, 2);
    clock.advance(100);
    const lost = take(breaker);
    clock.advance(100);
    expect(breaker.state).toBe("open");
    expect(lost.success()).toBe(true);
    expect(breaker.state).toBe("open");
  });

  test("may say how long the work took", () => {
    const { breaker, clock } = make();
    const durations: number[] = [];
    breaker.on("success", ({ durationMs }) => durations.push(durationMs));
    const permit = take(breaker);
    clock.advance(7);
    permit.success();
    take(breaker).success(1_234);
    expect(durations).toEqual([7, 1_234]);
  });

  test("come from sets by name", () => {
    const breakers = createBreakers({ failureThreshold: 1 });
    const acquired = breakers.tryAcquire("a");
    if (acquired.ok) acquired.permit.failure(boom);
    expect(breakers.state("a")).toBe("open");
  });
});
