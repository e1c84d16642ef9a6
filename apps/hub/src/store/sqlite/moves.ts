import type { JobState } from "@pigeon/protocol";
import type { Job } from "../../jobs/job.ts";
import { addToLeases, addToProgress, addToQueue, type Values } from "./rows.ts";
import { INTO, SQL } from "./sql.ts";
import type { Tables } from "./tables.ts";

/** What one transaction's events made of a job. */
export interface Move {
  readonly seq: number;
  readonly before: JobState;
  readonly after: Job;
  /** False when it was only leased: then its history is as it was. */
  readonly attemptEnded: boolean;
  readonly result?: string;
  /** Takes the place of the one that the job came with. */
  readonly payload?: string;
}

/** Takes each job from the place where it was to the one where it is now. Runs inside a transaction. */
export function move(tables: Tables, moves: readonly Move[], now: number): void {
  const { statements, live } = tables;
  const gone: Record<"queue" | "leases", number[]> = { queue: [], leases: [] };
  const queue: Values = [];
  const leases: Values = [];
  const progress: Values = [];
  for (const { seq, before, after, attemptEnded, result, payload } of moves) {
    tables.count(before, -1);
    tables.count(after.state, 1);
    live.drop(seq, after.id);
    if (before === "queued") gone.queue.push(seq);
    else if (before === "leased") gone.leases.push(seq);
    if (payload !== undefined) statements.run(SQL.setPayload, payload, seq);
    if (attemptEnded) addToProgress(progress, seq, after, result);
    if (after.state === "queued") addToQueue(queue, seq, after, after.runAt <= now);
    if (after.state === "leased") {
      addToLeases(leases, seq, after);
      live.addLeased({ seq, job: after });
    }
  }
  statements.delete("queue", gone.queue);
  statements.delete("leases", gone.leases);
  statements.insert(INTO.queue, queue);
  statements.insert(INTO.leases, leases);
  statements.insert(INTO.progress, progress);
}
