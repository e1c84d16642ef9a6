import { SpanKind, trace, ROOT_CONTEXT, type Context } from "@opentelemetry/api";
import * as sdk from "@opentelemetry/sdk-trace";
import { SPAN_ATTRIBUTES } from "@pigeon/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RateLimit } from "../../src/telemetry/tracing/rate-limit.ts";
import { samplerOf } from "../../src/telemetry/tracing/sampler.ts";

const remote = (traceFlags: number): Context =>
  trace.setSpanContext(ROOT_CONTEXT, {
    traceId: "a".repeat(32),
    spanId: "b".repeat(16),
    isRemote: true,
    traceFlags,
  });

test("so many jobs a second begin a recorded trace; what others record, or do not, is theirs to say", () => {
  let now = 0;
  const sampling = { parentBased: true, ratio: 1, jobsPerSecond: 100 };
  const sampler = samplerOf(sampling, sdk, { monotonic: () => now });
  const records = (context: Context, jobs?: number) => {
    const attributes = jobs === undefined ? {} : { [SPAN_ATTRIBUTES.batchSize]: jobs };
    const { decision } = sampler.shouldSample(
      context,
      "a".repeat(32),
      "submit",
      SpanKind.SERVER,
      attributes,
      [],
    );
    return decision === sdk.SamplingDecision.RECORD_AND_SAMPLED;
  };
  expect([records(ROOT_CONTEXT), records(ROOT_CONTEXT, 99), records(ROOT_CONTEXT)]).toEqual([
    true,
    true,
    false,
  ]);
  expect([records(remote(1)), records(remote(0))]).toEqual([true, false]);
  now = 10;
  expect([records(ROOT_CONTEXT), records(ROOT_CONTEXT)]).toEqual([true, false]);
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
