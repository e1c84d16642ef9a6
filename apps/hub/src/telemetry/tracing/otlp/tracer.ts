import { SpanKind, trace, TraceFlags, type SpanContext } from "@opentelemetry/api";
import { SPAN_ATTRIBUTES } from "@pigeon/protocol";
import type { Clock } from "../../../ports.ts";
import type { AttributeValues, HubSpan, HubTracer, SpanOptions } from "../tracer.ts";
import type { TraceIds } from "../ids.ts";
import { isRecorded, RateLimit, type Sampling } from "./sampling.ts";
import type { EndedSpan } from "./span.ts";

export interface TracerTools {
  readonly sampling: Sampling;
  readonly ids: TraceIds;
  readonly clock: Pick<Clock, "now" | "monotonic">;
  readonly ended: (span: EndedSpan) => void;
}

/** Does what the hub asks of a tracer, and hands each span on as soon as it ends. */
export function createTracer(tools: TracerTools): HubTracer {
  const { sampling, ids, clock } = tools;
  const { jobsPerSecond } = sampling;
  const limit = jobsPerSecond === undefined ? undefined : new RateLimit(jobsPerSecond);
  const passes = (attributes: AttributeValues) =>
    limit?.take(Number(attributes[SPAN_ATTRIBUTES.batchSize] ?? 1), clock.monotonic()) ?? true;
  return {
    startSpan: (name, options, context) => {
      const parent = trace.getSpanContext(context);
      const traceId = parent?.traceId ?? ids.trace();
      const recorded =
        isRecorded(sampling, traceId, parent) && (parent !== undefined || passes(options.attributes));
      const traceFlags = recorded ? TraceFlags.SAMPLED : TraceFlags.NONE;
      const made = { traceId, spanId: ids.span(), traceFlags };
      return recorded ? new RecordedSpan(name, options, made, parent, tools) : trace.wrapSpanContext(made);
    },
  };
}

class RecordedSpan implements HubSpan, EndedSpan {
  readonly name: string;
  readonly context: SpanContext;
  readonly parent: SpanContext | undefined;
  readonly kind: SpanKind;
  readonly links: EndedSpan["links"];
  readonly startMs: number;
  endMs = 0;
  attributes: AttributeValues;
  failure: string | undefined = undefined;
  /** A duration is measured, unless the times are given. */
  readonly #startedAt: number;
  readonly #tools: TracerTools;

  constructor(
    name: string,
    { kind = SpanKind.INTERNAL, startTime, attributes, links = [] }: SpanOptions,
    context: SpanContext,
    parent: SpanContext | undefined,
    tools: TracerTools,
  ) {
    this.name = name;
    this.context = context;
    this.parent = parent;
    this.kind = kind;
    this.links = links;
    this.attributes = attributes;
    this.startMs = startTime ?? tools.clock.now();
    this.#startedAt = startTime === undefined ? tools.clock.monotonic() : 0;
    this.#tools = tools;
  }

  spanContext(): SpanContext {
    return this.context;
  }

  setAttribute(key: string, value: string): void {
    this.attributes = { ...this.attributes, [key]: value };
  }

  setStatus({ message }: { message: string }): void {
    this.failure = message;
  }

  end(endTime?: number): void {
    const { clock, ended } = this.#tools;
    this.endMs = Math.max(this.startMs, endTime ?? this.startMs + clock.monotonic() - this.#startedAt);
    ended(this);
  }
}
