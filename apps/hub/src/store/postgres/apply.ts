import type { ChangeOutcome, Machine } from "../port.ts";
import { newPayload } from "../new-payload.ts";
import type { RecordRow } from "../record-row.ts";
import type { LeasedJobs, Numbered } from "./leased-jobs.ts";
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
  leasedJobs: LeasedJobs,
  works: readonly Apply[],
): Promise<ChangeOutcome[][]> {
  if (works.length === 0) return [];
  // Waited for by the commit, unless something before it fails.
  transaction.identify().catch(() => {});
  const [mayDecide, jobs] = await Promise.all([
    deciders(transaction, works),
    jobsOf(transaction, leasedJobs, works),
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

/** The jobs that are spoken of; those that do not exist are left out. */
async function jobsOf(
  transaction: Transaction,
  leasedJobs: LeasedJobs,
  works: readonly Apply[],
): Promise<Map<string, Numbered>> {
  const jobs = new Map<string, Numbered>();
  const unknown = new Set<string>();
  const redriven: string[] = [];
  for (const { changes } of works) {
    for (const { jobId, event } of changes) {
      const known = leasedJobs.take(jobId, event);
      if (known === undefined) unknown.add(jobId);
      else jobs.set(jobId, known);
      if (event.type === "redrive") redriven.push(jobId);
    }
  }
  const ids = [...unknown].filter((jobId) => !jobs.has(jobId));
  if (ids.length === 0) return jobs;
  // Before they are read, by a statement that sees what was committed until it had them.
  if (redriven.length > 0) transaction.write(SQL.lockDead, [redriven]);
  for (const row of await transaction.rows<RecordRow>(SQL.leanByIds, [ids])) {
    const { seq, job } = toStored(row);
    jobs.set(job.id, { seq, job });
  }
  return jobs;
}
