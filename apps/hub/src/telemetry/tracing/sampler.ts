import type * as Sdk from "@opentelemetry/sdk-trace";
import { SPAN_ATTRIBUTES } from "@pigeon/protocol";
import type { Clock } from "../../ports.ts";
import { RateLimit } from "./rate-limit.ts";
import type { Sampling } from "./settings.ts";

type Samplers = Pick<typeof Sdk, "ParentBasedSampler" | "SamplingDecision" | "TraceIdRatioBasedSampler">;

/** OpenTelemetry's own samplers, or a bound on how many jobs a second begin a recorded trace. */
export function samplerOf(
  { parentBased, ratio, jobsPerSecond }: Sampling,
  sdk: Samplers,
  clock: Pick<Clock, "monotonic">,
): Sdk.Sampler {
  const root =
    jobsPerSecond === undefined
      ? new sdk.TraceIdRatioBasedSampler(ratio)
      : limited(jobsPerSecond, sdk.SamplingDecision, clock);
  return parentBased ? new sdk.ParentBasedSampler({ root }) : root;
}

function limited(
  jobsPerSecond: number,
  { NOT_RECORD, RECORD_AND_SAMPLED }: Samplers["SamplingDecision"],
  clock: Pick<Clock, "monotonic">,
): Sdk.Sampler {
  const limit = new RateLimit(jobsPerSecond);
  return {
    shouldSample: (_context, _traceId, _name, _kind, attributes) => {
      const jobs = Number(attributes[SPAN_ATTRIBUTES.batchSize] ?? 1);
      return { decision: limit.take(jobs, clock.monotonic()) ? RECORD_AND_SAMPLED : NOT_RECORD };
    },
    toString: () => `JobsPerSecond{${jobsPerSecond}}`,
  };
}
