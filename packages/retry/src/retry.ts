import { problem } from "./check-options.ts";
import { RetryOptionsError } from "./errors.ts";
import { runLoop } from "./loop.ts";
import { readPolicy } from "./policy.ts";
import type { RetryFunction, RetryOptions } from "./types.ts";

/**
 * Calls `fn` until it succeeds, and resolves with what it returned.
 *
 * Rejects with
 * - the error of `fn` itself, untouched, when that failure is not worth a retry: it carries
 *   `retryable: false`, or `shouldRetry` said no;
 * - {@link RetryExhaustedError} when all attempts are used up;
 * - {@link RetryDeadlineError} when `totalTimeoutMs` is over;
 * - the reason of `signal` when the caller aborts;
 * - an `AggregateError` of both errors when `shouldRetry` throws;
 * - {@link RetryOptionsError} when options are invalid; `fn` is not called then.
 */
export async function retry<T>(fn: RetryFunction<T>, options: RetryOptions = {}): Promise<T> {
  requireFunction(fn);
  return await runLoop(fn, readPolicy(options));
}

export function requireFunction(fn: unknown): void {
  if (typeof fn !== "function") throw new RetryOptionsError([problem("fn", "a function", fn)]);
}
