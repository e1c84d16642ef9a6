import type { RetryBudget } from "../budget/budget.ts";
import type { OptionRules } from "../check-options.ts";
import * as rules from "../option-rules.ts";
import type { Clock } from "../types.ts";
import type { LatencySketch } from "./latency-sketch.ts";

export interface HedgeOptions {
  /**
   * Time until another attempt joins those that are still running. With `latencies`, only until
   * enough of them are known. 0 to 2147483647, default 1000.
   */
  readonly delayMs?: number | undefined;
  /** Attempts that may join the first. Integer from 0 to 100, default 1. */
  readonly maxHedges?: number | undefined;
  /**
   * Latencies of earlier calls, from which the delay is taken and to which those of this one are
   * added. Share one between calls of the same kind.
   */
  readonly latencies?: LatencySketch | undefined;
  /** Which latency is the delay: with 0.95, one call in twenty is hedged. 0 to 1, default 0.95. */
  readonly quantile?: number | undefined;
  /** Latencies that must be known before they decide. 1 to 1000000, default 20. */
  readonly minLatencies?: number | undefined;
  /** Aborting it aborts all attempts; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** What all calls that share it may spend on further attempts. When it is spent, none is added. */
  readonly budget?: RetryBudget | undefined;
  /** Told before an attempt joins. Not awaited; what it throws or rejects with is ignored. */
  readonly onHedge?: ((event: HedgeEvent) => unknown) | undefined;
  /** Default: the system's clock. */
  readonly clock?: Clock | undefined;
}

/** Told before an attempt joins. */
export interface HedgeEvent {
  /** The number of the attempt that now begins: 2 for the first hedge. */
  readonly attempt: number;
  /** Whether it begins because the delay is over, or because an attempt failed. */
  readonly cause: "delay" | "failure";
}

export const hedgeRules: OptionRules<HedgeOptions> = {
  delayMs: rules.millisecondsFrom(0),
  maxHedges: {
    expected: "an integer from 0 to 100",
    accepts: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 100,
  },
  latencies: rules.objectWith("a LatencySketch", ["record", "quantile"]),
  quantile: rules.numberFrom(0, 1),
  minLatencies: rules.numberFrom(1, 1_000_000),
  signal: rules.signalRule,
  budget: rules.budgetRule,
  onHedge: rules.functionRule,
  clock: rules.clockRule,
};

/** How long to wait before another attempt joins. */
export function hedgeDelayMs(options: HedgeOptions): number {
  const { delayMs = 1000, latencies, quantile = 0.95, minLatencies = 20 } = options;
  if (latencies === undefined || latencies.count < minLatencies) return delayMs;
  return Math.min(latencies.quantile(quantile) ?? delayMs, rules.longestTimerMs);
}
