import { isDeepStrictEqual } from "node:util";
import type { JobState } from "@pigeon/protocol";
import type { LeasedJob, QueuedJob } from "../../jobs/job.ts";
import type {
  Change,
  ChangeOutcome,
  Claimed,
  ClaimRequest,
  EnqueueOutcome,
  Enqueued,
  Machine,
  NewJob,
} from "../port.ts";
import { changedColumns, toJob, type JobRow, type RecordRow } from "./rows.ts";
import { toRecord } from "./reads.ts";
import { SQL, type Statements } from "./statements.ts";

/** All or nothing: a key that belongs to another job refuses the whole batch. Runs inside a transaction. */
export function enqueue(statements: Statements, jobs: readonly NewJob[]): EnqueueOutcome {
  const conflicts = keyConflicts(statements, jobs);
  if (conflicts.length > 0) return { kind: "key-conflict", indexes: conflicts };
  const stored = jobs.map((entry): Enqueued => {
    // A key can also come twice within one batch: the second finds what the first stored.
    const found = findByKey(statements, entry);
    if (found !== undefined) return { record: toRecord(found), created: false };
    insert(statements, entry);
    return { record: { job: entry.job, payload: entry.payload }, created: true };
  });
  const created = stored.filter((each) => each.created).length;
  if (created > 0) statements.run(SQL.count, created, "queued");
  return { kind: "stored", jobs: stored };
}

/** Where in the batch a key stands that belongs to other work: of a stored job, or of one before it. */
function keyConflicts(statements: Statements, jobs: readonly NewJob[]): number[] {
  const owners = new Map<string, Work>();
  return jobs.flatMap((entry, index) => {
    const { idempotencyKey, payload } = entry;
    if (idempotencyKey === undefined) return [];
    const work = { type: entry.job.type, payload };
    const owner = owners.get(idempotencyKey) ?? findByKey(statements, entry) ?? work;
    owners.set(idempotencyKey, owner);
    return sameWork(work, owner) ? [] : [index];
  });
}

function insert(statements: Statements, { job, payload, idempotencyKey }: NewJob): void {
  const row = statements
    .query<{ seq: number }>(SQL.insertJob)
    .get(
      job.id,
      job.type,
      job.priority,
      job.runAt,
      job.runAt <= job.createdAt ? 1 : 0,
      job.createdAt,
      job.maxAttempts,
      job.timeoutMs,
      idempotencyKey ?? null,
      job.correlationId,
      job.traceparent,
      JSON.stringify(job.labels),
    );
  statements.run(SQL.insertPayload, row?.seq ?? null, payload);
}

function findByKey(statements: Statements, { idempotencyKey }: NewJob): RecordRow | undefined {
  if (idempotencyKey === undefined) return undefined;
  return statements.query<RecordRow>(SQL.recordByKey).get(idempotencyKey);
}

/** What an idempotency key stands for. */
interface Work {
  readonly type: string;
  readonly payload: string;
}

function sameWork(one: Work, other: Work): boolean {
  if (one.type !== other.type) return false;
  return (
    one.payload === other.payload || isDeepStrictEqual(JSON.parse(one.payload), JSON.parse(other.payload))
  );
}

/** Applies events in order. Runs inside a transaction. */
export function apply(
  statements: Statements,
  machine: Machine,
  changes: readonly Change[],
  now: number,
): ChangeOutcome[] {
  const counts = new Map<JobState, number>();
  const outcomes = changes.map(({ jobId, event }): ChangeOutcome => {
    const row = statements.query<JobRow>(SQL.byId).get(jobId);
    if (row === undefined) return { kind: "unknown-job" };
    const outcome = machine(toJob(row), event, now);
    if (outcome.kind !== "changed") return outcome;
    statements.run(SQL.updateJob, ...changedColumns(outcome.job, now), row.seq);
    if (event.type === "succeed") statements.run(SQL.insertResult, row.seq, event.result);
    add(counts, row.state, -1);
    add(counts, outcome.job.state, 1);
    return outcome;
  });
  save(statements, counts);
  return outcomes;
}

/** The payload comes along, since nearly every candidate is leased. */
type DueRow = JobRow & { readonly payload: string };

/** Leases due jobs to workers as `assign` decides. Runs inside a transaction. */
export function claim(statements: Statements, machine: Machine, request: ClaimRequest): Claimed[] {
  const rows = new Map<string, DueRow>();
  for (const [type, limit] of request.wanted) {
    for (const row of statements.query<DueRow>(SQL.due).all(type, limit)) rows.set(row.id, row);
  }
  const candidates = [...rows.values()].map(toJob) as QueuedJob[];
  const claimed: Claimed[] = [];
  for (const { jobId, workerId, leaseId } of request.assign(candidates)) {
    const row = rows.get(jobId);
    if (row === undefined) continue;
    rows.delete(jobId);
    const outcome = machine(toJob(row), { type: "lease", leaseId, workerId }, request.now);
    if (outcome.kind !== "changed") continue;
    statements.run(SQL.updateJob, ...changedColumns(outcome.job, request.now), row.seq);
    claimed.push({ job: outcome.job as LeasedJob, payload: row.payload });
  }
  save(
    statements,
    new Map([
      ["queued", -claimed.length],
      ["leased", claimed.length],
    ]),
  );
  return claimed;
}

/** Removes one job with all that belongs to it. Runs inside a transaction. */
export function remove(statements: Statements, jobId: string): JobState | undefined {
  const row = statements.query<JobRow>(SQL.byId).get(jobId);
  if (row === undefined) return undefined;
  removeRow(statements, row.seq);
  return row.state;
}

export function removeRow(statements: Statements, seq: number): void {
  statements.run(SQL.deleteJob, seq);
  statements.run(SQL.deletePayload, seq);
  statements.run(SQL.deleteResult, seq);
}

export function save(statements: Statements, counts: ReadonlyMap<JobState, number>): void {
  for (const [state, change] of counts) if (change !== 0) statements.run(SQL.count, change, state);
}

function add(counts: Map<JobState, number>, state: JobState, change: number): void {
  counts.set(state, (counts.get(state) ?? 0) + change);
}
