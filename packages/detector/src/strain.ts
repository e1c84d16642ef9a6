import type { Evidence } from "./evidence.ts";
import type { ReportStatus } from "./health.ts";
import { p95Exceeds } from "./percentile.ts";
import type { OutcomeCounts } from "./window.ts";

/** Where strain begins, or, for a worker that is degraded already, where it ends. */
export interface StrainLimits {
  readonly minSuccessRate: number;
  readonly maxP95Ms: number;
}

/** Below this many outcomes a success rate says nothing. */
const MIN_OUTCOMES = 5;

/**
 * Hysteresis: a worker becomes degraded below a success rate of 0.8 or with a p95 above the
 * response timeout, and leaves only at 0.9 or more and at 80 % of the timeout or less.
 */
export function strainLimits(degraded: boolean, responseTimeoutMs: number): StrainLimits {
  return degraded
    ? { minSuccessRate: 0.9, maxP95Ms: 0.8 * responseTimeoutMs }
    : { minSuccessRate: 0.8, maxP95Ms: responseTimeoutMs };
}

/** All evidence that the worker works badly; none of it is a reason to take it for failed. */
export function strainOf(
  counts: OutcomeCounts,
  report: ReportStatus | undefined,
  limits: StrainLimits,
): Evidence[] {
  const found: Evidence[] = [];
  const { outcomes, failures, timed, slow } = counts;
  if (report === "overloaded") found.push({ kind: "own-report", status: report });
  const rate = outcomes === 0 ? 1 : (outcomes - failures) / outcomes;
  if (outcomes >= MIN_OUTCOMES && rate < limits.minSuccessRate) {
    found.push({ kind: "low-success-rate", rate, limit: limits.minSuccessRate, outcomes });
  }
  if (p95Exceeds(timed, slow)) {
    found.push({ kind: "slow", slow, successes: timed, limitMs: limits.maxP95Ms });
  }
  return found;
}
