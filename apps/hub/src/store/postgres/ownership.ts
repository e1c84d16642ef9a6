import type { Owned } from "../port.ts";
import { demanding, named } from "./sql.ts";
import type { Transaction } from "./transaction.ts";
import type { Apply } from "./works.ts";

// Held until the commit: nobody takes over a hub or moves a worker in the meantime. A renewal changes no key, and
// waits for nobody.
const HOLD = named({
  holdReplica:
    "SELECT id FROM pigeon.replicas WHERE id = $1 AND lease_until > clock_timestamp() FOR KEY SHARE",
  holdWorkers: "SELECT id, replica FROM pigeon.workers WHERE id = ANY ($1::text[]) ORDER BY id FOR KEY SHARE",
  demandReplica: demanding(
    "SELECT id FROM pigeon.replicas WHERE id = $1 AND lease_until > clock_timestamp() FOR KEY SHARE",
    "1",
  ),
  demandOwnWorkers: demanding(
    "SELECT id FROM pigeon.workers WHERE id = ANY ($1::text[]) AND replica = $2 ORDER BY id FOR KEY SHARE",
    "cardinality($1::text[])",
  ),
});

/** Whether the lease of the replica holds, and will until the commit. */
export async function holdsLease(transaction: Transaction, replica: string): Promise<boolean> {
  return (await transaction.rows<[string]>(HOLD.holdReplica, [replica])).length > 0;
}

/** Undoes the transaction in the end unless the replica's lease holds and all these workers are its own. */
export function expectOwned(transaction: Transaction, replica: string, workerIds: readonly string[]): void {
  transaction.write(HOLD.demandReplica, [replica]);
  transaction.write(HOLD.demandOwnWorkers, [workerIds, replica]);
}

/** Whether the replica may decide about a worker; undefined for one that is not there. */
export async function ownedOf(
  transaction: Transaction,
  replica: string,
  workerIds: readonly string[],
): Promise<(workerId: string) => boolean | undefined> {
  const [holds, rows] = await Promise.all([
    holdsLease(transaction, replica),
    transaction.rows<[string, string | null]>(HOLD.holdWorkers, [workerIds]),
  ]);
  const owners = new Map(rows);
  return (workerId) => {
    const owner = owners.get(workerId);
    return owner === undefined ? undefined : holds && owner === replica;
  };
}

/** Who may say what only the owner of a worker may. A worker that is not there has none: anyone may. */
export async function deciders(
  transaction: Transaction,
  works: readonly Apply[],
): Promise<(owned: Owned) => boolean> {
  const said = works.flatMap(({ changes }) => changes.flatMap(({ owned }) => owned ?? []));
  const answers = new Map<string, Awaited<ReturnType<typeof ownedOf>>>();
  for (const [replica, its] of Map.groupBy(said, (owned) => owned.replica)) {
    const workerIds = [...new Set(its.map(({ workerId }) => workerId))];
    answers.set(replica, await ownedOf(transaction, replica, workerIds));
  }
  return ({ replica, workerId }) => answers.get(replica)?.(workerId) !== false;
}
