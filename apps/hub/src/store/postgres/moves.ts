import type { JobState } from "@pigeon/protocol";
import type { Job } from "../../jobs/job.ts";
import { addToLeases, addToProgress, addToQueue, Columns, latestNumber } from "./rows.ts";
import type { Trace } from "./outcome.ts";
import { SQL } from "./sql.ts";
import type { Transaction } from "./transaction.ts";

/** What one transaction's events made of a job. */
export interface Move {
  readonly seq: number;
  readonly before: Job;
  readonly after: Job;
  /** False when it was only leased: then its history is as it was. */
  readonly attemptEnded: boolean;
  /** Whether it may be claimed at once, when it is queued. */
  readonly due: boolean;
  readonly result?: string;
  /** Takes the place of the one that the job came with. */
  readonly payload?: string;
}

/**
 * Takes each job from the place where it was to the one where it is now. A job that is not there any more, as
 * it was read, undoes the transaction.
 */
export function move(transaction: Transaction, moves: readonly Move[]): void {
  const [first] = moves;
  if (first !== undefined) transaction.leave(traceOf(first));
  const left = { queue: new Columns(2), leases: new Columns(2) };
  const entered = { queue: new Columns(6), leases: new Columns(7), progress: new Columns(10) };
  const payloads = new Columns(2);
  const count = (state: JobState, change: number) => transaction.count(state, change);
  for (const { seq, before, after, attemptEnded, due, result, payload } of moves) {
    count(before.state, -1);
    count(after.state, 1);
    if (before.state === "queued") left.queue.add(seq, latestNumber(before));
    else if (before.state === "leased") left.leases.add(seq, before.leaseId);
    if (payload !== undefined) payloads.add(seq, payload);
    if (attemptEnded) addToProgress(entered.progress, seq, after, result);
    if (after.state === "queued") addToQueue(entered.queue, seq, after, due);
    if (after.state === "leased") addToLeases(entered.leases, seq, after);
  }
  const write = (statement: (typeof SQL)[keyof typeof SQL], columns: Columns) => {
    if (columns.size > 0) transaction.write(statement, columns.values);
  };
  write(SQL.leaveQueue, left.queue);
  write(SQL.leaveLeases, left.leases);
  write(SQL.enterQueue, entered.queue);
  write(SQL.enterLeases, entered.leases);
  write(SQL.keepProgress, entered.progress);
  write(SQL.setPayload, payloads);
}

function traceOf({ before, after }: Move): Trace {
  if (after.state === "leased") return { did: "give", jobId: after.id, leaseId: after.leaseId };
  if (before.state === "leased") return { did: "end", jobId: after.id, leaseId: before.leaseId };
  return { did: "change", jobId: after.id };
}
