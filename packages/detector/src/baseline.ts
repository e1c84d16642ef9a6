/** What one operation of one worker usually takes. Logarithms, since latencies vary by factors. */
export interface Baseline {
  /** Weighted mean of the logarithm of the latency in ms. */
  readonly logMs: number;
  /** Weighted mean distance from it. */
  readonly deviation: number;
  readonly samples: number;
  /** The first sample and the last one, in ms of active time. */
  readonly since: number;
  readonly at: number;
}

/** Nothing is unusual before so many samples over so long a time: the first ones come from a cold start. */
export const WARM_UP_SAMPLES = 20;
export const WARM_UP_MS = 60_000;
/** A success as fast as this is never slow, whatever is usual. */
export const FLOOR_MS = 100;
/** How fast the baseline moves: by 63 % of a change within this time. */
const LEARNING_MS = 600_000;
/** One sample after a long pause moves it by so much at most. */
const MAX_WEIGHT = 0.05;
/**
 * Unusually slow successes teach so much less. A worker that stays slow is thus unusual for up to about 40
 * minutes, shorter for small changes; then the new latency is its usual one.
 */
const DISTRUST = 8;
/**
 * Where latencies vary by nature, "slow" begins at 2 mean deviations, if that is more than the factor. By
 * Markov's inequality no more than half of all latencies lie beyond, so that what always varied like this
 * never makes most successes slow.
 */
const DEVIATIONS = 2;

export function firstBaseline(latencyMs: number, now: number): Baseline {
  return { logMs: logOf(latencyMs), deviation: 0, samples: 1, since: now, at: now };
}

export function isWarm({ samples, since }: Baseline, now: number): boolean {
  return samples >= WARM_UP_SAMPLES && now - since >= WARM_UP_MS;
}

/** Is this latency far above what the operation usually takes? */
export function isUnusual(baseline: Baseline, latencyMs: number, factor: number, now: number): boolean {
  if (latencyMs <= FLOOR_MS || !isWarm(baseline, now)) return false;
  const margin = Math.max(Math.log(factor), DEVIATIONS * baseline.deviation);
  return logOf(latencyMs) > baseline.logMs + margin;
}

/** The baseline after one more success; `unusual` as told by `isUnusual` before. */
export function learn(baseline: Baseline, latencyMs: number, unusual: boolean, now: number): Baseline {
  const { logMs, deviation, samples, since, at } = baseline;
  const steady = Math.min(MAX_WEIGHT, 1 - Math.exp((at - now) / LEARNING_MS));
  const trusted = isWarm(baseline, now) ? steady : 1 / (samples + 1);
  const weight = unusual ? trusted / DISTRUST : trusted;
  const distance = logOf(latencyMs) - logMs;
  return {
    logMs: logMs + weight * distance,
    deviation: deviation + weight * (Math.abs(distance) - deviation),
    samples: samples + 1,
    since,
    at: now,
  };
}

export function usualMs({ logMs }: Baseline): number {
  return Math.exp(logMs);
}

/** Below a hundredth of a millisecond clocks tell little, and 0 has no logarithm. */
function logOf(latencyMs: number): number {
  return Math.log(Math.max(0.01, latencyMs));
}
