import type { LeasedJob, QueuedJob } from "../../jobs/job.ts";
import type { Assignment, Claimed, Machine } from "../port.ts";
import type { RecordRow } from "../record-row.ts";
import type { LeasedJobs } from "./leased-jobs.ts";
import { allowed } from "./limits.ts";
import { move, type Move } from "./moves.ts";
import { expectOwned, ownedOf } from "./ownership.ts";
import { toStored } from "./rows.ts";
import { SQL } from "./sql.ts";
import type { Transaction } from "./transaction.ts";
import { done, type Answer, type Claim } from "./works.ts";

/** What a claim may have, held until the end of the transaction. */
export interface Offer {
  readonly rows: readonly RecordRow[];
  /** Types of which their limits leave less than was wanted. */
  readonly cut: readonly string[];
}

export async function offer(transaction: Transaction, { request }: Claim): Promise<Offer> {
  const { wanted, cut } = await allowed(transaction, request);
  if (wanted.size === 0) return { rows: [], cut };
  const [rows] = await Promise.all([
    transaction.rows<RecordRow>(SQL.due, [[...wanted.keys()], [...wanted.values()]]),
    transaction.identify("if it wrote"),
  ]);
  return { rows, cut };
}

/** Leases due jobs to workers as `assign` decides; when that throws, this claim alone fails. */
export async function claim(
  transaction: Transaction,
  machine: Machine,
  leasedJobs: LeasedJobs,
  work: Claim,
  offered: Promise<Offer> = offer(transaction, work),
): Promise<Answer> {
  const { now, assign, by, onCut } = work.request;
  work.tries += 1;
  const { rows, cut } = await offered;
  const candidates = new Map(
    rows.map(toStored).map((stored) => [stored.job.id, { ...stored, job: stored.job as QueuedJob }]),
  );
  let assignments: readonly Assignment[];
  try {
    assignments = assign([...candidates.values()].map(({ job }) => job));
  } catch (error) {
    return { kind: "failed", error };
  }
  const owned = await ownedBy(transaction, by, assignments, work.tries);
  const moves: Move[] = [];
  const claimed: Claimed[] = [];
  for (const { jobId, workerId, leaseId } of assignments) {
    const found = candidates.get(jobId);
    if (found === undefined || !owned(workerId)) continue;
    candidates.delete(jobId);
    const outcome = machine(found.job, { type: "lease", leaseId, workerId }, now);
    if (outcome.kind !== "changed") continue;
    moves.push({ seq: found.seq, before: found.job, after: outcome.job, attemptEnded: false, due: false });
    const job = outcome.job as LeasedJob;
    claimed.push({ job, payload: found.payload });
    leasedJobs.remember(found.seq, job);
  }
  move(transaction, moves);
  if (cut.length > 0) onCut?.(cut);
  return done(claimed);
}

/** That the workers are still their hub's is expected without waiting for the answer; if not, it is asked. */
async function ownedBy(
  transaction: Transaction,
  by: string | undefined,
  assignments: readonly Assignment[],
  tries: number,
): Promise<(workerId: string) => boolean> {
  if (by === undefined || assignments.length === 0) return () => true;
  const workerIds = [...new Set(assignments.map(({ workerId }) => workerId))];
  if (tries === 1) {
    expectOwned(transaction, by, workerIds);
    return () => true;
  }
  const owned = await ownedOf(transaction, by, workerIds);
  return (workerId) => owned(workerId) === true;
}
