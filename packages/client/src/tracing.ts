import { ProxyTracerProvider, SpanKind, SpanStatusCode, context, trace } from "@opentelemetry/api";
import type { Tracer } from "@opentelemetry/api";
import { SPAN_ATTRIBUTES, SPAN_SYSTEM, writeTraceparent } from "@pigeon/protocol";
import type { JobSpec } from "@pigeon/protocol";

const NAME = "@pigeon/client";

/** The tracer of the application's OpenTelemetry SDK; undefined when it has none, and then nothing is traced. */
function tracerIfAny(): Tracer | undefined {
  const provider = trace.getTracerProvider();
  return provider instanceof ProxyTracerProvider
    ? provider.getDelegateTracer(NAME)
    : provider.getTracer(NAME);
}

/**
 * Sends jobs within a span, whose context goes to the hub and from there to the worker. `idOf` takes the job's
 * id from the answer.
 */
export async function traceSubmit<T>(
  specs: readonly JobSpec[],
  send: (traceparent: string | undefined) => Promise<T>,
  idOf?: (answer: T) => string,
): Promise<T> {
  const tracer = tracerIfAny();
  if (tracer === undefined) return await send(undefined);
  const [first] = specs;
  const type = first?.type ?? "jobs";
  const correlationId = specs.length === 1 ? first?.correlationId : undefined;
  const oneType = specs.every((spec) => spec.type === type);
  const span = tracer.startSpan(`send ${oneType ? type : "jobs"}`, {
    kind: SpanKind.PRODUCER,
    attributes: {
      [SPAN_ATTRIBUTES.system]: SPAN_SYSTEM,
      [SPAN_ATTRIBUTES.operation]: "submit",
      [SPAN_ATTRIBUTES.operationType]: "send",
      ...(oneType ? { [SPAN_ATTRIBUTES.jobType]: type } : {}),
      ...(specs.length === 1 ? {} : { [SPAN_ATTRIBUTES.batchSize]: specs.length }),
      ...(correlationId === undefined ? {} : { [SPAN_ATTRIBUTES.correlationId]: correlationId }),
    },
  });
  try {
    const traceparent = writeTraceparent(span.spanContext());
    const answer = await context.with(trace.setSpan(context.active(), span), () => send(traceparent));
    if (idOf !== undefined) span.setAttribute(SPAN_ATTRIBUTES.jobId, idOf(answer));
    return answer;
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    span.setAttribute(SPAN_ATTRIBUTES.errorType, name);
    span.setStatus({ code: SpanStatusCode.ERROR, message });
    throw error;
  } finally {
    span.end();
  }
}
