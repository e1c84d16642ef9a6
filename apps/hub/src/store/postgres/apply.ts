import type { ChangeOutcome, Machine } from "../port.ts";
import { newPayload } from "../new-payload.ts";
import type { RecordRow, Stored } from "../record-row.ts";
import { move, type Move } from "./moves.ts";
import { deciders } from "./ownership.ts";
import { toStored } from "./rows.ts";
import { SQL } from "./sql.ts";
import type { Transaction } from "./transaction.ts";
import type { Apply } from "./works.ts";

/** Applies the events of several callers, in order, through the state machine. */
export async function applyAll(
  transaction: Transaction,
  machine: Machine,
  works: readonly Apply[],
): Promise<ChangeOutcome[][]> {
  if (works.length === 0) return [];
  const [mayDecide, jobs] = await Promise.all([
    deciders(transaction, works),
    read(transaction, works),
    transaction.identify(),
  ]);
  const moves = new Map<string, Move>();
  const outcomes = works.map(({ changes, now }) =>
    changes.map(({ jobId, event, owned }): ChangeOutcome => {
      const stored = jobs.get(jobId);
      if (stored === undefined) return { kind: "unknown-job" };
      if (owned !== undefined && !mayDecide(owned)) return { kind: "not-owner", workerId: owned.workerId };
      const found = moves.get(jobId);
      const outcome = machine(found?.after ?? stored.job, event, now);
      if (outcome.kind !== "changed") return outcome;
      moves.set(jobId, {
        seq: stored.seq,
        before: stored.job,
        after: outcome.job,
        attemptEnded: found?.attemptEnded === true || event.type !== "lease",
        due: outcome.job.runAt <= now,
        ...(found?.result === undefined ? {} : { result: found.result }),
        ...(event.type === "succeed" ? { result: event.result } : {}),
        ...(found?.payload === undefined ? {} : { payload: found.payload }),
        ...newPayload(event),
      });
      return outcome;
    }),
  );
  move(transaction, [...moves.values()]);
  return outcomes;
}

async function read(transaction: Transaction, works: readonly Apply[]): Promise<Map<string, Stored>> {
  const changes = works.flatMap((work) => work.changes);
  const jobs = new Map<string, Stored>();
  if (changes.length === 0) return jobs;
  const redriven = changes.flatMap(({ jobId, event }) => (event.type === "redrive" ? [jobId] : []));
  // Before they are read, by a statement that sees what was committed until it had them.
  if (redriven.length > 0) transaction.write(SQL.lockDead, [redriven]);
  const ids = [...new Set(changes.map(({ jobId }) => jobId))];
  for (const row of await transaction.rows<RecordRow>(SQL.leanByIds, [ids])) {
    const stored = toStored(row);
    jobs.set(stored.job.id, stored);
  }
  return jobs;
}
