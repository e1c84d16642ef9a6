import { backoffRules, delayBeforeRetry, toBackoff } from "./backoff.ts";
import type { RetryBudget } from "./budget/budget.ts";
import { checkOptions, type OptionRules } from "./check-options.ts";
import { retryAfterMsOf } from "./error-contract.ts";
import type { GiveUpEvent, RetryEvent, SuccessEvent } from "./events.ts";
import * as rules from "./option-rules.ts";
import { retryKindOf, type RetryKind } from "./retry-kind.ts";
import { systemClock, systemRandom } from "./system.ts";
import type { Throttle } from "./throttle/throttle.ts";
import type { Clock, RetryFailure, RetryOptions, RetryResult } from "./types.ts";

/** A delay, and the part of it that backoff chose, from which decorrelated jitter goes on. */
export interface ChosenDelay {
  readonly delayMs: number;
  readonly backoffMs: number;
}

/** Everything the loop asks: checked options with the defaults filled in. */
export interface RetryPolicy {
  readonly maxRetries: number;
  readonly attemptTimeoutMs: number | undefined;
  readonly totalTimeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
  readonly shouldRetry: ((failure: RetryFailure) => boolean | Promise<boolean>) | undefined;
  readonly shouldRetryResult: ((success: RetryResult) => boolean | Promise<boolean>) | undefined;
  readonly delayMs: (failure: RetryFailure, previousMs: number | undefined) => ChosenDelay;
  readonly kindOf: (error: unknown) => RetryKind;
  readonly budget: RetryBudget | undefined;
  readonly throttle: Throttle | undefined;
  readonly onRetry: ((event: RetryEvent) => unknown) | undefined;
  readonly onSuccess: ((event: SuccessEvent) => unknown) | undefined;
  readonly onGiveUp: ((event: GiveUpEvent) => unknown) | undefined;
}

export const retryRules: OptionRules<RetryOptions> = {
  ...backoffRules,
  maxRetries: rules.retryCountRule,
  attemptTimeoutMs: rules.millisecondsFrom(1),
  totalTimeoutMs: rules.millisecondsFrom(1),
  maxRetryAfterMs: rules.millisecondsFrom(0),
  delay: rules.functionRule,
  signal: rules.signalRule,
  shouldRetry: rules.functionRule,
  shouldRetryResult: rules.functionRule,
  budget: rules.budgetRule,
  throttle: rules.objectWith("a throttle", ["run", "admit"]),
  onRetry: rules.functionRule,
  onSuccess: rules.functionRule,
  onGiveUp: rules.functionRule,
  random: rules.functionRule,
  clock: rules.clockRule,
};

/** @throws RetryOptionsError naming every invalid value. */
export function readPolicy<T>(options: RetryOptions<T>): RetryPolicy {
  // The rules look at kinds only, which T has no part in.
  checkOptions(options as RetryOptions, retryRules);
  return toPolicy(options as RetryOptions);
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
    shouldRetry: options.shouldRetry,
    shouldRetryResult: options.shouldRetryResult,
    delayMs: (failure, previousMs) => delayAfter(failure, previousMs, retryAfterMsOf(failure.error)),
    kindOf: retryKindOf,
    budget: options.budget,
    throttle: options.throttle,
    onRetry: options.onRetry,
    onSuccess: options.onSuccess,
    onGiveUp: options.onGiveUp,
  };
}

/** Whether a call has more to watch or to tell than its first attempt, from the begin on. */
export function isWatched(policy: RetryPolicy): boolean {
  return (
    policy.totalTimeoutMs !== undefined ||
    policy.signal !== undefined ||
    policy.shouldRetryResult !== undefined ||
    policy.throttle !== undefined ||
    policy.onSuccess !== undefined ||
    policy.onGiveUp !== undefined
  );
}

type DelayRule = (
  failure: RetryFailure,
  previousMs: number | undefined,
  askedMs: number | undefined,
) => ChosenDelay;

/** The backoff or the user's delay, or the wait that the failure asked for where that is longer. */
export function delayRule(options: RetryOptions): DelayRule {
  const backoff = toBackoff(options);
  const { delay, random = systemRandom, maxRetryAfterMs = backoff.maxDelayMs } = options;
  return (failure, previousMs, askedMs = 0) => {
    const own: unknown = delay?.({ error: failure.error, attempt: failure.attempt });
    const backoffMs =
      typeof own === "number" && own >= 0
        ? Math.min(own, backoff.maxDelayMs)
        : delayBeforeRetry(backoff, failure.attempt, random, previousMs);
    return { delayMs: Math.max(backoffMs, Math.min(Math.ceil(askedMs), maxRetryAfterMs)), backoffMs };
  };
}
