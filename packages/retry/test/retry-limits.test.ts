import { describe, expect, test, vi } from "vitest";
import { AttemptTimeoutError, retry, RetryDeadlineError, RetryExhaustedError } from "../src/index.ts";
import { CountingSignal, failing, hang, rejection, setup } from "./support.ts";

describe("signal", () => {
  test("aborted before: fn is not called", async () => {
    const fn = vi.fn();
    const reason = new Error("never mind");
    expect(await rejection(retry(fn, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(fn).not.toHaveBeenCalled();
  });

  test("ends an attempt at once, even one that ignores its signal", async () => {
    const { clock, options } = setup();
    const controller = new AbortController();
    const seen: AbortSignal[] = [];
    const call = retry(
      ({ signal }) => {
        seen.push(signal);
        return hang();
      },
      { ...options, signal: controller.signal },
    );
    const outcome = rejection(call);
    controller.abort("stop");
    expect(await outcome).toBe("stop");
    expect(seen[0]?.reason).toBe("stop");
    expect(clock.pendingTimers).toBe(0);
  });

  test("ends a delay at once and leaves no timer", async () => {
    const { clock, options } = setup();
    const controller = new AbortController();
    const work = failing(new Error("one"));
    const outcome = rejection(retry(work.fn, { ...options, signal: controller.signal }));
    await clock.advance(999);
    expect(clock.pendingTimers).toBe(1);
    controller.abort("stop");
    expect(await outcome).toBe("stop");
    expect(clock.pendingTimers).toBe(0);
    expect(work.contexts).toHaveLength(1);
  });

  test("ends a slow shouldRetry", async () => {
    const controller = new AbortController();
    const outcome = rejection(
      retry(failing(new Error("one")).fn, {
        signal: controller.signal,
        shouldRetry: () => {
          queueMicrotask(() => controller.abort("stop"));
          return hang();
        },
      }),
    );
    expect(await outcome).toBe("stop");
  });

  test("wins over the error that the abort makes fn throw", async () => {
    const controller = new AbortController();
    const fn = async (): Promise<never> => {
      controller.abort("stop");
      throw new Error("aborted inside");
    };
    expect(await rejection(retry(fn, { signal: controller.signal }))).toBe("stop");
  });

  test("read only after the end, the attempt's signal is aborted", async () => {
    const { options } = setup();
    const controller = new AbortController();
    const work = failing();
    const outcome = rejection(
      retry(
        (context) => {
          void work.fn(context);
          return hang();
        },
        { ...options, signal: controller.signal },
      ),
    );
    controller.abort("stop");
    await outcome;
    expect(work.contexts[0]?.signal.reason).toBe("stop");
  });

  test("keeps no listener after success, failure or abort", async () => {
    const { clock, options } = setup();
    const signal = new CountingSignal();
    const limited = { ...options, signal: signal as unknown as AbortSignal, maxRetries: 1 };
    await clock.settle(retry(failing(new Error("one")).fn, limited));
    expect(signal.listeners).toBe(0);
    await rejection(clock.settle(retry(failing(new Error("one"), new Error("two")).fn, limited)));
    expect(signal.listeners).toBe(0);
    const outcome = rejection(retry(hang, limited));
    expect(signal.listeners).toBe(1);
    signal.abort("stop");
    expect(await outcome).toBe("stop");
    expect(signal.listeners).toBe(0);
  });
});

describe("attemptTimeoutMs", () => {
  test("gives up an attempt, aborts its signal and retries", async () => {
    const { clock, options } = setup();
    const seen: unknown[] = [];
    const fn = ({ attempt, signal }: { attempt: number; signal: AbortSignal }): Promise<string> => {
      if (attempt === 2) return Promise.resolve("second");
      signal.addEventListener("abort", () => seen.push(signal.reason));
      return hang();
    };
    const call = retry(fn, { ...options, attemptTimeoutMs: 50 });
    await expect(clock.settle(call)).resolves.toBe("second");
    expect(seen).toEqual([new AttemptTimeoutError(1, 50)]);
    expect(clock.now()).toBe(1050);
    expect(clock.pendingTimers).toBe(0);
  });

  test("is one more failure to shouldRetry and in the end", async () => {
    const { clock, options } = setup();
    const call = retry(hang, { ...options, attemptTimeoutMs: 50, maxRetries: 1 });
    const error = await rejection(clock.settle(call));
    if (!(error instanceof RetryExhaustedError)) throw error;
    expect(error.cause).toMatchObject({ name: "AttemptTimeoutError", attempt: 2, timeoutMs: 50 });
    const refused = retry(hang, { ...options, attemptTimeoutMs: 50, shouldRetry: () => false });
    expect(await rejection(clock.settle(refused))).toMatchObject({
      name: "AttemptTimeoutError",
      message: "Attempt 1 took longer than 50 ms",
    });
  });

  test("does not touch an attempt in time", async () => {
    const { clock, options } = setup();
    const work = failing();
    await retry(work.fn, { ...options, attemptTimeoutMs: 50 });
    expect(clock.pendingTimers).toBe(0);
    expect(work.contexts[0]?.signal.aborted).toBe(false);
  });

  test("a late result changes nothing", async () => {
    const { clock, options } = setup();
    const late = Promise.withResolvers<string>();
    const fn = ({ attempt }: { attempt: number }): Promise<string> =>
      attempt === 1 ? late.promise : new Promise((resolve) => clock.setTimer(() => resolve("second"), 40));
    const call = retry(fn, { ...options, attemptTimeoutMs: 50 });
    await clock.advance(1060);
    late.resolve("first");
    await expect(clock.settle(call)).resolves.toBe("second");
  });
});

describe("an attempt that was given up", () => {
  test("and settles late does not stand in the way of an abort", async () => {
    const { clock, options } = setup();
    const controller = new AbortController();
    const late = Promise.withResolvers<string>();
    const fn = ({ attempt }: { attempt: number }): Promise<string> => (attempt === 1 ? late.promise : hang());
    const call = retry(fn, { ...options, attemptTimeoutMs: 5000, signal: controller.signal });
    const outcome = rejection(call);
    await clock.advance(6001);
    late.resolve("first");
    await clock.advance(1);
    controller.abort("stop");
    expect(await outcome).toBe("stop");
    expect(clock.now()).toBe(6002);
  });
});

describe("totalTimeoutMs", () => {
  test("interrupts the first attempt", async () => {
    const { clock, options } = setup();
    const error = await rejection(clock.settle(retry(hang, { ...options, totalTimeoutMs: 700 })));
    if (!(error instanceof RetryDeadlineError)) throw error;
    expect(clock.now()).toBe(700);
    expect(error.attempts).toEqual([]);
    expect(error).not.toHaveProperty("cause");
    expect(error.totalTimeoutMs).toBe(700);
    expect(error.message).toBe("The total time of 700 ms is used up in the first attempt");
  });

  test("interrupts a later attempt, aborts its signal and tells the failures so far", async () => {
    const { clock, options } = setup();
    const first = new Error("one");
    const seen: AbortSignal[] = [];
    const fn = ({ attempt, signal }: { attempt: number; signal: AbortSignal }): Promise<never> => {
      seen.push(signal);
      return attempt === 1 ? Promise.reject(first) : hang();
    };
    const error = await rejection(clock.settle(retry(fn, { ...options, totalTimeoutMs: 1500 })));
    if (!(error instanceof RetryDeadlineError)) throw error;
    expect(clock.now()).toBe(1500);
    expect(error.cause).toBe(first);
    expect(error.attempts).toMatchObject([{ number: 1, error: first, delayMs: 1000 }]);
    expect(error.message).toBe("The total time of 1500 ms is used up after: one");
    expect(seen[1]?.reason).toBe(error);
  });

  test("a delay that would not end in time is not begun", async () => {
    const { clock, delays, options } = setup();
    const first = new Error("one");
    const error = await rejection(retry(failing(first).fn, { ...options, totalTimeoutMs: 1000 }));
    expect(error).toBeInstanceOf(RetryDeadlineError);
    expect(error).toMatchObject({ cause: first, attempts: [{ number: 1 }] });
    expect(clock.now()).toBe(0);
    expect(delays).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  test("leaves no timer after success", async () => {
    const { clock, options } = setup();
    await clock.settle(retry(failing(new Error("one")).fn, { ...options, totalTimeoutMs: 5000 }));
    expect(clock.pendingTimers).toBe(0);
  });

  test("ends a slow shouldRetry", async () => {
    const { clock, options } = setup();
    const call = retry(failing(new Error("one")).fn, { ...options, totalTimeoutMs: 300, shouldRetry: hang });
    expect(await rejection(clock.settle(call))).toBeInstanceOf(RetryDeadlineError);
    expect(clock.now()).toBe(300);
  });

  test("together with a signal, what comes first decides", async () => {
    const { clock, options } = setup();
    const controller = new AbortController();
    const both = { ...options, signal: controller.signal, totalTimeoutMs: 100, attemptTimeoutMs: 200 };
    const aborted = rejection(retry(hang, both));
    await clock.advance(99);
    controller.abort("stop");
    expect(await aborted).toBe("stop");
    expect(clock.pendingTimers).toBe(0);
  });
});
