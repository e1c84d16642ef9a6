import { describe, expect, test, vi } from "vitest";
import { BreakerOpenError, BreakerTimeoutError } from "../src/index.ts";
import { boom, fail, held, make, rejection } from "./support.ts";

describe("timeouts", () => {
  test("reject with a typed error, abort the call's signal, and count", async () => {
    const { breaker, clock } = make({ timeoutMs: 50 });
    const { fn, signal } = held();
    const ended = rejection(breaker.call(fn));
    clock.advance(49);
    expect(signal().aborted).toBe(false);
    clock.advance(1);
    const error = await ended;
    expect(error).toBeInstanceOf(BreakerTimeoutError);
    expect(error).toMatchObject({ breaker: "payments", timeoutMs: 50 });
    expect(signal().reason).toBe(error);
    expect(breaker.snapshot()).toMatchObject({
      consecutiveFailures: 1,
      totals: { failures: 1, timeouts: 1 },
      lastFailure: { message: expect.stringContaining("50 ms") },
    });
  });

  test("count even where isFailure knows no such error", async () => {
    const { breaker, clock } = make({ timeoutMs: 50, isFailure: () => false });
    const calls = [breaker.call(held().fn), breaker.call(held().fn)].map(rejection);
    clock.advance(50);
    await Promise.all(calls);
    expect(breaker.state).toBe("open");
  });

  test("timeoutMs false sets no limit and no timer", async () => {
    const { breaker, clock } = make({ timeoutMs: false });
    const { fn, resolve } = held();
    const call = breaker.call(fn);
    expect(clock.timers).toBe(0);
    resolve("late");
    expect(await call).toBe("late");
  });
});

describe("the caller's abort", () => {
  test("rejects with the reason, aborts the call's signal, and counts as nothing", async () => {
    const { breaker } = make();
    const caller = new AbortController();
    const { fn, signal, reject } = held();
    const ended = rejection(breaker.call(fn, { signal: caller.signal }));
    const reason = new Error("user left");
    caller.abort(reason);
    expect(await ended).toBe(reason);
    expect(signal().reason).toBe(reason);
    reject(boom);
    expect(breaker.snapshot()).toEqual(make().breaker.snapshot());
  });

  test("before the call: the function is not called", async () => {
    const { breaker } = make();
    const fn = vi.fn<() => void>();
    expect(await rejection(breaker.call(fn, { signal: AbortSignal.abort("no") }))).toBe("no");
    expect(fn).not.toHaveBeenCalled();
  });

  test("ends the call's time limit", async () => {
    const { breaker, clock } = make({ timeoutMs: 50 });
    const caller = new AbortController();
    const ended = rejection(breaker.call(held().fn, { signal: caller.signal }));
    caller.abort("enough");
    await ended;
    clock.advance(50);
    expect(breaker.snapshot().totals).toMatchObject({ failures: 0, timeouts: 0 });
    expect(clock.timers).toBe(0);
  });

  test("of a probe makes room for another", async () => {
    const { breaker, clock } = make({ halfOpenMaxRequests: 1 });
    await fail(breaker, 2);
    clock.advance(100);
    const caller = new AbortController();
    const ended = rejection(breaker.call(held().fn, { signal: caller.signal }));
    expect(await rejection(breaker.call(() => 1))).toBeInstanceOf(BreakerOpenError);
    caller.abort("enough");
    await ended;
    expect(breaker.state).toBe("half-open");
    expect(await breaker.call(() => "probe")).toBe("probe");
  });
});

describe("isFailure", () => {
  test("picks what counts; the rest counts as success, and all errors come back", async () => {
    const { breaker } = make({ isFailure: (error) => error !== boom });
    await fail(breaker, 5);
    expect(breaker.snapshot()).toMatchObject({ state: "closed", totals: { successes: 5, failures: 0 } });
    const other = new Error("other");
    await rejection(breaker.call(() => Promise.reject(other)));
    expect(breaker.snapshot()).toMatchObject({ consecutiveFailures: 1, lastFailure: { message: "other" } });
  });

  test("an excused error ends a run of failures", async () => {
    const { breaker } = make({ isFailure: (error) => error !== "excused" });
    await fail(breaker, 1);
    await rejection(breaker.call(() => Promise.reject("excused")));
    expect(breaker.snapshot().consecutiveFailures).toBe(0);
  });
});

describe("bad calls", () => {
  test("reject with a TypeError and count as nothing", async () => {
    const { breaker } = make();
    const fn: unknown = "not a function";
    const signal: unknown = { aborted: true };
    expect(await rejection(breaker.call(fn as () => void))).toBeInstanceOf(TypeError);
    const call = breaker.call(() => 1, { signal: signal as AbortSignal });
    expect(await rejection(call)).toMatchObject({ message: expect.stringContaining("AbortSignal") });
    expect(breaker.snapshot().totals).toEqual({ successes: 0, failures: 0, timeouts: 0, rejected: 0 });
  });
});
