import type { RetryBudget } from "../budget/budget.ts";

/** A budget for so many retries and no more, whatever succeeds meanwhile. */
export function fixedBudget(retries: number): RetryBudget & { readonly left: number } {
  let left = retries;
  return {
    get left() {
      return left;
    },
    begin() {},
    fail() {},
    take() {
      if (left <= 0) return undefined;
      left -= 1;
      return 1;
    },
    succeed() {},
  };
}
