import { SpanKind, trace, ROOT_CONTEXT, type SpanContext } from "@opentelemetry/api";
import { ParentBasedSampler, SamplingDecision, TraceIdRatioBasedSampler } from "@opentelemetry/sdk-trace";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isRecorded, RateLimit } from "../../src/telemetry/tracing/otlp/sampling.ts";

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

test("no more jobs than the limit begin a recorded trace, but for the rest of one batch in a second", () => {
  const batch = fc.record({
    jobs: fc.integer({ min: 1, max: 300 }),
    pauseMs: fc.integer({ min: 0, max: 400 }),
  });
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 50 }), (batches) => {
      const limit = new RateLimit(100);
      let now = 0;
      let taken = 0;
      for (const { jobs, pauseMs } of batches) {
        now += pauseMs;
        if (limit.take(jobs, now)) taken += jobs;
        expect(taken).toBeLessThanOrEqual(100 + now / 10 + 300);
      }
    }),
  );
});

test("a limit that is used up gives again with time", () => {
  const limit = new RateLimit(100);
  expect([limit.take(150, 0), limit.take(1, 0), limit.take(1, 490), limit.take(1, 510)]).toEqual([
    true,
    false,
    false,
    true,
  ]);
});
