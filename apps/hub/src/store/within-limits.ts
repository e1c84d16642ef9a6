import type { ClaimRequest } from "./port.ts";

export interface Allowed {
  /** How many jobs of each type may be leased now. */
  readonly wanted: ReadonlyMap<string, number>;
  /** Types of which that is less than was wanted. */
  readonly cut: readonly string[];
}

/** What is wanted, within the limits: `leased` says how many leases of a type there are, whoever has them. */
export function withinLimits(
  { wanted, limits }: Pick<ClaimRequest, "wanted" | "limits">,
  leased: (type: string) => number,
): Allowed {
  if (limits === undefined) return { wanted, cut: [] };
  const allowed = new Map<string, number>();
  const cut: string[] = [];
  for (const [type, count] of wanted) {
    const limit = limits.get(type);
    const room = limit === undefined ? count : Math.min(count, Math.max(0, limit - leased(type)));
    if (room < count) cut.push(type);
    if (room > 0) allowed.set(type, room);
  }
  return { wanted: allowed, cut };
}
