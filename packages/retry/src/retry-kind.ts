import { propertyOf } from "./error-contract.ts";
import { statusOf } from "./status.ts";

/** What a budget may charge differently. */
export type RetryKind = "transient" | "throttling" | "timeout";

/** A timeout by its name, throttling by status 429, and anything else is transient. */
export function retryKindOf(error: unknown): RetryKind {
  const name = propertyOf(error, "name");
  if (name === "AttemptTimeoutError" || name === "TimeoutError") return "timeout";
  return statusOf(error) === 429 ? "throttling" : "transient";
}
