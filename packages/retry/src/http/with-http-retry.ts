import { checkOptions, type OptionRules } from "../check-options.ts";
import { RetryDeadlineError, RetryExhaustedError } from "../errors.ts";
import { runLoop } from "../loop.ts";
import { functionRule } from "../option-rules.ts";
import { delayRule, retryRules, toPolicy } from "../policy.ts";
import { requireFunction } from "../retry.ts";
import type { RetryContext, RetryEvent, RetryOptions } from "../types.ts";
import {
  httpRetryAfterMs,
  isIdempotentMethod,
  isRetryableHttpError,
  retryableStatuses,
} from "./http-failure.ts";
import { HttpStatusError } from "./http-status-error.ts";
import { discard, isResponse } from "./response.ts";

/** Options of `retry`, and what only HTTP knows. */
export interface HttpRetryOptions extends RetryOptions {
  /**
   * The method that your request uses. GET, HEAD, OPTIONS, PUT, DELETE and TRACE are retried, others
   * only if `idempotent` or `idempotencyKey` says that they may be. Default `"GET"`.
   */
  readonly method?: string | undefined;
  /** Whether the request may be sent twice. Default: by `method`. */
  readonly idempotent?: boolean | undefined;
  /** The key your request carries so that the server acts once; giving one means `idempotent: true`. */
  readonly idempotencyKey?: string | undefined;
  /** Statuses to retry. Default 408, 425, 429, 500, 502, 503, 504. */
  readonly statuses?: readonly number[] | undefined;
  /**
   * Asked only about failures that the HTTP rules would retry, to refuse some of them. To retry
   * more, widen `statuses`, or throw an error with `retryable: true`.
   */
  readonly shouldRetry?: RetryOptions["shouldRetry"];
}

const httpRules: OptionRules<HttpRetryOptions> = {
  ...retryRules,
  method: { expected: "a method name", accepts: (value) => typeof value === "string" && value !== "" },
  idempotent: { expected: "true or false", accepts: (value) => typeof value === "boolean" },
  idempotencyKey: {
    expected: "a string that is not empty",
    accepts: (value) => typeof value === "string" && value !== "",
    secret: true,
  },
  statuses: {
    expected: "an array of HTTP statuses from 100 to 599",
    accepts: (value) =>
      Array.isArray(value) &&
      value.every((status) => Number.isInteger(status) && status >= 100 && status <= 599),
  },
  shouldRetry: functionRule,
};

/**
 * As `retry`, for HTTP: retries statuses and network failures that may pass, and waits at least as
 * long as Retry-After asks, up to `maxRetryAfterMs`.
 *
 * `fn` may return a fetch Response or throw. When retries are used up, not allowed or no longer fit
 * the total time, and the last attempt gave a Response, the call resolves with that Response, as
 * `fetch` would. Otherwise it rejects as `retry` does. Bodies of discarded Responses are cancelled.
 */
export async function withHttpRetry<T>(
  fn: (context: RetryContext) => T | PromiseLike<T>,
  options: HttpRetryOptions = {},
): Promise<T> {
  requireFunction(fn);
  checkOptions(options, httpRules);
  const policy = toPolicy(options);
  const statuses = options.statuses ?? retryableStatuses;
  const repeatable =
    options.idempotent ??
    (options.idempotencyKey !== undefined || isIdempotentMethod(options.method ?? "GET"));
  const delayAfter = delayRule(options);
  const discarded = new Set<unknown>();

  const attempt = async (context: RetryContext): Promise<T> => {
    const result = await fn(context);
    if (!isResponse(result)) return result;
    // Too late: this attempt was given up, and nobody will see the Response.
    if (context.signal.aborted) discard(result);
    else if (statuses.includes(result.status)) throw new HttpStatusError(result);
    return result;
  };

  try {
    return await runLoop(attempt, {
      ...policy,
      shouldRetry: (failure) =>
        repeatable && isRetryableHttpError(failure.error, statuses) && policy.shouldRetry(failure),
      delayMs: ({ error, attempt }) => delayAfter(attempt, httpRetryAfterMs(error, policy.clock.wallTime())),
      onRetry: (event: RetryEvent) => {
        if (event.error instanceof HttpStatusError) {
          discarded.add(event.error);
          discard(event.error.response);
        }
        return policy.onRetry?.(event);
      },
    });
  } catch (thrown) {
    const last =
      thrown instanceof RetryExhaustedError || thrown instanceof RetryDeadlineError ? thrown.cause : thrown;
    if (last instanceof HttpStatusError && !discarded.has(last)) {
      // `fn` returned this very Response, so T includes it.
      return last.response as T;
    }
    throw thrown;
  }
}
