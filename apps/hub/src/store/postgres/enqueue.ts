import type { EnqueueOutcome, Enqueued, JobRecord, NewJob } from "../port.ts";
import type { RecordRow } from "../record-row.ts";
import { sameWork } from "../same-work.ts";
import { jobColumns, toStored } from "./rows.ts";
import { SQL } from "./sql.ts";
import { escaped, unescaped } from "./text.ts";
import { ChangedMeanwhile, type Transaction } from "./transaction.ts";
import type { Enqueue } from "./works.ts";

/** So many times keys are looked for after one that was taken. */
export const WARY_TIMES = 100;

/**
 * Whether keys that come are looked for. Most are new, and the index refuses one that is not: then the transaction
 * is done again, as it is when another hub comes first. Callers who send again do it often, so for a while all are read.
 */
export class KeyCaution {
  #wary = 0;

  mustRead(works: readonly Enqueue[]): boolean {
    if (works.some(({ tries }) => tries > 0)) this.#wary = WARY_TIMES;
    else if (this.#wary > 0) this.#wary -= 1;
    return this.#wary > 0;
  }
}

/** Stores the jobs of several callers, of each all or nothing: a key that belongs to another job refuses its batch. */
export async function enqueueAll(
  transaction: Transaction,
  caution: KeyCaution,
  works: readonly Enqueue[],
): Promise<EnqueueOutcome[]> {
  if (works.length === 0) return [];
  const reads = caution.mustRead(works);
  const owners = reads ? await ownersOf(transaction, works) : new Map<string, JobRecord>();
  for (const work of works) work.tries += 1;
  const added: NewJob[] = [];
  const outcomes = works.map(({ jobs }): EnqueueOutcome => {
    // A key can come twice, within one batch or in two: the second finds what the first brings.
    const own = new Map<string, JobRecord>();
    const conflicts: number[] = [];
    const stored = jobs.map(({ job, payload, idempotencyKey: key }, index): Enqueued => {
      const record = { job, payload };
      if (key === undefined) return { record, created: true };
      const owner = own.get(key) ?? owners.get(key);
      if (owner === undefined) {
        own.set(key, record);
        return { record, created: true };
      }
      if (!sameWork(record, owner)) conflicts.push(index);
      return { record: owner, created: false };
    });
    // Which of a batch are in the wrong depends on what is stored already.
    if (conflicts.length > 0 && !reads) throw new ChangedMeanwhile("keys that conflict were not looked for");
    if (conflicts.length > 0) return { kind: "key-conflict", indexes: conflicts };
    for (const [key, record] of own) owners.set(key, record);
    added.push(...jobs.filter((_job, index) => stored[index]?.created));
    return { kind: "stored", jobs: stored };
  });
  if (added.length > 0) {
    transaction.write(SQL.addJobs, jobColumns(added).values);
    transaction.count("queued", added.length);
    transaction.leave({ did: "add", jobId: added[0]?.job.id ?? "" });
  }
  return outcomes;
}

async function ownersOf(
  transaction: Transaction,
  works: readonly Enqueue[],
): Promise<Map<string, JobRecord>> {
  const keys = new Set<string>();
  for (const { jobs } of works)
    for (const { idempotencyKey } of jobs)
      if (idempotencyKey !== undefined) keys.add(escaped(idempotencyKey));
  const owners = new Map<string, JobRecord>();
  if (keys.size === 0) return owners;
  const rows = await transaction.rows<[string, ...RecordRow]>(SQL.byKeys, [[...keys]]);
  for (const [key, ...row] of rows) {
    const { seq: _seq, ...record } = toStored(row);
    owners.set(unescaped(key), record);
  }
  return owners;
}
