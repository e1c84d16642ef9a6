import { describe, expect, test, vi } from "vitest";
import { type BreakerFunction, type FallbackEvent } from "../src/index.ts";
import { boom, failing, held, make, rejection } from "./support.ts";

describe("fallback", () => {
  test("stands in for failures, timeouts and refusals, which still count", async () => {
    const { breaker, clock } = make({ fallback: (error) => error, timeoutMs: 50, maxConcurrent: 1 });
    expect(await breaker.call(failing)).toBe(boom);
    const hanging = breaker.call(held().fn);
    expect(await breaker.call(() => 1)).toMatchObject({ code: "BREAKER_BULKHEAD_FULL" });
    clock.advance(50);
    expect(await hanging).toMatchObject({ code: "BREAKER_TIMEOUT" });
    expect(await breaker.call(() => 1)).toMatchObject({ code: "BREAKER_OPEN" });
    expect(breaker.snapshot()).toMatchObject({
      state: "open",
      totals: { failures: 2, timeouts: 1, rejected: 2 },
    });
  });

  test("is told in events, and is not asked about successes", async () => {
    const { breaker } = make({ fallback: async () => "spare" });
    const events: FallbackEvent[] = [];
    breaker.on("fallback", (event) => events.push(event));
    expect(await breaker.call(() => "own")).toBe("own");
    expect(await breaker.call(failing)).toBe("spare");
    expect(events).toEqual([{ name: "payments", error: boom }]);
  });

  test("of the call takes the place of the breaker's own", async () => {
    const { breaker } = make({ fallback: () => "breaker", failureThreshold: 99 });
    expect(await breaker.call(failing, { fallback: () => "call" })).toBe("call");
    expect(await breaker.call(failing)).toBe("breaker");
    expect(await make().breaker.call(failing, { fallback: () => 5 })).toBe(5);
  });

  test("covers the errors that fallbackFor picks", async () => {
    const { breaker } = make({
      fallback: () => "spare",
      fallbackFor: (error) => error === boom,
      failureThreshold: 99,
    });
    const other = new Error("other");
    const failingOther: BreakerFunction<string> = () => Promise.reject(other);
    expect(await breaker.call(failing)).toBe("spare");
    expect(await rejection(breaker.call(failingOther))).toBe(other);
    expect(await breaker.call(failingOther, { fallbackFor: () => true })).toBe("spare");
  });

  test("covers neither the caller's abort nor excused errors nor bad calls", async () => {
    const { breaker } = make({ fallback: () => "spare", isFailure: () => false });
    const caller = new AbortController();
    const ended = rejection(breaker.call(held().fn, { signal: caller.signal }));
    caller.abort("left");
    expect(await ended).toBe("left");
    expect(await rejection(breaker.call(failing))).toBe(boom);
    const fn: unknown = 5;
    expect(await rejection(breaker.call(fn as () => void))).toBeInstanceOf(TypeError);
    expect(await rejection(breaker.call(failing, { fallback: fn as () => void }))).toMatchObject({
      message: "The option fallback must be a function, received number",
    });
  });

  test("its own error wins, thrown or rejected", async () => {
    const own = new Error("fallback broke");
    const { breaker } = make({ failureThreshold: 99 });
    const throwing = (): never => {
      throw own;
    };
    expect(await rejection(breaker.call(failing, { fallback: throwing }))).toBe(own);
    expect(await rejection(breaker.call(failing, { fallback: () => Promise.reject(own) }))).toBe(own);
  });

  test("a fallbackFor that throws covers nothing, and becomes a warning", async () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const fallbackFor = (): never => {
      throw new Error("bad predicate");
    };
    const { breaker } = make({ fallback: () => "spare", fallbackFor });
    expect(await rejection(breaker.call(failing))).toBe(boom);
    expect(warn).toHaveBeenCalledWith("fallbackFor threw: bad predicate", "BreakerWarning");
  });
});

describe("isFailureResult", () => {
  test("counts results as failures, and hands them back", async () => {
    const { breaker } = make({ isFailureResult: (result) => (result as { status: number }).status >= 500 });
    const failures: unknown[] = [];
    breaker.on("failure", (event) => failures.push(event));
    expect(await breaker.call(async () => ({ status: 200 }))).toEqual({ status: 200 });
    for (let i = 0; i < 2; i += 1)
      expect(await breaker.call(async () => ({ status: 503 }))).toEqual({ status: 503 });
    expect(breaker.snapshot()).toMatchObject({
      state: "open",
      totals: { successes: 1, failures: 2 },
      lastFailure: { message: "a result that isFailureResult takes for a failure" },
    });
    expect(failures[0]).toEqual({
      name: "payments",
      durationMs: 0,
      error: undefined,
      result: { status: 503 },
    });
  });

  test("one that throws counts the result, and becomes a warning", async () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const isFailureResult = (): never => {
      throw new Error("bad predicate");
    };
    const { breaker } = make({ isFailureResult });
    expect(await breaker.call(() => 1)).toBe(1);
    expect(breaker.snapshot().consecutiveFailures).toBe(1);
    expect(warn).toHaveBeenCalledWith("isFailureResult threw: bad predicate", "BreakerWarning");
  });
});
