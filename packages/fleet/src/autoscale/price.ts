import type { Instance, Offer } from "../cloud.ts";
import type { BudgetOptions } from "./options.ts";

/** What an hour of it costs. What has no price counts as the dearest that has one. */
export function priceOf({ type, market }: Pick<Offer, "type" | "market">, { prices }: BudgetOptions): number {
  return prices[`${type}/${market}`] ?? prices[type] ?? Math.max(0, ...Object.values(prices));
}

/** What all of them cost in an hour. */
export function costOf(living: readonly Pick<Instance, "type" | "market">[], budget: BudgetOptions): number {
  return living.reduce((sum, instance) => sum + priceOf(instance, budget), 0);
}

/** How many instances the budget allows: those that are there, and more at the price of the next. */
export function affordable(
  living: readonly Pick<Instance, "type" | "market">[],
  next: Offer | undefined,
  budget: BudgetOptions,
): number {
  const left = budget.perHour - costOf(living, budget);
  if (left < 0) return keepable(living, budget);
  const price = next === undefined ? Math.max(0, ...Object.values(budget.prices)) : priceOf(next, budget);
  // Sums of prices are not exact: 3 * 0.1 must fit into 0.3.
  return price === 0 ? Infinity : living.length + Math.floor(left / price + 1e-9);
}

/**
 * The offers at which so many can be launched and paid for: when the first has no capacity, a dearer one must not
 * break the budget.
 */
export function payable(
  offers: readonly Offer[],
  living: readonly Pick<Instance, "type" | "market">[],
  launches: number,
  budget: BudgetOptions,
): readonly Offer[] {
  const left = budget.perHour - costOf(living, budget);
  return offers.filter((offer) => priceOf(offer, budget) * Math.max(1, launches) <= left + 1e-9);
}

/** How many of them can stay if the dearest go. */
function keepable(living: readonly Pick<Instance, "type" | "market">[], budget: BudgetOptions): number {
  const prices = living.map((instance) => priceOf(instance, budget)).sort((a, b) => b - a);
  let sum = prices.reduce((a, b) => a + b, 0);
  let kept = prices.length;
  for (const price of prices) {
    if (sum <= budget.perHour + 1e-9) break;
    sum -= price;
    kept -= 1;
  }
  return kept;
}
