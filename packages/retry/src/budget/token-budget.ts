import { checkOptions, type OptionRules } from "../check-options.ts";
import { numberFrom } from "../option-rules.ts";
import type { RetryBudget } from "./budget.ts";

export interface TokenBudgetOptions {
  /** Tokens at the start and at most. 1 to 1000, default 100. */
  readonly maxTokens?: number | undefined;
  /** Tokens that come back with each call that succeeds. 0.001 to 1000, default 0.1. */
  readonly tokenRatio?: number | undefined;
}

export interface TokenBudget extends RetryBudget {
  /** Tokens that are left. */
  readonly tokens: number;
}

const rules: OptionRules<TokenBudgetOptions> = {
  maxTokens: numberFrom(1, 1000),
  tokenRatio: numberFrom(0.001, 1000),
};

/**
 * Retry throttling as gRPC does it (gRFC A6): each failure takes one token, each success brings
 * `tokenRatio` back, and there are retries only while more than half of the tokens are left.
 * With a ratio of 0.1, retries go on only if fewer than one in eleven attempts fails.
 *
 * @throws RetryOptionsError naming every invalid value.
 */
export function createTokenBudget(options: TokenBudgetOptions = {}): TokenBudget {
  checkOptions(options, rules);
  // Thousandths, as gRPC counts: sums of 0.1 would drift.
  const max = Math.round((options.maxTokens ?? 100) * 1000);
  const gain = Math.round((options.tokenRatio ?? 0.1) * 1000);
  let left = max;
  return {
    get tokens() {
      return left / 1000;
    },
    begin() {},
    fail() {
      left = Math.max(0, left - 1000);
    },
    take() {
      return left > max / 2 ? 0 : undefined;
    },
    succeed() {
      left = Math.min(max, left + gain);
    },
  };
}
