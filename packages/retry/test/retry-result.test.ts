import { describe, expect, test, vi } from "vitest";
import { retry, RetryExhaustedError, RetryResultError } from "../src/index.ts";
import { hang, rejection, setup } from "./support.ts";

const polling = (...states: readonly string[]): (() => string) => {
  let calls = 0;
  return () => states[calls++] ?? "done";
};

describe("shouldRetryResult", () => {
  test("tries again until the result will do", async () => {
    const { clock, delays, options } = setup();
    const shouldRetryResult = vi.fn(({ result }: { result: string }) => result === "pending");
    const call = retry(polling("pending", "pending"), { ...options, shouldRetryResult });
    await expect(clock.settle(call)).resolves.toBe("done");
    expect(delays).toEqual([1000, 2000]);
    expect(shouldRetryResult.mock.calls).toEqual([
      [{ result: "pending", attempt: 1 }],
      [{ result: "pending", attempt: 2 }],
      [{ result: "done", attempt: 3 }],
    ]);
  });

  test("may answer later", async () => {
    const { clock, options } = setup();
    const call = retry(polling("pending"), {
      ...options,
      shouldRetryResult: async ({ result }) => result === "pending",
    });
    await expect(clock.settle(call)).resolves.toBe("done");
  });

  test("the last result is told when attempts are used up", async () => {
    const { clock, options } = setup();
    const seen: unknown[] = [];
    const call = retry(polling("a", "b", "c"), {
      ...options,
      maxRetries: 1,
      shouldRetryResult: () => true,
      onRetry: ({ error }) => seen.push(error),
    });
    const error = await rejection(clock.settle(call));
    if (!(error instanceof RetryExhaustedError)) throw error;
    expect(error.result).toBe("b");
    expect(error.message).toBe("Gave up after 2 attempts: the result of attempt 2 was refused");
    expect(error.cause).toBeInstanceOf(RetryResultError);
    expect(error.attempts).toMatchObject([
      { number: 1, error: { result: "a", attempt: 1 }, delayMs: 1000 },
      { number: 2, error: { result: "b", attempt: 2 } },
    ]);
    expect(seen).toEqual([error.attempts[0]?.error]);
  });

  test("an error that ended the call leaves no result", async () => {
    const error = await rejection(retry(() => Promise.reject(new Error("x")), { maxRetries: 0 }));
    expect(error).toHaveProperty("result", undefined);
  });

  test("mixes with failures, which shouldRetry decides over", async () => {
    const { clock, options } = setup();
    const shouldRetry = vi.fn(() => true);
    const steps = [() => "pending", () => bug(), () => "done"];
    let calls = 0;
    const call = retry(() => steps[calls++]?.() ?? "too many", {
      ...options,
      shouldRetry,
      shouldRetryResult: ({ result }) => result === "pending",
    });
    await expect(clock.settle(call)).resolves.toBe("done");
    expect(shouldRetry).toHaveBeenCalledOnce();
  });

  test.each([
    ["throws", () => bug()],
    ["rejects", async () => bug()],
  ])("that %s ends the call, and the result is not lost", async (_kind, shouldRetryResult) => {
    const error = await rejection(retry(() => "value", { shouldRetryResult }));
    if (!(error instanceof AggregateError)) throw error;
    expect(error.errors).toMatchObject([{ name: "RetryResultError", result: "value" }, { message: "bug" }]);
    expect(error.message).toBe("shouldRetryResult threw after attempt 1");
  });

  test("that takes too long is ended by the total time", async () => {
    const { clock, options } = setup();
    const call = retry(() => 1, { ...options, totalTimeoutMs: 300, shouldRetryResult: hang });
    expect(await rejection(clock.settle(call))).toHaveProperty("name", "RetryDeadlineError");
  });
});

describe("delay", () => {
  test("takes the place of the backoff, up to maxDelayMs", async () => {
    const { clock, delays, options } = setup();
    const answers = [5, 70_000, undefined, Number.NaN, -1, "9" as unknown as number];
    const delay = vi.fn(({ attempt }: { attempt: number }) => answers[attempt - 1]);
    await rejection(clock.settle(retry(bug, { ...options, delay, maxRetries: 6 })));
    // What is no number of 0 or more leaves it to the backoff: 1000 * 2^(n - 1), at most 30 s.
    expect(delays).toEqual([5, 30_000, 4000, 8000, 16_000, 30_000]);
    expect(delay.mock.calls[0]).toEqual([{ error: new Error("bug"), attempt: 1 }]);
  });

  test("is raised by the wait that the error asks for", async () => {
    const { clock, delays, options } = setup();
    const busy = Object.assign(new Error("busy"), { retryAfterMs: 700 });
    const call = retry(() => Promise.reject(busy), { ...options, delay: () => 5, maxRetries: 1 });
    await rejection(clock.settle(call));
    expect(delays).toEqual([700]);
  });

  test("that throws ends the call with both errors", async () => {
    const original = new Error("one");
    const error = await rejection(retry(() => Promise.reject(original), { delay: bug }));
    if (!(error instanceof AggregateError)) throw error;
    expect(error.errors).toEqual([original, new Error("bug")]);
    expect(error.message).toBe("delay threw after attempt 1");
  });
});

function bug(): never {
  throw new Error("bug");
}
