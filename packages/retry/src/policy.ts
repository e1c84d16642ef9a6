import { backoffRules, delayBeforeRetry, toBackoff } from "./backoff.ts";
import { checkOptions, type OptionRules } from "./check-options.ts";
import { retryAfterMsOf } from "./error-contract.ts";
import { functionRule, millisecondsFrom, objectWith } from "./option-rules.ts";
import { systemClock, systemRandom } from "./system.ts";
import type { Clock, RetryEvent, RetryFailure, RetryOptions } from "./types.ts";

/** Everything the loop asks: checked options with the defaults filled in. */
export interface RetryPolicy {
  readonly maxRetries: number;
  readonly attemptTimeoutMs: number | undefined;
  readonly totalTimeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
  readonly shouldRetry: (failure: RetryFailure) => boolean | Promise<boolean>;
  readonly delayMs: (failure: RetryFailure) => number;
  readonly onRetry: ((event: RetryEvent) => void) | undefined;
}

export const retryRules: OptionRules<RetryOptions> = {
  ...backoffRules,
  maxRetries: {
    expected: "an integer of 0 or more, or Infinity",
    accepts: (value) => value === Infinity || (Number.isInteger(value) && Number(value) >= 0),
  },
  attemptTimeoutMs: millisecondsFrom(1),
  totalTimeoutMs: millisecondsFrom(1),
  maxRetryAfterMs: millisecondsFrom(0),
  signal: objectWith("an AbortSignal", ["addEventListener", "removeEventListener", "throwIfAborted"]),
  shouldRetry: functionRule,
  onRetry: functionRule,
  random: functionRule,
  clock: objectWith("a clock with now, wallTime and setTimer", ["now", "wallTime", "setTimer"]),
};

export function readPolicy(options: RetryOptions): RetryPolicy {
  checkOptions(options, retryRules);
  return toPolicy(options);
}

/** As `readPolicy`, for options that are checked already. */
export function toPolicy(options: RetryOptions): RetryPolicy {
  const delayAfter = delayRule(options);
  return {
    maxRetries: options.maxRetries ?? 3,
    attemptTimeoutMs: options.attemptTimeoutMs,
    totalTimeoutMs: options.totalTimeoutMs,
    signal: options.signal,
    clock: options.clock ?? systemClock,
    shouldRetry: options.shouldRetry ?? always,
    delayMs: (failure) => delayAfter(failure.attempt, retryAfterMsOf(failure.error)),
    onRetry: options.onRetry,
  };
}

/** The backoff, or the wait that the failure asked for where that is longer. */
export function delayRule(options: RetryOptions): (retry: number, askedMs: number | undefined) => number {
  const backoff = toBackoff(options);
  const random = options.random ?? systemRandom;
  const longestAskedMs = options.maxRetryAfterMs ?? backoff.maxDelayMs;
  return (retry, askedMs = 0) =>
    Math.max(delayBeforeRetry(backoff, retry, random), Math.min(Math.ceil(askedMs), longestAskedMs));
}

const always = (): boolean => true;
