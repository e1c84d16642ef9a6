// What opossum by itself gets wrong, one test each: none of it may show through.
import { beforeEach, describe, expect, test, vi } from "vitest";
import { BreakerIsolatedError, type BreakerOptions, createBreaker } from "../src/index.ts";
import { createManualClock, type ManualClock } from "../src/testing.ts";
import { boom, failing, held, rejection } from "./support.ts";

let clock: ManualClock;
let options: BreakerOptions;
beforeEach(() => {
  clock = createManualClock();
  options = { failureThreshold: 2, recoveryTimeoutMs: 100, clock };
});

describe("opening", () => {
  test("a single failure does not open, nor does a high rate of them with successes between", async () => {
    const breaker = createBreaker({ ...options, failureThreshold: 3 });
    for (let i = 0; i < 20; i += 1) {
      await rejection(breaker.call(failing));
      await rejection(breaker.call(failing));
      await breaker.call(() => 1);
    }
    expect(breaker.state).toBe("closed");
  });

  test("calls that were turned away do not prolong the opening", async () => {
    const breaker = createBreaker({ ...options, successThreshold: 1 });
    await rejection(breaker.call(failing));
    await rejection(breaker.call(failing));
    clock.advance(99);
    for (let i = 0; i < 50; i += 1) await rejection(breaker.call(failing));
    clock.advance(1);
    expect(await breaker.call(() => "back")).toBe("back");
    expect(breaker.state).toBe("closed");
  });
});

describe("late results of calls that began before a change", () => {
  test("a failure from before the opening does not re-open a half-open breaker", async () => {
    const breaker = createBreaker({ ...options, successThreshold: 2 });
    const old = held();
    const late = rejection(breaker.call(old.fn));
    await rejection(breaker.call(failing));
    await rejection(breaker.call(failing));
    clock.advance(100);
    await breaker.call(() => 1);
    old.reject(boom);
    expect(await late).toBe(boom);
    expect(breaker.state).toBe("half-open");
  });

  test("a success from before the opening does not close it", async () => {
    const breaker = createBreaker({ ...options, successThreshold: 1 });
    const old = held();
    const late = breaker.call(old.fn);
    await rejection(breaker.call(failing));
    await rejection(breaker.call(failing));
    clock.advance(100);
    const probe = held();
    const probing = breaker.call(probe.fn);
    old.resolve("late");
    expect(await late).toBe("late");
    expect(breaker.state).toBe("half-open");
    probe.resolve("probe");
    await probing;
    expect(breaker.state).toBe("closed");
  });

  test("a probe that loses to a failed one does not close the breaker afterwards", async () => {
    const breaker = createBreaker({ ...options, successThreshold: 1 });
    await rejection(breaker.call(failing));
    await rejection(breaker.call(failing));
    clock.advance(100);
    const slow = held();
    const slowCall = breaker.call(slow.fn);
    await rejection(breaker.call(failing));
    slow.resolve("too late");
    await slowCall;
    expect(breaker.state).toBe("open");
  });

  test.each(["reset", "isolate"] as const)("a failure from before a %s does not count", async (action) => {
    const breaker = createBreaker({ ...options, failureThreshold: 1 });
    const old = held();
    const late = rejection(breaker.call(old.fn));
    breaker[action]();
    const { state } = breaker;
    old.reject(boom);
    await late;
    expect(breaker.snapshot()).toMatchObject({ state, consecutiveFailures: 0, totals: { failures: 1 } });
  });
});

describe("hung probes", () => {
  test("without a time limit they open it again after another recovery time, however late anyone looks", async () => {
    const breaker = createBreaker({ ...options, timeoutMs: false, halfOpenMaxRequests: 1 });
    await rejection(breaker.call(failing));
    await rejection(breaker.call(failing));
    clock.advance(100);
    const hung = held();
    const hanging = rejection(breaker.call(hung.fn));
    clock.advance(99);
    expect(await rejection(breaker.call(() => 1))).toMatchObject({ state: "half-open", retryAfterMs: 1 });
    clock.advance(1);
    expect(breaker.snapshot()).toMatchObject({ state: "open", retryAfterMs: 100 });
    clock.advance(30);
    expect(await rejection(breaker.call(() => 1))).toMatchObject({ state: "open", retryAfterMs: 70 });
    clock.advance(70);
    expect(await breaker.call(() => "fresh probe")).toBe("fresh probe");
    expect(breaker.state).toBe("closed");
    hung.reject(boom);
    await hanging;
    expect(breaker.snapshot()).toMatchObject({ state: "closed", consecutiveFailures: 0 });
  });

  test("with one they end as failures", async () => {
    const breaker = createBreaker({ ...options, timeoutMs: 50, halfOpenMaxRequests: 1 });
    await rejection(breaker.call(failing));
    await rejection(breaker.call(failing));
    clock.advance(100);
    const hanging = rejection(breaker.call(held().fn));
    clock.advance(50);
    await hanging;
    expect(breaker.state).toBe("open");
  });
});

