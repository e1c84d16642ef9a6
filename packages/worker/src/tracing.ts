import {
  ProxyTracerProvider,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  context,
  trace,
} from "@opentelemetry/api";
import type { Context, Tracer } from "@opentelemetry/api";
import { SPAN_ATTRIBUTES, SPAN_SYSTEM, readTraceparent } from "@pigeon/protocol";
import type { Lease } from "@pigeon/protocol";

const NAME = "@pigeon/worker";

/** The tracer of the application's OpenTelemetry SDK; undefined when it has none, and then nothing is traced. */
function tracerIfAny(): Tracer | undefined {
  const provider = trace.getTracerProvider();
  return provider instanceof ProxyTracerProvider
    ? provider.getDelegateTracer(NAME)
    : provider.getTracer(NAME);
}

/**
 * Runs an attempt within a span that continues the submitter's trace. What the handler traces lies within it,
 * where the application has a context manager.
 */
export function traceAttempt(lease: Lease, run: () => unknown): unknown {
  const tracer = tracerIfAny();
  return tracer === undefined ? run() : traced(tracer, lease, run);
}

async function traced(tracer: Tracer, lease: Lease, run: () => unknown): Promise<unknown> {
  const parent = parentOf(lease);
  const { type, jobId, leaseId, attempt } = lease;
  const options = {
    kind: SpanKind.CONSUMER,
    attributes: {
      [SPAN_ATTRIBUTES.system]: SPAN_SYSTEM,
      [SPAN_ATTRIBUTES.operation]: "run",
      [SPAN_ATTRIBUTES.operationType]: "process",
      [SPAN_ATTRIBUTES.jobType]: type,
      [SPAN_ATTRIBUTES.jobId]: jobId,
      [SPAN_ATTRIBUTES.attempt]: attempt,
      [SPAN_ATTRIBUTES.leaseId]: leaseId,
    },
  };
  const span = tracer.startSpan(`run ${type}`, options, parent);
  try {
    return await context.with(trace.setSpan(parent, span), run);
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    span.setAttribute(SPAN_ATTRIBUTES.errorType, name);
    span.setStatus({ code: SpanStatusCode.ERROR, message });
    if (error instanceof Error) span.recordException(error);
    throw error;
  } finally {
    span.end();
  }
}

function parentOf({ traceparent }: Lease): Context {
  const remote = readTraceparent(traceparent);
  return remote === undefined
    ? ROOT_CONTEXT
    : trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true });
}
