import type { ClaimRequest } from "../port.ts";
import { withinLimits, type Allowed } from "../within-limits.ts";
import { LOCKS } from "./connection.ts";
import { named } from "./sql.ts";
import type { Transaction } from "./transaction.ts";

export const LIMITS = named({
  // Held until the commit. It waits for nobody: all that its hub writes would wait with it.
  lockTypes: `SELECT type FROM unnest($1::text[]) AS type WHERE pg_try_advisory_xact_lock(${LOCKS.types}, hashtext(type))`,
  // By an index, which passes over rows that are gone once it met them: of all others there are no more than slots.
  leasedOfTypes:
    "SELECT type, count(*)::int FROM (SELECT type FROM pigeon.leases WHERE seq >= 0 AND type = ANY ($1::text[]) ORDER BY seq) AS leases GROUP BY type",
});

export function isLimited({ wanted, limits }: ClaimRequest): boolean {
  return limits !== undefined && [...wanted.keys()].some((type) => limits.has(type));
}

/**
 * What a claim may take of types with a limit. One hub at a time decides about a type, and sees what all before it
 * committed; for the others it is as if the type were at its limit.
 */
export async function allowed(transaction: Transaction, request: ClaimRequest): Promise<Allowed> {
  const { wanted, limits } = request;
  const types = [...wanted.keys()].filter((type) => limits?.has(type) === true);
  if (types.length === 0) return { wanted, cut: [] };
  const [locked, leased] = await Promise.all([
    transaction.rows<[string]>(LIMITS.lockTypes, [types]),
    transaction.rows<[string, number]>(LIMITS.leasedOfTypes, [types]),
  ]);
  const [isMine, counts] = [new Set(locked.map(([type]) => type)), new Map(leased)];
  return withinLimits(request, (type) => (isMine.has(type) ? (counts.get(type) ?? 0) : Infinity));
}
