import { ROOT_CONTEXT, SpanStatusCode, context, trace } from "@opentelemetry/api";
import type { Attributes, Context, Span, SpanOptions, SpanStatus, Tracer } from "@opentelemetry/api";
import { onTestFinished } from "vitest";

export interface SeenSpan {
  readonly name: string;
  readonly options: SpanOptions;
  readonly parent: string | undefined;
  attributes: Attributes;
  status: SpanStatus;
  ended: boolean;
}

/** An OpenTelemetry SDK that only remembers, for as long as the test runs. */
export function fakeTracer(): SeenSpan[] {
  const seen: SeenSpan[] = [];
  const startSpan = (name: string, options: SpanOptions = {}, parent: Context = context.active()): Span => {
    const span: SeenSpan = {
      name,
      options,
      parent: trace.getSpanContext(parent)?.spanId,
      attributes: { ...options.attributes },
      status: { code: SpanStatusCode.UNSET },
      ended: false,
    };
    seen.push(span);
    const fake = {
      spanContext: () => ({
        traceId: "a".repeat(32),
        spanId: String(seen.length).padStart(16, "0"),
        traceFlags: 1,
      }),
      setAttribute: (key: string, value: string) => void (span.attributes[key] = value),
      setStatus: (status: SpanStatus) => void (span.status = status),
      recordException: () => {},
      end: () => void (span.ended = true),
    };
    return fake as unknown as Span;
  };
  const tracer = { startSpan } as unknown as Tracer;
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
  let active = ROOT_CONTEXT;
  context.setGlobalContextManager({
    active: () => active,
    with: (given, fn, thisArg, ...args) => {
      const before = active;
      active = given;
      try {
        return fn.call(thisArg as never, ...args);
      } finally {
        active = before;
      }
    },
    bind: (_context, target) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  });
  onTestFinished(() => {
    trace.disable();
    context.disable();
  });
  return seen;
}
