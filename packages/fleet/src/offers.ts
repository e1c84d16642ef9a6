import type { Instance, Offer } from "./cloud.ts";

/**
 * The order in which offers are tried for one more instance: cheaper preferences first, as the user listed types
 * and markets, and within them the zone that has the fewest instances.
 */
export function inOrder(
  offers: readonly Offer[],
  living: readonly Pick<Instance, "zone">[],
): readonly Offer[] {
  const inZone = new Map<string, number>();
  for (const { zone } of living) inZone.set(zone, (inZone.get(zone) ?? 0) + 1);
  const rank = new Map<string, number>();
  for (const { type, market } of offers) {
    const kind = `${type}/${market}`;
    if (!rank.has(kind)) rank.set(kind, rank.size);
  }
  const rankOf = ({ type, market }: Offer): number => rank.get(`${type}/${market}`) ?? 0;
  const loadOf = ({ zone }: Offer): number => inZone.get(zone) ?? 0;
  // The sort is stable: what is equal stays in the user's order.
  return offers.toSorted((a, b) => rankOf(a) - rankOf(b) || loadOf(a) - loadOf(b));
}

/** Every combination: the first type in all zones first; for each type the first market. */
export function everyOffer(
  types: readonly string[],
  zones: readonly string[],
  markets: readonly Offer["market"][],
): Offer[] {
  return types.flatMap((type) => markets.flatMap((market) => zones.map((zone) => ({ type, zone, market }))));
}
