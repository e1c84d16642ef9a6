import { chainOf, propertyOf } from "../error-contract.ts";
import { hasNetworkCode } from "../network-errors.ts";
import { parseRetryAfterMs } from "../retry-after.ts";
import * as names from "./aws-error-names.ts";

/**
 * What kind of failure an AWS error is.
 * - `throttling`: retried, from a longer delay
 * - `transient`: retried
 * - `clock-skew`: retried once, since the SDK corrects its clock from the answer
 * - `capacity`: no room for this type or zone, or a quota; not retried
 * - `credentials`: expired, wrong or not allowed; not retried
 * - `server`: another 5xx; not retried
 * - `other`: wrong request, cancelled, or not from AWS; not retried
 */
export type AwsFailureKind =
  | "throttling"
  | "transient"
  | "clock-skew"
  | "capacity"
  | "credentials"
  | "server"
  | "other";

/** Classifies by name, `$metadata`, `$retryable`, network code and cause. Agrees with the AWS SDK on throttling and transient errors, capacity, credentials and clock skew aside. */
export function classifyAwsError(error: unknown): AwsFailureKind {
  const name = propertyOf(error, "name");
  if (name === "AbortError") return "other";
  if (names.capacityNames.has(name)) return "capacity";
  if (isClockSkew(error, name)) return "clock-skew";
  if (isThrottling(error, name)) return "throttling";
  // The provider of credentials may have failed over a network error, which its cause tells.
  if (names.credentialNames.has(name) && name !== "CredentialsProviderError") return "credentials";
  for (const part of chainOf(error)) {
    if (propertyOf(part, "name") === "AbortError") break;
    if (isTransient(part)) return "transient";
  }
  if (names.credentialNames.has(name)) return "credentials";
  const status = statusOf(error);
  return status !== undefined && status >= 500 && status <= 599 ? "server" : "other";
}

/** The wait that the service asked for by header, as far as the SDK kept the response. */
export function awsRetryAfterMs(error: unknown, wallTime: number): number | undefined {
  const headers = propertyOf(propertyOf(error, "$response"), "headers");
  if (typeof headers !== "object" || headers === null) return undefined;
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== "string") continue;
    if (name.toLowerCase() === "retry-after") return parseRetryAfterMs(value, wallTime);
    if (name.toLowerCase() === "x-amz-retry-after" && /^\d+$/.test(value)) return Number(value);
  }
  return undefined;
}

function isClockSkew(error: unknown, name: unknown): boolean {
  if (propertyOf(propertyOf(error, "$metadata"), "clockSkewCorrected") === true) return true;
  if (names.clockSkewNames.has(name)) return true;
  const message = String(propertyOf(error, "message"));
  return names.signatureNames.has(name) && /signature (?:expired|not yet current)/i.test(message);
}

function isThrottling(error: unknown, name: unknown): boolean {
  return (
    names.throttlingNames.has(name) ||
    statusOf(error) === 429 ||
    propertyOf(propertyOf(error, "$retryable"), "throttling") === true
  );
}

function isTransient(error: unknown): boolean {
  const status = statusOf(error);
  return (
    names.transientNames.has(propertyOf(error, "name")) ||
    propertyOf(error, "$retryable") !== undefined ||
    status === 500 ||
    status === 502 ||
    status === 503 ||
    status === 504 ||
    hasNetworkCode(error)
  );
}

function statusOf(error: unknown): number | undefined {
  const status = propertyOf(propertyOf(error, "$metadata"), "httpStatusCode");
  return typeof status === "number" ? status : undefined;
}
