import { checkOptions, type OptionRules } from "../check-options.ts";
import { propertyOf, retryableFlagOf, retryAfterMsOf } from "../error-contract.ts";
import { runLoop } from "../loop.ts";
import { millisecondsFrom } from "../option-rules.ts";
import { delayRule, retryRules, toPolicy } from "../policy.ts";
import { requireFunction } from "../retry.ts";
import type { RetryContext, RetryOptions } from "../types.ts";
import { requireSingleAttempt, type AwsClient } from "./aws-client.ts";
import { awsRetryAfterMs, classifyAwsError } from "./aws-failure.ts";

/** Options of `retry`, and what only AWS knows. */
export interface AwsRetryOptions extends RetryOptions {
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
  options: AwsRetryOptions = {},
): Promise<T> {
  requireFunction(fn);
  checkOptions(options, awsRules);
  if (options.client !== undefined) await requireSingleAttempt(options.client);
  const policy = toPolicy(options);
  const delayAfter = delayRule(options);
  const delayAfterThrottling = delayRule({
    ...options,
    baseDelayMs: options.throttlingBaseDelayMs ?? 2 * (options.baseDelayMs ?? 1000),
  });
  let clockSkews = 0;

  return await runLoop(fn, {
    ...policy,
    shouldRetry: (failure) => {
      const kind = classifyAwsError(failure.error);
      if (kind === "clock-skew") clockSkews += 1;
      const passes =
        kind === "throttling" || kind === "transient" || (kind === "clock-skew" && clockSkews === 1);
      return (passes || retryableFlagOf(failure.error) === true) && policy.shouldRetry(failure);
    },
    delayMs: ({ error, attempt }) => {
      const askedMs = retryAfterMsOf(error) ?? awsRetryAfterMs(error, policy.clock.wallTime());
      const rule = classifyAwsError(error) === "throttling" ? delayAfterThrottling : delayAfter;
      return rule(attempt, askedMs);
    },
  });
}
