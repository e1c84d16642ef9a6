import type { JobState } from "@pigeon/protocol";
import type { Job } from "../../jobs/job.ts";
import { leaseRow, progressRow, queueRow } from "./rows.ts";
import { SQL } from "./sql.ts";
import type { Row } from "./statements.ts";
import type { Tables } from "./tables.ts";

/** What one transaction's events made of a job. */
export interface Move {
  readonly seq: number;
  readonly before: JobState;
  readonly after: Job;
  /** False when it was only leased: then its history is as it was. */
  readonly attemptEnded: boolean;
  readonly result?: string;
}

/** Takes each job from the place where it was to the one where it is now. Runs inside a transaction. */
export function move(tables: Tables, moves: readonly Move[], now: number): void {
  const { statements, live } = tables;
  const gone: Record<"queue" | "leases", number[]> = { queue: [], leases: [] };
  const queue: Row[] = [];
  const leases: Row[] = [];
  const progress: Row[] = [];
  for (const { seq, before, after, attemptEnded, result } of moves) {
    tables.count(before, -1);
    tables.count(after.state, 1);
    live.drop(seq, after.id);
    if (before === "queued") gone.queue.push(seq);
    else if (before === "leased") gone.leases.push(seq);
    if (attemptEnded) progress.push(progressRow(seq, after, result));
    if (after.state === "queued") queue.push(queueRow(seq, after, after.runAt <= now));
    if (after.state === "leased") {
      leases.push(leaseRow(seq, after));
      live.addLeased({ seq, job: after });
    }
  }
  statements.delete("queue", gone.queue);
  statements.delete("leases", gone.leases);
  statements.insert(SQL.insertQueue, queue);
  statements.insert(SQL.insertLease, leases);
  statements.insert(SQL.saveProgress, progress);
}
