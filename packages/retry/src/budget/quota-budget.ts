import { checkOptions, type OptionRules } from "../check-options.ts";
import { numberFrom } from "../option-rules.ts";
import type { RetryBudget } from "./budget.ts";

export interface QuotaBudgetOptions {
  /** What there is to spend at the start and at most. 1 to 1000000, default 500. */
  readonly capacity?: number | undefined;
  /** What a retry costs after a failure that is neither of the others. 0 to 1000000, default 14. */
  readonly transientCost?: number | undefined;
  /** What a retry costs after throttling. 0 to 1000000, default 5. */
  readonly throttlingCost?: number | undefined;
  /** What a retry costs after a timeout. 0 to 1000000, default the value of `transientCost`. */
  readonly timeoutCost?: number | undefined;
  /** What a call brings back that succeeds without a retry. 0 to 1000000, default 1. */
  readonly refund?: number | undefined;
}

export interface QuotaBudget extends RetryBudget {
  /** What is left to spend. */
  readonly left: number;
}

const amount = numberFrom(0, 1_000_000);
const rules: OptionRules<QuotaBudgetOptions> = {
  capacity: numberFrom(1, 1_000_000),
  transientCost: amount,
  throttlingCost: amount,
  timeoutCost: amount,
  refund: amount,
};

/**
 * A quota as in the standard retry mode of the AWS SDKs: retries cost by kind, a call that succeeds
 * brings back what its last retry cost, or a little if it needed none. A service that fails for good
 * gets `capacity / cost` retries, and then none.
 *
 * @throws RetryOptionsError naming every invalid value.
 */
export function createQuotaBudget(options: QuotaBudgetOptions = {}): QuotaBudget {
  checkOptions(options, rules);
  const { capacity = 500, transientCost = 14, throttlingCost = 5, refund = 1 } = options;
  const costs = {
    transient: transientCost,
    throttling: throttlingCost,
    timeout: options.timeoutCost ?? transientCost,
  };
  let left = capacity;
  return {
    get left() {
      return left;
    },
    begin() {},
    fail() {},
    take(kind) {
      const cost = costs[kind];
      if (cost > left) return undefined;
      left -= cost;
      return cost;
    },
    succeed(held) {
      left = Math.min(capacity, left + (held > 0 ? held : refund));
    },
  };
}
