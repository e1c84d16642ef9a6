export type { AwsClient } from "./aws/aws-client.ts";
export { classifyAwsError, type AwsFailureKind } from "./aws/aws-failure.ts";
export { withAwsRetry, type AwsRetryOptions } from "./aws/with-aws-retry.ts";
export { backoffDelayMs } from "./backoff.ts";
export type { RetryBudget } from "./budget/budget.ts";
export { createQuotaBudget, type QuotaBudget, type QuotaBudgetOptions } from "./budget/quota-budget.ts";
export { createRatioBudget, type RatioBudget, type RatioBudgetOptions } from "./budget/ratio-budget.ts";
export { createTokenBudget, type TokenBudget, type TokenBudgetOptions } from "./budget/token-budget.ts";
export {
  AttemptTimeoutError,
  HedgeLostError,
  RetryBudgetError,
  RetryDeadlineError,
  RetryExhaustedError,
  RetryOptionsError,
  RetryResultError,
  ThrottledError,
} from "./errors.ts";
export type { GiveUpEvent, GiveUpReason, RetryEvent, SuccessEvent } from "./events.ts";
export type { HedgeEvent, HedgeOptions } from "./hedge/hedge-options.ts";
export { hedge } from "./hedge/hedge.ts";
export { LatencySketch, type LatencySketchOptions } from "./hedge/latency-sketch.ts";
export { isRetryableHttpError } from "./http/http-failure.ts";
export { HttpStatusError } from "./http/http-status-error.ts";
export type { HttpRequest } from "./http/request.ts";
export { withHttpRetry, type HttpRetryOptions } from "./http/with-http-retry.ts";
export { delays, type DelaysOptions } from "./preview.ts";
export { seededRandom } from "./random.ts";
export { createRetry, retry, type Retry, type RetryCall } from "./retry.ts";
export type { RetryKind } from "./retry-kind.ts";
export { rejectionProbability } from "./throttle/rejection.ts";
export {
  createThrottle,
  type Throttle,
  type ThrottleOptions,
  type ThrottlePermit,
} from "./throttle/throttle.ts";
export type {
  BackoffOptions,
  BackoffStrategy,
  Clock,
  Jitter,
  RetryAttempt,
  RetryContext,
  RetryFailure,
  RetryFunction,
  RetryOptions,
  RetryResult,
} from "./types.ts";
