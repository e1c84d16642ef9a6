import type { JobError } from "@pigeon/protocol";
import type { Attempt, Job } from "../jobs/job.ts";
import type { JobRecord } from "./port.ts";

type Finished = "succeeded" | "dead" | "cancelled";

/** A job as the SQL stores select it: `jobs` with what lies in `leases` and `progress` beside it. */
export type RecordRow = [
  seq: number,
  id: string,
  type: string,
  priority: number,
  runAt: number,
  createdAt: number,
  maxAttempts: number,
  timeoutMs: number,
  correlationId: string | null,
  traceparent: string | null,
  labels: string,
  payload: string,
  // Null unless it is leased.
  leaseId: string | null,
  workerId: string | null,
  number: number | null,
  startedAt: number | null,
  deadline: number | null,
  // Null unless an attempt has ended or the job has.
  state: Finished | null,
  runAtLater: number | null,
  finishedAt: number | null,
  attemptFloor: number | null,
  ended: string | null,
  error: string | null,
  result: string | null,
];

/** A job with its number, and all that lies with it. */
export interface Stored extends JobRecord {
  readonly seq: number;
}

export function toStored(row: RecordRow): Stored {
  const result = row[23];
  return { seq: row[0], job: toJob(row), payload: row[11], ...(result === null ? {} : { result }) };
}

export function toRecord(row: RecordRow): JobRecord {
  const { seq: _seq, ...record } = toStored(row);
  return record;
}

/** By index: taken apart as a list, a row costs twice as much. */
function toJob(row: RecordRow): Job {
  const attempts = row[21] === null ? [] : (JSON.parse(row[21]) as Attempt[]);
  const base = {
    id: row[1],
    type: row[2],
    priority: row[3],
    labels: row[10] === "{}" ? {} : (JSON.parse(row[10]) as Record<string, string>),
    correlationId: row[8],
    traceparent: row[9],
    createdAt: row[5],
    runAt: row[18] ?? row[4],
    maxAttempts: row[6],
    timeoutMs: row[7],
    attempts,
    attemptFloor: row[20] ?? 0,
  };
  const [leaseId, state] = [row[12], row[17]];
  if (leaseId !== null) {
    const workerId = row[13] ?? "";
    attempts.push({ number: row[14] ?? 1, leaseId, workerId, startedAt: row[15] ?? 0 });
    return { ...base, state: "leased", leaseId, workerId, deadline: row[16] ?? 0 };
  }
  if (state === null) return { ...base, state: "queued" };
  const finishedAt = row[19] ?? 0;
  if (state !== "dead") return { ...base, state, finishedAt };
  return { ...base, state, finishedAt, error: JSON.parse(row[22] ?? "null") as JobError };
}
