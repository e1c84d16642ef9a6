import { AbortError } from "p-retry";
import { describe, expect, test, vi } from "vitest";
import { retry, RetryExhaustedError, RetryOptionsError, type RetryOptions } from "../src/index.ts";
import { failing, rejection, setup } from "./support.ts";

describe("attempts", () => {
  test("a first success needs one attempt and no delay", async () => {
    const { clock, delays, options } = setup();
    const work = failing();
    await expect(retry(work.fn, options)).resolves.toBe("done");
    expect(work.contexts.map(({ attempt }) => attempt)).toEqual([1]);
    expect(delays).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  test("failures are repeated after growing delays", async () => {
    const { clock, delays, options } = setup();
    const work = failing(new Error("a"), new Error("b"));
    await expect(clock.settle(retry(work.fn, options))).resolves.toBe("done");
    expect(work.contexts.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(delays).toEqual([1000, 2000]);
    expect(clock.now()).toBe(3000);
  });

  test("by default there are three retries", async () => {
    const { clock, options } = setup();
    const work = failing(...Array.from({ length: 9 }, () => new Error("down")));
    const error = await rejection(clock.settle(retry(work.fn, options)));
    expect(error).toBeInstanceOf(RetryExhaustedError);
    expect(work.contexts).toHaveLength(4);
  });

  test("works without options, on the system's clock and chance", async () => {
    const work = failing(new Error("once"));
    await expect(retry(work.fn, { baseDelayMs: 1 })).resolves.toBe("done");
    await expect(retry(() => 7)).resolves.toBe(7);
  });

  test("a plain value and a synchronous throw are an outcome like any other", async () => {
    const { clock, options } = setup();
    let calls = 0;
    const fn = (): number => {
      calls += 1;
      if (calls < 3) throw new Error("sync");
      return calls;
    };
    await expect(clock.settle(retry(fn, options))).resolves.toBe(3);
  });

  test("a synchronous failure with a delay of 0 leaves the event loop free", async () => {
    let stop = false;
    setImmediate(() => {
      stop = true;
    });
    const fn = (): string => {
      if (!stop) throw new Error("not yet");
      return "free";
    };
    await expect(retry(fn, { baseDelayMs: 0, maxRetries: Infinity })).resolves.toBe("free");
  });
});

describe("giving up", () => {
  test("the error tells each attempt, its start and its delay", async () => {
    const { clock, options } = setup();
    const errors = [new Error("one"), new Error("two")];
    const error = await rejection(clock.settle(retry(failing(...errors).fn, { ...options, maxRetries: 1 })));
    if (!(error instanceof RetryExhaustedError)) throw error;
    const start = Date.UTC(2026, 0, 1);
    expect(error.attempts).toEqual([
      { number: 1, error: errors[0], startedAt: start, delayMs: 1000 },
      { number: 2, error: errors[1], startedAt: start + 1000 },
    ]);
    expect(error.cause).toBe(errors[1]);
    expect(error.message).toBe("Gave up after 2 attempts: two");
  });

  test("maxRetries 0 means one attempt", async () => {
    const { options } = setup();
    const work = failing(new Error("no"), new Error("no"));
    const error = await rejection(retry(work.fn, { ...options, maxRetries: 0 }));
    expect(error).toMatchObject({ name: "RetryExhaustedError", message: "Gave up after 1 attempt: no" });
    expect(work.contexts).toHaveLength(1);
  });

  test("of very many attempts the last hundred are told", async () => {
    const { clock, options } = setup();
    const fn = (): never => {
      throw new Error("down");
    };
    const error = await rejection(clock.settle(retry(fn, { ...options, maxRetries: 149, baseDelayMs: 0 })));
    if (!(error instanceof RetryExhaustedError)) throw error;
    expect(error.attempts).toHaveLength(100);
    expect(error.attempts.at(0)?.number).toBe(51);
    expect(error.attempts.at(-1)?.number).toBe(150);
  });

  test("the wait that the last error asked for is passed on", async () => {
    const { options } = setup();
    const busy = Object.assign(new Error("busy"), { retryAfterMs: 4000 });
    const passed = await rejection(retry(failing(busy).fn, { ...options, maxRetries: 0 }));
    expect(passed).toHaveProperty("retryAfterMs", 4000);
    const silent = await rejection(retry(failing(new Error("x")).fn, { ...options, maxRetries: 0 }));
    expect(silent).toHaveProperty("retryAfterMs", undefined);
  });
});

describe("what is thrown", () => {
  test.each([
    ["a TypeError", new TypeError("undefined is not a function")],
    ["the engine's own AbortError", new AbortError("stop")],
    ["a string", "plain"],
    ["undefined", undefined],
    ["null", null],
    ["an object", { code: 7 }],
  ])("%s is retried and told unchanged", async (_kind, thrown) => {
    const { clock, options } = setup();
    const work = failing(thrown, thrown);
    const error = await rejection(clock.settle(retry(work.fn, { ...options, maxRetries: 1 })));
    if (!(error instanceof RetryExhaustedError)) throw error;
    expect(work.contexts).toHaveLength(2);
    expect(error.cause).toBe(thrown);
    expect(error.attempts.map((attempt) => attempt.error)).toEqual([thrown, thrown]);
  });
});

describe("shouldRetry", () => {
  test("no: the original error is thrown, untouched", async () => {
    const { options } = setup();
    const original = new TypeError("wrong input");
    const work = failing(original);
    const shouldRetry = vi.fn(() => false);
    expect(await rejection(retry(work.fn, { ...options, shouldRetry }))).toBe(original);
    expect(shouldRetry.mock.calls).toEqual([[{ error: original, attempt: 1 }]]);
    expect(work.contexts).toHaveLength(1);
  });

  test("is asked about every failure, the last included", async () => {
    const { clock, options } = setup();
    const errors = [new Error("one"), new Error("two")];
    const work = failing(...errors);
    const shouldRetry = vi.fn(({ attempt }: { attempt: number }) => attempt === 1);
    const call = retry(work.fn, { ...options, maxRetries: 1, shouldRetry });
    expect(await rejection(clock.settle(call))).toBe(errors[1]);
    expect(shouldRetry).toHaveBeenCalledTimes(2);
  });

  test("may answer later", async () => {
    const { clock, options } = setup();
    const shouldRetry = vi.fn(async () => true);
    const call = retry(failing(new Error("one")).fn, { ...options, shouldRetry });
    await expect(clock.settle(call)).resolves.toBe("done");
    expect(shouldRetry).toHaveBeenCalledOnce();
  });

  test("nothing counts as no", async () => {
    const original = new Error("one");
    const shouldRetry = (() => undefined) as unknown as () => boolean;
    expect(await rejection(retry(failing(original).fn, { shouldRetry }))).toBe(original);
  });

  test.each([
    ["throws", () => bug()],
    ["rejects", async () => bug()],
  ])("that %s ends the call with both errors", async (_kind, shouldRetry) => {
    const original = new Error("one");
    const error = await rejection(retry(failing(original).fn, { shouldRetry }));
    if (!(error instanceof AggregateError)) throw error;
    expect(error.errors).toEqual([original, new Error("bug")]);
  });
});

describe("an error with retryable: false", () => {
  test("ends the call at once, whatever shouldRetry says", async () => {
    const open = Object.assign(new Error("breaker is open"), { retryable: false, retryAfterMs: 5000 });
    const shouldRetry = vi.fn(() => true);
    const work = failing(open);
    expect(await rejection(retry(work.fn, { shouldRetry }))).toBe(open);
    expect(work.contexts).toHaveLength(1);
    expect(shouldRetry).not.toHaveBeenCalled();
  });

  test("ends the call on a later attempt too", async () => {
    const { clock, options } = setup();
    const open = Object.assign(new Error("breaker is open"), { retryable: false });
    const work = failing(new Error("first"), open);
    expect(await rejection(clock.settle(retry(work.fn, options)))).toBe(open);
    expect(work.contexts).toHaveLength(2);
  });
});

describe("an error with retryAfterMs", () => {
  const delayAfter = async (retryAfterMs: unknown, more: RetryOptions = {}): Promise<number | undefined> => {
    const { clock, delays, options } = setup();
    const busy = Object.assign(new Error("busy"), { retryAfterMs });
    await clock.settle(retry(failing(busy).fn, { ...options, ...more }));
    return delays[0];
  };

  test("raises the delay, and never lowers it", async () => {
    expect(await delayAfter(5000)).toBe(5000);
    expect(await delayAfter(10)).toBe(1000);
    expect(await delayAfter(1000.2)).toBe(1001);
  });

  test("up to maxDelayMs, or maxRetryAfterMs where given", async () => {
    expect(await delayAfter(90_000)).toBe(30_000);
    expect(await delayAfter(90_000, { maxDelayMs: 2000 })).toBe(2000);
    expect(await delayAfter(90_000, { maxRetryAfterMs: 60_000 })).toBe(60_000);
    expect(await delayAfter(90_000, { maxRetryAfterMs: 0 })).toBe(1000);
  });

  test.each([-1, Number.NaN, "5000", null])("of %s is ignored", async (value) => {
    expect(await delayAfter(value)).toBe(1000);
  });
});

describe("onRetry", () => {
  test("is told the error, the attempt and the delay", async () => {
    const { clock, options } = setup();
    const error = new Error("one");
    const onRetry = vi.fn();
    await clock.settle(retry(failing(error).fn, { ...options, onRetry }));
    expect(onRetry.mock.calls).toEqual([[{ error, attempt: 1, delayMs: 1000 }]]);
  });

  test.each([
    ["throws", () => bug()],
    ["rejects", async () => bug()],
  ])("that %s harms nothing", async (_kind, onRetry: () => void) => {
    const { clock, options } = setup();
    await expect(clock.settle(retry(failing(new Error("one")).fn, { ...options, onRetry }))).resolves.toBe(
      "done",
    );
  });
});

describe("random", () => {
  test("spreads the delay", async () => {
    const { clock, delays, options } = setup();
    const chances = [0, 0.75];
    const call = retry(failing(new Error("a"), new Error("b")).fn, {
      ...options,
      strategy: "constant",
      jitter: { factor: 0.5 },
      random: () => chances.shift() ?? 0,
    });
    await clock.settle(call);
    expect(delays).toEqual([500, 1250]);
  });
});

describe("invalid options", () => {
  test("are all listed before anything is called", async () => {
    const fn = vi.fn();
    const options = {
      maxRetries: 1.5,
      baseDelayMs: "100",
      attemptTimeoutMs: 0,
      totalTimeoutMs: 2 ** 31,
      maxRetryAfterMs: null,
      signal: {},
      shouldRetry: true,
      onRetry: [],
      random: 4,
      clock: { now: Date.now },
    };
    const error = await rejection(retry(fn, options as unknown as RetryOptions));
    if (!(error instanceof RetryOptionsError)) throw error;
    expect(error).toBeInstanceOf(TypeError);
    expect(fn).not.toHaveBeenCalled();
    expect(error.problems).toEqual([
      'baseDelayMs: expected a number of milliseconds from 0 to 2147483647, received "100" (string)',
      "maxRetries: expected an integer of 0 or more, or Infinity, received 1.5 (number)",
      "attemptTimeoutMs: expected a number of milliseconds from 1 to 2147483647, received 0 (number)",
      "totalTimeoutMs: expected a number of milliseconds from 1 to 2147483647, received 2147483648 (number)",
      "maxRetryAfterMs: expected a number of milliseconds from 0 to 2147483647, received null",
      "signal: expected an AbortSignal, received object with keys []",
      "shouldRetry: expected a function, received true (boolean)",
      "onRetry: expected a function, received a value of kind array",
      "random: expected a function, received 4 (number)",
      "clock: expected a clock with now, wallTime and setTimer, received object with keys [now]",
    ]);
    expect(error.message).toContain("maxRetries");
  });

  test("no function, no options object", async () => {
    const none = undefined as unknown as () => string;
    await expect(retry(none)).rejects.toThrow("fn: expected a function, received undefined");
    const wrong = null as unknown as RetryOptions;
    await expect(retry(() => 1, wrong)).rejects.toThrow("options: expected an object, received null");
  });
});

function bug(): never {
  throw new Error("bug");
}
