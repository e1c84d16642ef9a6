import { HubError, HubUnreachableError } from "./errors.ts";

/**
 * Whether a failed request may be sent again. `repeatable`: sending it twice does what sending it once
 * does. What is not repeatable goes again only where the hub surely did nothing: the request never
 * left, or the hub said that it is too busy (429) or not ready (503).
 */
export function mayRetry(error: unknown, repeatable: boolean): boolean {
  if (error instanceof HubUnreachableError) return repeatable || !error.maybeReceived;
  if (!(error instanceof HubError)) return false;
  return error.retryable && (repeatable || error.status === 429 || error.status === 503);
}
