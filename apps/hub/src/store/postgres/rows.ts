import type { Job, LeasedJob } from "../../jobs/job.ts";
import type { NewJob, StoredWorker } from "../port.ts";
import { toStored as asStored, type RecordRow, type Stored } from "../record-row.ts";
import { escaped, unescaped } from "./text.ts";

export function toStored(row: RecordRow): Stored {
  if (row[8] !== null) row[8] = unescaped(row[8]);
  return asStored(row);
}

const orNull = (text: string | null | undefined): string | null =>
  text === undefined || text === null ? null : escaped(text);

/** Rows as PostgreSQL's `unnest` takes them: a list for each column. */
export class Columns {
  readonly #columns: unknown[][];

  constructor(count: number) {
    this.#columns = Array.from({ length: count }, () => []);
  }

  get size(): number {
    return this.#columns[0]?.length ?? 0;
  }

  get values(): readonly unknown[] {
    return this.#columns;
  }

  add(...row: readonly unknown[]): void {
    for (const [index, value] of row.entries()) this.#columns[index]?.push(value);
  }
}

export function jobColumns(entries: readonly NewJob[]): Columns {
  const columns = new Columns(13);
  for (const { job, payload, idempotencyKey } of entries)
    columns.add(
      job.id,
      job.type,
      job.priority,
      job.runAt,
      job.createdAt,
      job.maxAttempts,
      job.timeoutMs,
      orNull(idempotencyKey),
      orNull(job.correlationId),
      job.traceparent,
      JSON.stringify(job.labels),
      payload,
      job.runAt <= job.createdAt,
    );
  return columns;
}

/** The version of a job's wait: no two waits of a job come after the same attempt. */
export function latestNumber(job: Job): number {
  return job.attempts.at(-1)?.number ?? 0;
}

export function addToQueue(columns: Columns, seq: number, job: Job, due: boolean): void {
  columns.add(seq, job.type, job.priority, job.runAt, due, latestNumber(job));
}

export function addToLeases(columns: Columns, seq: number, job: LeasedJob): void {
  const { number = 1, startedAt = 0 } = job.attempts.at(-1) ?? {};
  columns.add(seq, job.type, job.leaseId, job.workerId, number, startedAt, job.deadline);
}

export function addToProgress(columns: Columns, seq: number, job: Job, result: string | undefined): void {
  const finished = "finishedAt" in job;
  const ended = job.state === "leased" ? job.attempts.slice(0, -1) : job.attempts;
  const error = job.state === "dead" ? job.error : undefined;
  columns.add(
    seq,
    finished ? job.state : null,
    job.type,
    job.runAt,
    finished ? job.finishedAt : null,
    job.attemptFloor,
    JSON.stringify(ended),
    error === undefined ? null : JSON.stringify(error),
    orNull(error?.fingerprint),
    result ?? null,
  );
}

export type WorkerRow = [
  id: string,
  endpoint: string | null,
  types: string,
  slots: number,
  labels: string,
  token: string,
  registeredAt: number,
  draining: boolean,
  owner: string | null,
];

export function toWorker(row: WorkerRow): StoredWorker {
  const [workerId, endpoint, types, slots, labels, token, registeredAt, draining, owner] = row;
  return {
    workerId,
    ...(endpoint === null ? {} : { endpoint: unescaped(endpoint) }),
    types: JSON.parse(types) as string[],
    slots,
    labels: JSON.parse(labels) as Record<string, string>,
    token,
    ...(owner === null ? {} : { owner: unescaped(owner) }),
    registeredAt,
    draining,
  };
}

export function workerRow(worker: StoredWorker): WorkerRow {
  const { workerId, endpoint, types, slots, labels, token, owner, registeredAt, draining } = worker;
  const lists = [JSON.stringify(types), slots, JSON.stringify(labels)] as const;
  return [workerId, orNull(endpoint), ...lists, token, registeredAt, draining, orNull(owner)];
}
