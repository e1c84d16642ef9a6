import type { SQLInputValue } from "node:sqlite";
import type { Job, LeasedJob } from "../../jobs/job.ts";
import type { NewJob, StoredWorker } from "../port.ts";

/** A `RecordRow`. */
const record = (payload: string, result: string): string =>
  `SELECT jobs.seq, id, jobs.type, priority, jobs.run_at, created_at, max_attempts, timeout_ms, correlation_id, traceparent, labels, ${payload}, lease_id, worker_id, number, started_at, deadline, state, progress.run_at AS later_run_at, finished_at, attempt_floor, attempts, error, ${result} FROM jobs LEFT JOIN leases ON leases.seq = jobs.seq LEFT JOIN progress ON progress.seq = jobs.seq`;

export const RECORD: string = record("payload", "result");
/** The same without what may be large. */
export const LEAN_RECORD: string = record("'' AS payload", "NULL AS result");

/** Rows that are to be inserted, one after the other in one list. */
export type Values = SQLInputValue[];

export function addJob(values: Values, seq: number, { job, payload, idempotencyKey }: NewJob): void {
  values.push(
    seq,
    job.id,
    job.type,
    job.priority,
    job.runAt,
    job.createdAt,
    job.maxAttempts,
    job.timeoutMs,
    idempotencyKey ?? null,
    job.correlationId,
    job.traceparent,
    JSON.stringify(job.labels),
    payload,
  );
}

export function addToQueue(values: Values, seq: number, job: Job, due: boolean): void {
  values.push(seq, job.type, job.priority, job.runAt, due ? 1 : 0);
}

export function addToLeases(values: Values, seq: number, job: LeasedJob): void {
  const { number = 1, startedAt = 0 } = job.attempts.at(-1) ?? {};
  values.push(seq, job.type, job.leaseId, job.workerId, number, startedAt, job.deadline);
}

export function addToProgress(values: Values, seq: number, job: Job, result: string | undefined): void {
  const finished = "finishedAt" in job;
  const ended = job.state === "leased" ? job.attempts.slice(0, -1) : job.attempts;
  const error = job.state === "dead" ? job.error : undefined;
  values.push(
    seq,
    finished ? job.state : null,
    job.type,
    job.runAt,
    finished ? job.finishedAt : null,
    job.attemptFloor,
    JSON.stringify(ended),
    error === undefined ? null : JSON.stringify(error),
    error?.fingerprint ?? null,
    result ?? null,
  );
}

/** A row of `workers`. */
export type WorkerRow = [
  id: string,
  endpoint: string | null,
  types: string,
  slots: number,
  labels: string,
  token: string,
  registeredAt: number,
  draining: number,
  owner: string | null,
];

export function toWorker(row: WorkerRow): StoredWorker {
  const [workerId, endpoint, types, slots, labels, token, registeredAt, draining, owner] = row;
  return {
    workerId,
    ...(endpoint === null ? {} : { endpoint }),
    types: JSON.parse(types) as string[],
    slots,
    labels: JSON.parse(labels) as Record<string, string>,
    token,
    ...(owner === null ? {} : { owner }),
    registeredAt,
    draining: draining === 1,
  };
}

export function workerRow(worker: StoredWorker): WorkerRow {
  const { workerId, endpoint, types, slots, labels, token, owner, registeredAt, draining } = worker;
  const lists = [JSON.stringify(types), slots, JSON.stringify(labels)] as const;
  return [workerId, endpoint ?? null, ...lists, token, registeredAt, draining ? 1 : 0, owner ?? null];
}
