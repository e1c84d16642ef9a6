import type { Job, LeasedJob, QueuedJob } from "../../jobs/job.ts";
import type {
  Change,
  ChangeOutcome,
  Claimed,
  ClaimRequest,
  EnqueueOutcome,
  Enqueued,
  JobRecord,
  Machine,
  NewJob,
} from "../port.ts";
import { newPayload } from "../new-payload.ts";
import { toRecord, toStored, type RecordRow } from "../record-row.ts";
import { sameWork } from "../same-work.ts";
import { addJob, addToQueue, type Values } from "./rows.ts";
import type { Waiting } from "./live-jobs.ts";
import { move, type Move } from "./moves.ts";
import { INTO, SQL } from "./sql.ts";
import type { Tables } from "./tables.ts";

/** All or nothing: a key that belongs to another job refuses the whole batch. Runs inside a transaction. */
export function enqueue(tables: Tables, jobs: readonly NewJob[]): EnqueueOutcome {
  const owners = new Map<string, JobRecord>();
  const conflicts: number[] = [];
  const stored = jobs.map(({ job, payload, idempotencyKey: key }, index): Enqueued => {
    const record = { job, payload };
    if (key === undefined) return { record, created: true };
    // A key can also come twice within one batch: the second finds what the first brings.
    const owner = owners.get(key) ?? findByKey(tables, key);
    owners.set(key, owner ?? record);
    if (owner === undefined) return { record, created: true };
    if (!sameWork(record, owner)) conflicts.push(index);
    return { record: owner, created: false };
  });
  if (conflicts.length > 0) return { kind: "key-conflict", indexes: conflicts };
  insert(
    tables,
    jobs.filter((_job, index) => stored[index]?.created),
  );
  return { kind: "stored", jobs: stored };
}

function insert(tables: Tables, jobs: readonly NewJob[]): void {
  if (jobs.length === 0) return;
  const first = tables.takeSeqs(jobs.length);
  const rows: Values = [];
  const queue: Values = [];
  for (const [index, entry] of jobs.entries()) {
    const { job, payload } = entry;
    const seq = first + index;
    const due = job.runAt <= job.createdAt;
    addJob(rows, seq, entry);
    addToQueue(queue, seq, job, due);
    if (due) tables.live.addQueued({ seq, job, payload });
  }
  tables.statements.insert(INTO.jobs, rows);
  tables.statements.insert(INTO.queue, queue);
  tables.count("queued", jobs.length);
}

function findByKey({ statements }: Tables, key: string): JobRecord | undefined {
  const row = statements.query<RecordRow>(SQL.byKey).get(key);
  return row === undefined ? undefined : toRecord(row);
}

/** Applies events in order. Runs inside a transaction. */
export function apply(
  tables: Tables,
  machine: Machine,
  changes: readonly Change[],
  now: number,
): ChangeOutcome[] {
  const moves = new Map<string, Move>();
  const outcomes = changes.map(({ jobId, event }): ChangeOutcome => {
    const found = moves.get(jobId) ?? find(tables, jobId);
    if (found === undefined) return { kind: "unknown-job" };
    const outcome = machine(found.after, event, now);
    if (outcome.kind !== "changed") return outcome;
    const result = event.type === "succeed" ? { result: event.result } : {};
    const attemptEnded = found.attemptEnded || event.type !== "lease";
    moves.set(jobId, { ...found, after: outcome.job, attemptEnded, ...result, ...newPayload(event) });
    return outcome;
  });
  move(tables, [...moves.values()], now);
  return outcomes;
}

/** A job as it is, before anything happens to it. */
function find(tables: Tables, jobId: string): Move | undefined {
  const { seq, job } = tables.live.leased(jobId) ?? read(tables, jobId) ?? {};
  return seq === undefined || job === undefined
    ? undefined
    : { seq, before: job.state, after: job, attemptEnded: false };
}

function read({ statements }: Tables, jobId: string): { seq: number; job: Job } | undefined {
  const row = statements.query<RecordRow>(SQL.leanById).get(jobId);
  return row === undefined ? undefined : toStored(row);
}

/** Leases due jobs to workers as `assign` decides. Runs inside a transaction. */
export function claim(tables: Tables, machine: Machine, { wanted, now, assign }: ClaimRequest): Claimed[] {
  const candidates = new Map<string, Waiting>();
  for (const [type, limit] of wanted)
    for (const each of dueJobs(tables, type, limit)) candidates.set(each.job.id, each);
  const moves: Move[] = [];
  const claimed: Claimed[] = [];
  for (const { jobId, workerId, leaseId } of assign([...candidates.values()].map(({ job }) => job))) {
    const found = candidates.get(jobId);
    if (found === undefined) continue;
    candidates.delete(jobId);
    const { seq, job, payload } = found;
    const outcome = machine(job, { type: "lease", leaseId, workerId }, now);
    if (outcome.kind !== "changed") continue;
    moves.push({ seq, before: "queued", after: outcome.job, attemptEnded: false });
    claimed.push({ job: outcome.job as LeasedJob, payload });
  }
  move(tables, moves, now);
  return claimed;
}

function dueJobs({ statements, live }: Tables, type: string, limit: number): Waiting[] {
  const due = statements.query<[number]>(SQL.due).all(type, limit);
  const unknown = due.flatMap(([seq]) => (live.queued(seq) === undefined ? [seq] : []));
  const read = new Map<number, Waiting>();
  const rows =
    unknown.length === 0 ? [] : statements.query<RecordRow>(SQL.bySeqs).all(JSON.stringify(unknown));
  for (const row of rows) {
    const { seq, job, payload } = toStored(row);
    read.set(seq, { seq, job: job as QueuedJob, payload });
  }
  return due.flatMap(([seq]) => live.queued(seq) ?? read.get(seq) ?? []);
}

/** Removes finished jobs with all that belongs to them. Runs inside a transaction. */
export function remove({ statements }: Tables, seqs: readonly number[]): void {
  statements.delete("jobs", seqs);
  statements.delete("progress", seqs);
}
