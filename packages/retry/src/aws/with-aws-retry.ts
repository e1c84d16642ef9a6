import { checkOptions, type OptionRules } from "../check-options.ts";
import { propertyOf, retryableFlagOf, retryAfterMsOf } from "../error-contract.ts";
import { runLoop } from "../loop.ts";
import { millisecondsFrom } from "../option-rules.ts";
import { delayRule, isWatched, retryRules, toPolicy } from "../policy.ts";
import { retryKindOf } from "../retry-kind.ts";
import { requireFunction } from "../retry.ts";
import type { RetryContext, RetryFailure, RetryOptions } from "../types.ts";
import { requireSingleAttempt, type AwsClient } from "./aws-client.ts";
import { awsRetryAfterMs, classifyAwsError } from "./aws-failure.ts";

/** Options of `retry`, and what only AWS knows. */
export interface AwsRetryOptions<T = unknown> extends RetryOptions<T> {
  /** Takes the place of `baseDelayMs` after throttling. 0 to 2147483647, default `2 * baseDelayMs`. */
  readonly throttlingBaseDelayMs?: number | undefined;
  /** The client that `fn` uses, to refuse it if it retries by itself. */
  readonly client?: AwsClient | undefined;
  /**
   * Asked only about failures that the AWS rules would retry, to refuse some of them. To retry more,
   * throw an error with `retryable: true`.
   */
  readonly shouldRetry?: RetryOptions["shouldRetry"];
}

const awsRules: OptionRules<AwsRetryOptions> = {
  ...retryRules,
  throttlingBaseDelayMs: millisecondsFrom(0),
  client: {
    expected: "an AWS SDK v3 client",
    accepts: (value) => typeof propertyOf(value, "config") === "object",
  },
};

/**
 * As `retry`, for one call of AWS SDK v3: retries throttling and transient errors, a clock that is
 * off once, and nothing else (see {@link AwsFailureKind}). Make the client with `maxAttempts: 1`.
 *
 * @throws RetryOptionsError also when `client` retries by itself.
 */
export async function withAwsRetry<T>(
  fn: (context: RetryContext) => T | PromiseLike<T>,
  options: AwsRetryOptions<NoInfer<T>> = {},
): Promise<T> {
  requireFunction(fn);
  // The rules look at kinds only, which T has no part in.
  const given = options as AwsRetryOptions;
  checkOptions(given, awsRules);
  if (given.client !== undefined) await requireSingleAttempt(given.client);
  const policy = toPolicy(given);
  const delayAfter = delayRule(given);
  const delayAfterThrottling = delayRule({
    ...given,
    baseDelayMs: given.throttlingBaseDelayMs ?? 2 * (given.baseDelayMs ?? 1000),
  });
  let clockSkews = 0;

  const aws = {
    ...policy,
    shouldRetry: (failure: RetryFailure) => {
      const kind = classifyAwsError(failure.error);
      if (kind === "clock-skew") clockSkews += 1;
      const passes =
        kind === "throttling" || kind === "transient" || (kind === "clock-skew" && clockSkews === 1);
      return (passes || retryableFlagOf(failure.error) === true) && (policy.shouldRetry?.(failure) ?? true);
    },
    delayMs: (failure: RetryFailure, previousMs: number | undefined) => {
      const { error } = failure;
      const askedMs = retryAfterMsOf(error) ?? awsRetryAfterMs(error, policy.clock.wallTime());
      const rule = classifyAwsError(error) === "throttling" ? delayAfterThrottling : delayAfter;
      return rule(failure, previousMs, askedMs);
    },
    kindOf: (error: unknown) =>
      classifyAwsError(error) === "throttling" ? ("throttling" as const) : retryKindOf(error),
  };
  return await runLoop(fn, aws, isWatched(aws));
}
