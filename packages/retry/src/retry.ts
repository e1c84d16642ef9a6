import { checkOptions, problem } from "./check-options.ts";
import { RetryOptionsError } from "./errors.ts";
import { runLoop } from "./loop.ts";
import { signalRule } from "./option-rules.ts";
import { isWatched, readPolicy } from "./policy.ts";
import { delays } from "./preview.ts";
import type { RetryFunction, RetryOptions } from "./types.ts";

/** Retries with options that were checked once. */
export interface Retry<Base = unknown> {
  /**
   * As `retry`, with the options of `createRetry`.
   *
   * @param call `signal`: for this call, in the place of the options' signal.
   */
  <T extends Base>(fn: RetryFunction<T>, call?: RetryCall): Promise<T>;
  /** The delays that a call would wait; see `delays`. */
  readonly delays: () => number[];
}

/** What differs from call to call. */
export interface RetryCall {
  readonly signal?: AbortSignal | undefined;
}

const defaults = readPolicy({});

/**
 * Calls `fn` until it succeeds, and resolves with what it returned.
 *
 * Rejects with
 * - the error of `fn` itself, untouched, when that failure is not worth a retry: it carries
 *   `retryable: false`, or `shouldRetry` said no;
 * - {@link RetryExhaustedError} when all attempts are used up;
 * - {@link RetryDeadlineError} when `totalTimeoutMs` is over;
 * - {@link RetryBudgetError} when `budget` is spent, {@link ThrottledError} when `throttle` refuses;
 * - the reason of `signal` when the caller aborts;
 * - an `AggregateError` of both errors when `shouldRetry`, `shouldRetryResult` or `delay` throws;
 * - {@link RetryOptionsError} when options are invalid; `fn` is not called then.
 */
export function retry<T>(fn: RetryFunction<T>, options?: RetryOptions<NoInfer<T>>): Promise<T> {
  try {
    requireFunction(fn);
    if (options === undefined) return runLoop(fn, defaults, false);
    const policy = readPolicy(options);
    return runLoop(fn, policy, isWatched(policy));
  } catch (error) {
    return Promise.reject(error);
  }
}

/**
 * A `retry` that checks its options once, for calls that are made often.
 *
 * @throws RetryOptionsError naming every invalid value.
 */
export function createRetry<Base = unknown>(options: RetryOptions<Base> = {}): Retry<Base> {
  const policy = readPolicy(options);
  const watched = isWatched(policy);
  const run = <T extends Base>(fn: RetryFunction<T>, call?: RetryCall): Promise<T> => {
    try {
      requireFunction(fn);
      if (call === undefined) return runLoop(fn, policy, watched);
      checkOptions(call, { signal: signalRule });
      if (call.signal === undefined) return runLoop(fn, policy, watched);
      return runLoop(fn, { ...policy, signal: call.signal }, true);
    } catch (error) {
      return Promise.reject(error);
    }
  };
  return Object.assign(run, { delays: () => delays(options) });
}

export function requireFunction(fn: unknown): void {
  if (typeof fn !== "function") throw new RetryOptionsError([problem("fn", "a function", fn)]);
}
