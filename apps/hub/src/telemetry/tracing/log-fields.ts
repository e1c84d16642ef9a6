import { readTraceparent } from "@pigeon/protocol";

/** What ties a line of the log to a trace, under the names that collectors look for. */
export interface TraceFields {
  readonly trace_id?: string;
  readonly span_id?: string;
}

/** Of the trace that a request or a job belongs to, whether the hub records it or not. */
export function traceFields(traceparent: string | readonly string[] | null | undefined): TraceFields {
  const trace = typeof traceparent === "string" ? readTraceparent(traceparent) : undefined;
  return trace === undefined ? {} : { trace_id: trace.traceId, span_id: trace.spanId };
}
