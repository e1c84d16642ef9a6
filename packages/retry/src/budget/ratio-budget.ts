import { checkOptions, type OptionRules } from "../check-options.ts";
import { millisecondsFrom, numberFrom } from "../option-rules.ts";
import { SlidingCounts } from "../sliding-counts.ts";
import type { RetryBudget } from "./budget.ts";

export interface RatioBudgetOptions {
  /** Retries for each call, as a share. 0 to 1000, default 0.2: one retry for five calls. */
  readonly percentCanRetry?: number | undefined;
  /** Retries a second that are allowed besides, so that a quiet client can retry. 0 to 1000000, default 10. */
  readonly minRetriesPerSec?: number | undefined;
  /** How long calls and retries count. 1 to 2147483647, default 10000. */
  readonly windowMs?: number | undefined;
}

export interface RatioBudget extends RetryBudget {
  /** Whole retries that are left at this time of the clock. */
  left(nowMs: number): number;
}

const rules: OptionRules<RatioBudgetOptions> = {
  percentCanRetry: numberFrom(0, 1000),
  minRetriesPerSec: numberFrom(0, 1_000_000),
  windowMs: millisecondsFrom(1),
};

/**
 * A ratio of retries to calls, as in Finagle's RetryBudget: within the window there are at most
 * `percentCanRetry * calls + minRetriesPerSec * window` retries. Load on a service that fails for good
 * grows by that share and no more.
 *
 * @throws RetryOptionsError naming every invalid value.
 */
export function createRatioBudget(options: RatioBudgetOptions = {}): RatioBudget {
  checkOptions(options, rules);
  const { percentCanRetry = 0.2, minRetriesPerSec = 10, windowMs = 10_000 } = options;
  const reserve = (minRetriesPerSec * windowMs) / 1000;
  // First the calls, second the retries.
  const counts = new SlidingCounts(windowMs);
  const left = (nowMs: number): number => {
    counts.moveTo(nowMs);
    // Shares such as 0.1 are not exact in binary: three tenths of ten must be three.
    const allowed = Math.floor(reserve + percentCanRetry * counts.first + 1e-9);
    return Math.max(0, allowed - counts.second);
  };
  return {
    left,
    begin(nowMs) {
      counts.moveTo(nowMs);
      counts.add(1, 0);
    },
    fail() {},
    take(_kind, nowMs) {
      if (left(nowMs) < 1) return undefined;
      counts.add(0, 1);
      return 1;
    },
    succeed() {},
  };
}
