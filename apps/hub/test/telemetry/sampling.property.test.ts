import { SpanKind, trace, ROOT_CONTEXT, type SpanContext } from "@opentelemetry/api";
import { ParentBasedSampler, SamplingDecision, TraceIdRatioBasedSampler } from "@opentelemetry/sdk-trace";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isRecorded } from "../../src/telemetry/tracing/otlp/sampling.ts";

const id = (digits: number) =>
  fc
    .uint8Array({ minLength: digits / 2, maxLength: digits / 2 })
    .filter((bytes) => bytes.some((byte) => byte > 0))
    .map((bytes) => Buffer.from(bytes).toString("hex"));
const ratio = fc.oneof(fc.constantFrom(0, 0.1, 1), fc.double({ min: 0, max: 1, noNaN: true }));

test("what is recorded is what OpenTelemetry's own samplers record", () => {
  const parents = fc.option(fc.record({ spanId: id(16), traceFlags: fc.constantFrom(0, 1) }), {
    nil: undefined,
  });
  fc.assert(
    fc.property(fc.boolean(), ratio, id(32), parents, (parentBased, ratio, traceId, given) => {
      const parent: SpanContext | undefined = given && { traceId, isRemote: true, ...given };
      const root = new TraceIdRatioBasedSampler(ratio);
      const sampler = parentBased ? new ParentBasedSampler({ root }) : root;
      const context = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
      const { decision } = sampler.shouldSample(context, traceId, "n", SpanKind.INTERNAL, {}, []);
      expect(isRecorded({ parentBased, ratio }, traceId, parent)).toBe(
        decision === SamplingDecision.RECORD_AND_SAMPLED,
      );
    }),
  );
});