describe("aborts", () => {
  test("the timeout of one call aborts no other", async () => {
    const breaker = createBreaker({ ...options, timeoutMs: 50 });
    const [one, two] = [held(), held()];
    const first = rejection(breaker.call(one.fn));
    clock.advance(30);
    const second = breaker.call(two.fn);
    clock.advance(20);
    expect(await first).toMatchObject({ code: "BREAKER_TIMEOUT" });
    expect([one.signal().aborted, two.signal().aborted]).toEqual([true, false]);
    two.resolve("fine");
    expect(await second).toBe("fine");
  });

  test("what a function does after its timeout is neither counted nor an unhandled rejection", async () => {
    const unhandled = vi.fn<() => void>();
    process.on("unhandledRejection", unhandled);
    const breaker = createBreaker({ ...options, timeoutMs: 50, failureThreshold: 5 });
    const { fn, reject } = held();
    const ended = rejection(breaker.call(fn));
    clock.advance(50);
    await ended;
    reject(boom);
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect(breaker.snapshot()).toMatchObject({ consecutiveFailures: 1, totals: { failures: 1 } });
  });

  test("hundreds of calls may share one caller's signal", async () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const breaker = createBreaker(options);
    const caller = new AbortController();
    const calls = Array.from({ length: 300 }, () => breaker.call(held().fn, { signal: caller.signal }));
    caller.abort("all of you");
    expect(new Set(await Promise.all(calls.map(rejection)))).toEqual(new Set(["all of you"]));
    expect(warn).not.toHaveBeenCalled();
    expect(breaker.snapshot().totals.failures).toBe(0);
  });
});

describe("callbacks that throw", () => {
  test("a listener harms neither a success nor a failure", async () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const breaker = createBreaker({ ...options, failureThreshold: 1, successThreshold: 1 });
    breaker.on("stateChange", () => {
      throw new Error("listener");
    });
    expect(await rejection(breaker.call(failing))).toBe(boom);
    clock.advance(100);
    expect(await breaker.call(() => "probe")).toBe("probe");
    expect(breaker.state).toBe("closed");
    expect(warn).toHaveBeenCalledTimes(1);
  });

  test("a success listener does not turn the success into a failure", async () => {
    vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const breaker = createBreaker(options);
    breaker.on("success", () => {
      throw new Error("listener");
    });
    expect(await breaker.call(() => "fine")).toBe("fine");
    expect(breaker.snapshot().totals).toMatchObject({ successes: 1, failures: 0 });
  });

  test("an isFailure that throws: the call settles with its own error, which counts", async () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const isFailure = (): never => {
      throw new Error("filter");
    };
    const breaker = createBreaker({ ...options, isFailure });
    expect(await rejection(breaker.call(failing))).toBe(boom);
    expect(breaker.snapshot().consecutiveFailures).toBe(1);
    expect(warn).toHaveBeenCalledWith("isFailure threw: filter", "BreakerWarning");
  });
});

describe("listeners that act", () => {
  test("one that isolates at recovery: the call that came is turned away with our error", async () => {
    const breaker = createBreaker({ ...options, failureThreshold: 1 });
    breaker.on("stateChange", ({ to }) => {
      if (to === "half-open") breaker.isolate();
    });
    await rejection(breaker.call(failing));
    clock.advance(100);
    const fn = vi.fn<() => void>();
    expect(await rejection(breaker.call(fn))).toBeInstanceOf(BreakerIsolatedError);
    expect(fn).not.toHaveBeenCalled();
  });

  test("one that resets at once: the call that came goes through", async () => {
    const breaker = createBreaker({ ...options, failureThreshold: 1 });
    breaker.on("stateChange", ({ to }) => {
      if (to === "half-open") breaker.reset();
    });
    await rejection(breaker.call(failing));
    clock.advance(100);
    expect(await breaker.call(() => "through")).toBe("through");
    expect(breaker.snapshot()).toMatchObject({ state: "closed", totals: { rejected: 0 } });
  });
});

describe("values that upset opossum", () => {
  test.each([undefined, null, 0, "text", Object.freeze({})])(
    "rejecting with %o hands it back",
    async (thrown) => {
      const breaker = createBreaker(options);
      // oxlint-disable-next-line prefer-promise-reject-errors
      expect(await rejection(breaker.call(() => Promise.reject(thrown)))).toBe(thrown);
      expect(breaker.snapshot().consecutiveFailures).toBe(1);
    },
  );

  test("an open breaker of another dependency is a failure like any other", async () => {
    const [inner, outer] = [createBreaker(options), createBreaker(options)];
    inner.isolate();
    expect(await rejection(outer.call(() => inner.call(() => 1)))).toBeInstanceOf(BreakerIsolatedError);
    expect(outer.snapshot().consecutiveFailures).toBe(1);
  });

  test("the options object is neither kept nor changed", async () => {
    const own = Object.freeze({ ...options });
    const breaker = createBreaker(own);
    const loose = { ...options };
    const other = createBreaker(loose);
    loose.failureThreshold = 99;
    for (const each of [breaker, other]) {
      await rejection(each.call(failing));
      await rejection(each.call(failing));
      expect(each.state).toBe("open");
    }
    expect(own).toEqual(options);
  });
});
