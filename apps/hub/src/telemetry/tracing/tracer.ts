import type { Context, SpanContext, SpanKind, SpanStatusCode } from "@opentelemetry/api";

export type AttributeValues = Readonly<Record<string, string | number>>;

export interface SpanOptions {
  readonly kind?: SpanKind;
  /** Epoch milliseconds. Default: now. */
  readonly startTime?: number;
  readonly attributes: AttributeValues;
  readonly links?: { context: SpanContext }[];
}

/** As much of OpenTelemetry's `Span` as the hub uses. Each is ended once, and left alone then. */
export interface HubSpan {
  spanContext(): SpanContext;
  setAttribute(key: string, value: string): unknown;
  setStatus(status: { code: SpanStatusCode; message: string }): unknown;
  /** Epoch milliseconds. Default: now. */
  end(endTime?: number): void;
}

/** As much of OpenTelemetry's `Tracer` as the hub uses. */
export interface HubTracer {
  startSpan(name: string, options: SpanOptions, context: Context): HubSpan;
}
