/** What a `traceparent` header says, by W3C Trace Context, version 00. */
export interface TraceParent {
  /** 32 hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** 16 hexadecimal digits, not all zero. */
  readonly spanId: string;
  /** 1 when the trace is recorded. */
  readonly traceFlags: number;
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Undefined for anything that is not a valid header of version 00. */
export function readTraceparent(header: string | null | undefined): TraceParent | undefined {
  const [, traceId = "", spanId = "", flags = ""] = TRACEPARENT.exec(header ?? "") ?? [];
  if (!/[^0]/.test(traceId) || !/[^0]/.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) };
}

export function writeTraceparent({ traceId, spanId, traceFlags }: TraceParent): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

/**
 * Attributes of Pigeon's spans, by OpenTelemetry's semantic conventions where there is one: a job is a message,
 * and its type the destination.
 */
export const SPAN_ATTRIBUTES = {
  system: "messaging.system",
  operation: "messaging.operation.name",
  operationType: "messaging.operation.type",
  jobType: "messaging.destination.name",
  jobId: "messaging.message.id",
  correlationId: "messaging.message.conversation_id",
  batchSize: "messaging.batch.message_count",
  workerId: "messaging.client.id",
  errorType: "error.type",
  attempt: "pigeon.attempt.number",
  leaseId: "pigeon.attempt.lease_id",
  outcome: "pigeon.attempt.outcome",
  jobState: "pigeon.job.state",
} as const;

/** The value of the attribute `messaging.system`. */
export const SPAN_SYSTEM = "pigeon";
