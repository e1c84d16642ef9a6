import { BreakerOpenError } from "@pigeon/breaker";
import { RetryExhaustedError, classifyAwsError, type AwsFailureKind } from "@pigeon/retry";

/** What came of a call in the end. `open`: the API failed too often, and is left alone for a while. */
export type AwsCallKind = AwsFailureKind | "quota" | "mismatch" | "open";

/** Limits of an account, which another type or zone of the same family does not mend. */
const QUOTAS: ReadonlySet<string> = new Set([
  "InstanceLimitExceeded",
  "MaxSpotInstanceCountExceeded",
  "VcpuLimitExceeded",
]);

/** A type that a zone does not have at all is as good as one that is used up there. */
const ABSENT: ReadonlySet<string> = new Set(["Unsupported", "UnsupportedOperation"]);

/** A call of EC2 that failed for good, in words for a person. */
export class AwsCallError extends Error {
  override readonly name: string = "AwsCallError";
  /** For example `ec2:RunInstances`. */
  readonly action: string;
  /** The service's own code, such as `InsufficientInstanceCapacity`, or the name of the error. */
  readonly code: string;
  readonly kind: AwsCallKind;
  readonly requestId: string | undefined;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(action: string, thrown: unknown) {
    const cause = thrown instanceof RetryExhaustedError ? thrown.cause : thrown;
    const { name: code, message, requestId } = partsOf(cause);
    super(`${action}: ${hintFor(code, message)}${requestId === undefined ? "" : ` (request ${requestId})`}`, {
      cause,
    });
    this.action = action;
    this.code = code;
    this.kind = kindOf(cause, code);
    this.requestId = requestId;
    this.retryable = ["throttling", "transient", "clock-skew", "server", "open"].includes(this.kind);
    this.retryAfterMs = cause instanceof BreakerOpenError ? cause.retryAfterMs : undefined;
  }
}

function kindOf(cause: unknown, code: string): AwsCallKind {
  if (cause instanceof BreakerOpenError) return "open";
  if (code === "IdempotentParameterMismatch") return "mismatch";
  if (QUOTAS.has(code)) return "quota";
  if (ABSENT.has(code)) return "capacity";
  return classifyAwsError(cause);
}

function hintFor(code: string, message: string): string {
  if (code === "CredentialsProviderError") {
    return `no AWS credentials were found; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (${message})`;
  }
  if (/region is missing/i.test(message)) return "no AWS region is set; set AWS_REGION, or the option region";
  if (/^Expired|^RequestExpired/.test(code))
    return `the AWS credentials have expired; sign in again (${message})`;
  return message.startsWith(code) ? message : `${code}: ${message}`;
}

function partsOf(cause: unknown): { name: string; message: string; requestId: string | undefined } {
  if (!(cause instanceof Error)) return { name: "Error", message: String(cause), requestId: undefined };
  const { $metadata } = cause as { $metadata?: { requestId?: string } };
  // The reason of a connection that failed may stand only in its code.
  const { code } = cause as { code?: unknown };
  const message = cause.message === "" ? (typeof code === "string" ? code : cause.name) : cause.message;
  return { name: cause.name, message, requestId: $metadata?.requestId };
}
