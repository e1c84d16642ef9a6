import { propertyOf, retryableFlagOf, retryAfterMsOf } from "../error-contract.ts";
import { AttemptTimeoutError } from "../errors.ts";
import { isNetworkError } from "../network-errors.ts";
import { parseRetryAfterMs } from "../retry-after.ts";
import { statusOf } from "../status.ts";

/** Statuses that say: the same request may succeed later. */
export const retryableStatuses: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

const idempotentMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"]);

/** Whether a request with this method may be sent twice (RFC 9110, section 9.2.2). */
export function isIdempotentMethod(method: string): boolean {
  return idempotentMethods.has(method.toUpperCase());
}

/**
 * Whether an error of an HTTP call is worth a retry. Its own `retryable` decides first, then its
 * status (`status`, `statusCode` or `response.status`), then whether it is a timeout or a network
 * failure.
 *
 * @param statuses default 408, 425, 429, 500, 502, 503, 504.
 */
export function isRetryableHttpError(
  error: unknown,
  statuses: readonly number[] = retryableStatuses,
): boolean {
  const flag = retryableFlagOf(error);
  if (flag !== undefined) return flag;
  const status = statusOf(error);
  if (status !== undefined) return statuses.includes(status);
  if (error instanceof AttemptTimeoutError || propertyOf(error, "name") === "TimeoutError") return true;
  return propertyOf(error, "name") !== "AbortError" && isNetworkError(error);
}

/** The wait that the error asks for: its `retryAfterMs`, or the Retry-After header that it carries. */
export function httpRetryAfterMs(error: unknown, wallTime: number): number | undefined {
  const own = retryAfterMsOf(error);
  if (own !== undefined) return own;
  const header =
    headerOf(propertyOf(error, "headers")) ?? headerOf(propertyOf(propertyOf(error, "response"), "headers"));
  return header === undefined ? undefined : parseRetryAfterMs(header, wallTime);
}

/** Reads Headers and plain objects alike. */
function headerOf(headers: unknown): string | undefined {
  if (typeof headers !== "object" || headers === null) return undefined;
  const found: unknown =
    "get" in headers && typeof headers.get === "function"
      ? headers.get("retry-after")
      : Object.entries(headers).find(([name]) => name.toLowerCase() === "retry-after")?.[1];
  return typeof found === "string" || typeof found === "number" ? String(found) : undefined;
}
