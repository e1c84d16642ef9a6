import { describe, expect, test, vi } from "vitest";
import {
  createQuotaBudget,
  hedge,
  HedgeLostError,
  LatencySketch,
  RetryOptionsError,
  type HedgeOptions,
  type RetryContext,
} from "../src/index.ts";
import { FakeClock } from "../src/testing.ts";
import { CountingSignal, hang, rejection } from "./support.ts";

/** Attempt n takes `times[n - 1]` ms; a negative time fails after as many. */
function work(clock: FakeClock, ...times: readonly number[]) {
  const contexts: RetryContext[] = [];
  const signals: AbortSignal[] = [];
  const fn = (context: RetryContext): Promise<number> => {
    contexts.push(context);
    signals.push(context.signal);
    const time = times[context.attempt - 1] ?? Infinity;
    return new Promise((resolve, reject) => {
      if (time === Infinity) return;
      clock.setTimer(
        () => (time < 0 ? reject(new Error(`failed ${context.attempt}`)) : resolve(context.attempt)),
        Math.abs(time),
      );
    });
  };
  return { fn, contexts, signals };
}

const setup = (): { clock: FakeClock; options: HedgeOptions } => {
  const clock = new FakeClock();
  return { clock, options: { clock, delayMs: 100 } };
};

describe("hedge", () => {
  test("a fast call is one call, and leaves no timer", async () => {
    const { clock, options } = setup();
    const { fn, contexts, signals } = work(clock, 50);
    await expect(clock.settle(hedge(fn, options))).resolves.toBe(1);
    expect(contexts).toHaveLength(1);
    expect(signals[0]?.aborted).toBe(false);
    expect(clock.pendingTimers).toBe(0);
  });

  test("a slow one is joined by another; the first success wins and the loser is aborted", async () => {
    const { clock, options } = setup();
    const { fn, contexts, signals } = work(clock, Infinity, 30);
    await expect(clock.settle(hedge(fn, options))).resolves.toBe(2);
    expect(clock.now()).toBe(130);
    expect(contexts).toHaveLength(2);
    expect(signals[0]?.reason).toBeInstanceOf(HedgeLostError);
    expect(signals[1]?.aborted).toBe(false);
  });

  test("the first may still win", async () => {
    const { clock, options } = setup();
    const { fn, signals } = work(clock, 120, 500);
    await expect(clock.settle(hedge(fn, options))).resolves.toBe(1);
    expect(clock.now()).toBe(120);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]);
  });

  test("at most maxHedges join, each after the delay", async () => {
    const { clock, options } = setup();
    const onHedge = vi.fn();
    const { fn, contexts } = work(clock, Infinity, Infinity, Infinity, 10);
    await expect(clock.settle(hedge(fn, { ...options, maxHedges: 3, onHedge }))).resolves.toBe(4);
    expect(clock.now()).toBe(310);
    expect(contexts).toHaveLength(4);
    expect(onHedge.mock.calls.map(([event]) => event)).toEqual([
      { attempt: 2, cause: "delay" },
      { attempt: 3, cause: "delay" },
      { attempt: 4, cause: "delay" },
    ]);
    const none = work(clock, 900);
    await expect(clock.settle(hedge(none.fn, { ...options, maxHedges: 0 }))).resolves.toBe(1);
    expect(none.contexts).toHaveLength(1);
  });

  test("a failure is followed by the next at once", async () => {
    const { clock, options } = setup();
    const onHedge = vi.fn();
    const { fn } = work(clock, -20, 30);
    await expect(clock.settle(hedge(fn, { ...options, onHedge }))).resolves.toBe(2);
    expect(clock.now()).toBe(50);
    expect(onHedge).toHaveBeenCalledExactlyOnceWith({ attempt: 2, cause: "failure" });
    expect(clock.pendingTimers).toBe(0);
  });

  test("one that fails does not end those that still run", async () => {
    const { clock, options } = setup();
    const { fn } = work(clock, 300, -20);
    await expect(clock.settle(hedge(fn, options))).resolves.toBe(1);
    expect(clock.now()).toBe(300);
  });

  test("all failed: an AggregateError of all errors in their order", async () => {
    const { clock, options } = setup();
    const { fn } = work(clock, -150, -20, -10);
    const error = await rejection(clock.settle(hedge(fn, { ...options, maxHedges: 2 })));
    if (!(error instanceof AggregateError)) throw error;
    expect(error.errors).toEqual([new Error("failed 2"), new Error("failed 3"), new Error("failed 1")]);
    expect(error.message).toBe("All 3 attempts failed");
  });

  test("an error with retryable: false ends it, and aborts the others", async () => {
    const { clock, options } = setup();
    const open = Object.assign(new Error("open"), { retryable: false });
    const signals: AbortSignal[] = [];
    const fn = ({ attempt, signal }: RetryContext): Promise<never> => {
      signals.push(signal);
      return attempt === 1 ? hang() : Promise.reject(open);
    };
    expect(await rejection(clock.settle(hedge(fn, { ...options, maxHedges: 5 })))).toBe(open);
    expect(signals).toHaveLength(2);
    expect(signals[0]?.reason).toBe(open);
    expect(clock.pendingTimers).toBe(0);
  });

  test("plain values and synchronous throws are outcomes too", async () => {
    await expect(hedge(() => 7)).resolves.toBe(7);
    const fn = (): never => {
      throw new Error("sync");
    };
    expect(await rejection(hedge(fn))).toMatchObject({ errors: [{ message: "sync" }, { message: "sync" }] });
  });

  test("a loser that fails later harms nobody", async () => {
    const { clock, options } = setup();
    const { fn } = work(clock, -200, 20);
    await expect(clock.settle(hedge(fn, options))).resolves.toBe(2);
    await clock.advance(1000);
  });
});

