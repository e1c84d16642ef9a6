export type { AwsClient } from "./aws/aws-client.ts";
export { classifyAwsError, type AwsFailureKind } from "./aws/aws-failure.ts";
export { withAwsRetry, type AwsRetryOptions } from "./aws/with-aws-retry.ts";
export { backoffDelayMs } from "./backoff.ts";
export { AttemptTimeoutError, RetryDeadlineError, RetryExhaustedError, RetryOptionsError } from "./errors.ts";
export { isRetryableHttpError } from "./http/http-failure.ts";
export { HttpStatusError } from "./http/http-status-error.ts";
export { withHttpRetry, type HttpRetryOptions } from "./http/with-http-retry.ts";
export { retry } from "./retry.ts";
export type {
  BackoffOptions,
  BackoffStrategy,
  Clock,
  Jitter,
  RetryAttempt,
  RetryContext,
  RetryEvent,
  RetryFailure,
  RetryFunction,
  RetryOptions,
} from "./types.ts";
