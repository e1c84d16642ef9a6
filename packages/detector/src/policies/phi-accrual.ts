import type { DeadlinePolicy } from "../deadline-policy.ts";
import { gapWindow } from "./gap-window.ts";
import { deviationsAt, phiOf } from "./phi.ts";
import { DAY_MS, readNumbers } from "./read-numbers.ts";

/** Options of `phiAccrual`; the defaults are those of Pekko's and Akka's cluster. */
export interface PhiAccrualOptions {
  /** The phi at which a worker is suspect: 8 is a chance of one in 10^8 by the model. 0.5..100, default 8. */
  threshold?: number | undefined;
  /** Gaps that are remembered, 8 bytes each for every worker. Whole number, 2..100000, default 1000. */
  maxSampleSize?: number | undefined;
  /** The deviation is taken for at least this. 0.1..86400000 ms, default 100. */
  minStdDeviationMs?: number | undefined;
  /** Silence that is forgiven on top of the mean gap. 0..86400000 ms, default 3000. */
  acceptableHeartbeatPauseMs?: number | undefined;
  /** The interval that is assumed at first. 1..86400000 ms, default: the worker's own interval. */
  firstHeartbeatEstimateMs?: number | undefined;
}

/**
 * Phi accrual (Hayashibara and others, 2004) as Apache Pekko runs it: mean and deviation of the last
 * gaps, and a limit where phi reaches the threshold. Like Pekko it learns a gap only when phi was below
 * the threshold at its end; so a worker that becomes far slower for good is accused for ever.
 * @throws {DetectorOptionsError} listing all problems.
 */
export function phiAccrual(options: PhiAccrualOptions = {}): DeadlinePolicy {
  const read = readNumbers("phiAccrual", options, {
    threshold: { fallback: 8, low: 0.5, high: 100 },
    maxSampleSize: { fallback: 1000, low: 2, high: 100_000, whole: true },
    minStdDeviationMs: { fallback: 100, low: 0.1, high: DAY_MS },
    acceptableHeartbeatPauseMs: { fallback: 3000, low: 0, high: DAY_MS },
    firstHeartbeatEstimateMs: { fallback: undefined, low: 1, high: DAY_MS },
  });
  const pauseMs = read.acceptableHeartbeatPauseMs;
  const deviations = deviationsAt(read.threshold);
  const gaps = gapWindow(read.maxSampleSize);

  const deviationMs = (memory: Float64Array, at: number): number =>
    Math.max(read.minStdDeviationMs, gaps.deviation(memory, at));
  const limitMs = (memory: Float64Array, at: number): number =>
    gaps.mean(memory, at) + pauseMs + deviations * deviationMs(memory, at);

  return {
    name: "phi-accrual",
    memorySize: gaps.memorySize,
    begin(memory, at, intervalMs) {
      const estimateMs = read.firstHeartbeatEstimateMs ?? intervalMs;
      gaps.clear(memory, at);
      gaps.add(memory, at, estimateMs * 0.75);
      gaps.add(memory, at, estimateMs * 1.25);
    },
    learn(memory, at, gapMs) {
      if (gapMs < limitMs(memory, at)) gaps.add(memory, at, gapMs);
    },
    limitMs,
    expectedMs: (memory, at) => gaps.mean(memory, at),
    phi: (memory, at, silentMs) => phiOf(silentMs, gaps.mean(memory, at) + pauseMs, deviationMs(memory, at)),
  };
}