describe("signal", () => {
  test("aborts all attempts and keeps no listener", async () => {
    const { clock, options } = setup();
    const signal = new CountingSignal();
    const { fn, signals } = work(clock, Infinity, Infinity);
    const outcome = rejection(hedge(fn, { ...options, signal: signal as unknown as AbortSignal }));
    await clock.advance(150);
    signal.abort("stop");
    expect(await outcome).toBe("stop");
    expect(signals.map(({ reason }) => reason as unknown)).toEqual(["stop", "stop"]);
    expect([signal.listeners, clock.pendingTimers]).toEqual([0, 0]);
  });

  test("aborted before: nothing is called", async () => {
    const fn = vi.fn();
    expect(await rejection(hedge(fn, { signal: AbortSignal.abort("never") }))).toBe("never");
    expect(fn).not.toHaveBeenCalled();
  });

  test("is let go after success and after failure", async () => {
    const { clock, options } = setup();
    const signal = new CountingSignal();
    const limited = { ...options, maxHedges: 0, signal: signal as unknown as AbortSignal };
    await clock.settle(hedge(work(clock, 1).fn, limited));
    await rejection(clock.settle(hedge(work(clock, -1).fn, limited)));
    expect(signal.listeners).toBe(0);
  });
});

describe("latencies", () => {
  test("decide over the delay once enough are known", async () => {
    const { clock, options } = setup();
    const latencies = new LatencySketch();
    const shared = { ...options, latencies, delayMs: 5000, minLatencies: 3, quantile: 0.5 };
    for (const ms of [40, 40, 40]) await clock.settle(hedge(work(clock, ms).fn, shared));
    const before = clock.now();
    await expect(clock.settle(hedge(work(clock, Infinity, 10).fn, shared))).resolves.toBe(2);
    const took = clock.now() - before;
    expect(took).toBeGreaterThanOrEqual(50);
    expect(took).toBeLessThanOrEqual(52);
    expect(latencies.count).toBe(4);
  });

  test("until then delayMs does", async () => {
    const { clock, options } = setup();
    const latencies = new LatencySketch();
    for (let i = 0; i < 19; i += 1) latencies.record(5);
    await clock.settle(hedge(work(clock, Infinity, 10).fn, { ...options, latencies }));
    expect(clock.now()).toBe(110);
    // That was the twentieth.
    await clock.settle(hedge(work(clock, Infinity, 10).fn, { ...options, latencies, quantile: 0.5 }));
    expect(clock.now()).toBeLessThan(127);
  });
});

describe("budget", () => {
  test("spent: the call goes on with what runs", async () => {
    const { clock, options } = setup();
    const budget = createQuotaBudget({ capacity: 14, refund: 0 });
    const two = work(clock, Infinity, Infinity, 1, 1);
    const call = hedge(two.fn, { ...options, maxHedges: 3, budget });
    const outcome = vi.fn();
    void call.then(outcome);
    await clock.advance(1000);
    expect(two.contexts).toHaveLength(2);
    expect(outcome).not.toHaveBeenCalled();
    const error = await rejection(clock.settle(hedge(work(clock, -5, 5).fn, { ...options, budget })));
    expect(error).toMatchObject({ message: "The only attempt failed" });
  });

  test("a success brings back what its hedge cost", async () => {
    const { clock, options } = setup();
    const budget = createQuotaBudget({ capacity: 20 });
    await clock.settle(hedge(work(clock, Infinity, 5).fn, { ...options, budget }));
    expect(budget.left).toBe(20);
  });
});

test("invalid options are all listed before anything is called", async () => {
  const fn = vi.fn();
  const options = {
    delayMs: -1,
    maxHedges: 1.5,
    quantile: 2,
    latencies: {},
    budget: {},
    minLatencies: 0,
    signal: 1,
  };
  const error = await rejection(hedge(fn, options as unknown as HedgeOptions));
  if (!(error instanceof RetryOptionsError)) throw error;
  expect(error.problems).toHaveLength(7);
  expect(fn).not.toHaveBeenCalled();
  expect(await rejection(hedge(undefined as unknown as () => 1))).toBeInstanceOf(RetryOptionsError);
});
