import { AttemptContext } from "../attempt-context.ts";
import { checkOptions, type OptionRules } from "../check-options.ts";
import { RetryBudgetError, RetryDeadlineError, RetryExhaustedError, RetryResultError } from "../errors.ts";
import type { RetryEvent } from "../events.ts";
import { runLoop } from "../loop.ts";
import { functionRule } from "../option-rules.ts";
import { delayRule, isWatched, retryRules, toPolicy } from "../policy.ts";
import { requireFunction } from "../retry.ts";
import type { RetryContext, RetryFailure, RetryOptions } from "../types.ts";
import {
  httpRetryAfterMs,
  isIdempotentMethod,
  isRetryableHttpError,
  retryableStatuses,
} from "./http-failure.ts";
import { HttpStatusError } from "./http-status-error.ts";
import { methodOf, hasIdempotencyKey, type HttpRequest } from "./request.ts";
import { discard, drain, isResponse } from "./response.ts";

/** Options of `retry`, and what only HTTP knows. */
export interface HttpRetryOptions<T = unknown> extends RetryOptions<T> {
  /**
   * The request, or what it is made of, to take the method from and whether it has an
   * `Idempotency-Key` header. `method` and `idempotencyKey` go before it.
   */
  readonly request?: HttpRequest | undefined;
  /**
   * The method that your request uses. GET, HEAD, OPTIONS, PUT, DELETE and TRACE are retried, others
   * only if `idempotent` or an idempotency key says that they may be. Default `"GET"`.
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
  request: {
    expected: "a Request, or an object with method and headers",
    accepts: (value) => typeof value === "object" && value !== null,
  },
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
 * `fn` may return a fetch Response or throw. When retries are used up, not allowed, beyond the budget or
 * no longer fit the total time, and the last attempt gave a Response, the call resolves with that
 * Response, as `fetch` would. Otherwise it rejects as `retry` does. Bodies of discarded Responses are
 * read to their end where they are short, and cancelled otherwise.
 */
export async function withHttpRetry<T>(
  fn: (context: RetryContext) => T | PromiseLike<T>,
  options: HttpRetryOptions<NoInfer<T>> = {},
): Promise<T> {
  requireFunction(fn);
  // The rules look at kinds only, which T has no part in.
  const given = options as HttpRetryOptions;
  checkOptions(given, httpRules);
  const policy = toPolicy(given);
  const statuses = given.statuses ?? retryableStatuses;
  const repeatable = isRepeatable(given);
  const delayAfter = delayRule(given);
  const discarded = new Set<unknown>();
  let stopDraining: (() => void) | undefined;

  const attempt = async (context: RetryContext): Promise<T> => {
    stopDraining?.();
    stopDraining = undefined;
    const result = await fn(context);
    if (!isResponse(result)) return result;
    // Too late: this attempt was given up, and nobody will see the Response.
    if (context instanceof AttemptContext && context.aborted) discard(result);
    else if (statuses.includes(result.status)) throw new HttpStatusError(result);
    return result;
  };

  try {
    const http = {
      ...policy,
      shouldRetry: (failure: RetryFailure) =>
        repeatable &&
        isRetryableHttpError(failure.error, statuses) &&
        (policy.shouldRetry?.(failure) ?? true),
      delayMs: (failure: RetryFailure, previousMs: number | undefined) =>
        delayAfter(failure, previousMs, httpRetryAfterMs(failure.error, policy.clock.wallTime())),
      onRetry: (event: RetryEvent) => {
        discardRefused(event.error);
        if (event.error instanceof HttpStatusError) {
          discarded.add(event.error);
          stopDraining = drain(event.error.response);
        }
        return policy.onRetry?.(event);
      },
    };
    return await runLoop(attempt, http, isWatched(http));
  } catch (thrown) {
    const last = endsWithCause(thrown) ? thrown.cause : thrown;
    if (last instanceof HttpStatusError && !discarded.has(last)) {
      // `fn` returned this very Response, so T includes it.
      return last.response as T;
    }
    throw thrown;
  }
}

function isRepeatable({ idempotent, idempotencyKey, method, request }: HttpRetryOptions): boolean {
  if (idempotent !== undefined) return idempotent;
  if (idempotencyKey !== undefined || hasIdempotencyKey(request)) return true;
  return isIdempotentMethod(method ?? methodOf(request) ?? "GET");
}

/** A Response that `shouldRetryResult` refused is not read by anybody either. */
function discardRefused(error: unknown): void {
  if (error instanceof RetryResultError && isResponse(error.result)) discard(error.result);
}

function endsWithCause(thrown: unknown): thrown is Error {
  return (
    thrown instanceof RetryExhaustedError ||
    thrown instanceof RetryDeadlineError ||
    thrown instanceof RetryBudgetError
  );
}
