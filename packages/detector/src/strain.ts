import type { Evidence } from "./evidence.ts";
import type { WorkerReport } from "./health.ts";
import type { UnusualSuccess } from "./latencies.ts";
import { p95Exceeds } from "./percentile.ts";
import { NEARLY_SLOW, SLOW, TIMED, UNUSUAL, type OutcomeCounts } from "./window.ts";

/** Where strain begins, or, for a worker that is degraded already, where it ends: nothing flaps. */
interface Limits {
  readonly minSuccessRate: number;
  /** Shares of the limits that the options give. */
  readonly ofResponseTimeout: number;
  readonly ofLoadLimit: number;
  /** Share of the successes that may be unusually slow. */
  readonly maxUnusual: number;
}

const BEGIN: Limits = { minSuccessRate: 0.8, ofResponseTimeout: 1, ofLoadLimit: 1, maxUnusual: 0.5 };
const END: Limits = { minSuccessRate: 0.9, ofResponseTimeout: 0.8, ofLoadLimit: 0.9, maxUnusual: 0.25 };

/** Below so many outcomes a success rate says nothing. */
const MIN_OUTCOMES = 5;
/** Below so many timed successes it says nothing that most of them were slower than usual. */
const MIN_TIMED = 10;

/** The options that bear on strain. */
export interface StrainSettings {
  readonly responseTimeoutMs: number;
  /** Percent; `Infinity` for no limit. */
  readonly cpuLimit: number;
  readonly memoryLimit: number;
}

/** All that may show strain. */
export interface Condition {
  readonly counts: OutcomeCounts;
  readonly report: WorkerReport | undefined;
  readonly lastUnusual: UnusualSuccess | undefined;
}

/** What the window keeps of a success. */
export function marksOf(
  latencyMs: number | undefined,
  unusual: boolean,
  { responseTimeoutMs }: StrainSettings,
): number {
  if (latencyMs === undefined) return 0;
  const slow = latencyMs > BEGIN.ofResponseTimeout * responseTimeoutMs ? SLOW : 0;
  const nearlySlow = latencyMs > END.ofResponseTimeout * responseTimeoutMs ? NEARLY_SLOW : 0;
  return TIMED | slow | nearlySlow | (unusual ? UNUSUAL : 0);
}

/** Does this report say that all is well? */
export function isGoodReport(report: WorkerReport, settings: StrainSettings): boolean {
  return report.status === "ok" && loadOf(report, BEGIN, settings).length === 0;
}

/** All evidence that the worker works badly; none of it is a reason to take it for failed. */
export function strainOf(condition: Condition, degraded: boolean, settings: StrainSettings): Evidence[] {
  const { report, counts } = condition;
  const limits = degraded ? END : BEGIN;
  const found: Evidence[] = [];
  if (report?.status === "overloaded") found.push({ kind: "own-report", status: report.status });
  if (report) found.push(...loadOf(report, limits, settings));
  const { outcomes, failures, timed } = counts;
  const rate = (outcomes - failures) / outcomes;
  if (outcomes >= MIN_OUTCOMES && rate < limits.minSuccessRate) {
    found.push({ kind: "low-success-rate", rate, limit: limits.minSuccessRate, outcomes });
  }
  const slow = degraded ? counts.nearlySlow : counts.slow;
  if (p95Exceeds(timed, slow)) {
    const limitMs = limits.ofResponseTimeout * settings.responseTimeoutMs;
    found.push({ kind: "slow", slow, successes: timed, limitMs });
  }
  const last = condition.lastUnusual;
  if (last && timed >= MIN_TIMED && counts.unusual > limits.maxUnusual * timed) {
    found.push({ kind: "slower-than-usual", slower: counts.unusual, successes: timed, ...last });
  }
  return found;
}

function loadOf(report: WorkerReport, limits: Limits, settings: StrainSettings): Evidence[] {
  const bounds = { cpu: settings.cpuLimit, memory: settings.memoryLimit };
  return (["cpu", "memory"] as const).flatMap((resource) => {
    const percent = report[resource];
    const limit = limits.ofLoadLimit * bounds[resource];
    if (percent === undefined || !(percent > limit)) return [];
    return [{ kind: "high-load" as const, resource, percent, limit }];
  });
}
