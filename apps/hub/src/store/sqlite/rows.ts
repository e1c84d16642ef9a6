import type { JobError, JobState } from "@pigeon/protocol";
import type { Attempt, Job } from "../../jobs/job.ts";
import type { StoredWorker } from "../port.ts";

/** A row of `jobs` as the engine gives it. */
export interface JobRow {
  seq: number;
  id: string;
  type: string;
  state: JobState;
  priority: number;
  run_at: number;
  created_at: number;
  finished_at: number | null;
  lease_id: string | null;
  worker_id: string | null;
  deadline: number | null;
  max_attempts: number;
  timeout_ms: number;
  attempt_floor: number;
  correlation_id: string | null;
  traceparent: string | null;
  labels: string;
  attempts: string;
  error: string | null;
}
/** The same joined with what lies apart. */
export type RecordRow = JobRow & { payload: string; result: string | null };

export function toJob(row: JobRow): Job {
  const base = {
    id: row.id,
    type: row.type,
    priority: row.priority,
    labels: JSON.parse(row.labels) as Record<string, string>,
    correlationId: row.correlation_id,
    traceparent: row.traceparent,
    createdAt: row.created_at,
    runAt: row.run_at,
    maxAttempts: row.max_attempts,
    timeoutMs: row.timeout_ms,
    attempts: JSON.parse(row.attempts) as Attempt[],
    attemptFloor: row.attempt_floor,
  };
  const finishedAt = row.finished_at ?? 0;
  switch (row.state) {
    case "queued":
      return { ...base, state: "queued" };
    case "leased":
      return {
        ...base,
        state: "leased",
        leaseId: row.lease_id ?? "",
        workerId: row.worker_id ?? "",
        deadline: row.deadline ?? 0,
      };
    case "dead":
      return { ...base, state: "dead", finishedAt, error: JSON.parse(row.error ?? "null") as JobError };
    case "succeeded":
    case "cancelled":
      return { ...base, state: row.state, finishedAt };
  }
}

/** The columns that a transition can change, in the order of `CHANGED_COLUMNS`. */
export function changedColumns(job: Job, now: number): (string | number | null)[] {
  const lease = job.state === "leased" ? [job.leaseId, job.workerId, job.deadline] : [null, null, null];
  const finishedAt = "finishedAt" in job ? job.finishedAt : null;
  const error = job.state === "dead" ? job.error : undefined;
  return [
    job.state,
    job.runAt,
    job.runAt <= now ? 1 : 0,
    finishedAt,
    ...lease,
    job.attemptFloor,
    JSON.stringify(job.attempts),
    error === undefined ? null : JSON.stringify(error),
    error?.fingerprint ?? null,
  ];
}
export const CHANGED_COLUMNS =
  "state = ?, run_at = ?, due = ?, finished_at = ?, lease_id = ?, worker_id = ?, deadline = ?, attempt_floor = ?, attempts = ?, error = ?, fingerprint = ?";

export interface WorkerRow {
  id: string;
  endpoint: string | null;
  types: string;
  slots: number;
  labels: string;
  token: string;
  registered_at: number;
  draining: number;
}

export function toWorker(row: WorkerRow): StoredWorker {
  return {
    workerId: row.id,
    ...(row.endpoint === null ? {} : { endpoint: row.endpoint }),
    types: JSON.parse(row.types) as string[],
    slots: row.slots,
    labels: JSON.parse(row.labels) as Record<string, string>,
    token: row.token,
    registeredAt: row.registered_at,
    draining: row.draining === 1,
  };
}
