import { readFileSync, readdirSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Job } from "../../src/jobs/job.ts";
import type { JobRecord } from "../../src/store/port.ts";
import type { worker } from "./conformance/queries.ts";

const MIGRATIONS = new URL("../../src/store/migrations/", import.meta.url);
/** What marks a file as ours. */
const APPLICATION_ID = 0x5047454e;

export interface OldJob extends JobRecord {
  readonly idempotencyKey?: string;
}

/** A database as the hub of schema 1 or 2 left it, with these jobs in this order. */
export function writeOldDatabase(
  file: string,
  schema: 1 | 2,
  now: number,
  jobs: readonly OldJob[],
  workers: readonly (typeof worker)[] = [],
): void {
  const db = new DatabaseSync(file);
  for (const name of readdirSync(MIGRATIONS).sort().slice(0, schema))
    db.exec(readFileSync(new URL(name, MIGRATIONS), "utf8"));
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${schema}; BEGIN`);
  const insertJob = db.prepare(`INSERT INTO jobs VALUES (${Array(22).fill("?").join(", ")})`);
  const insertPayload = db.prepare("INSERT INTO job_payloads VALUES (?, ?)");
  const insertResult = db.prepare("INSERT INTO job_results VALUES (?, ?)");
  const count = db.prepare("UPDATE job_counts SET n = n + 1 WHERE state = ?");
  for (const [index, { job, payload, result, idempotencyKey }] of jobs.entries()) {
    const seq = index + 1;
    insertJob.run(seq, ...before(job), ...changed(job, now), ...after(job, idempotencyKey));
    insertPayload.run(seq, payload);
    if (result !== undefined) insertResult.run(seq, result);
    count.run(job.state);
  }
  for (const { workerId, endpoint, types, slots, labels, token, registeredAt, draining } of workers)
    db.prepare("INSERT INTO workers VALUES (?, ?, ?, ?, ?, ?, ?, ?)").run(
      workerId,
      endpoint ?? null,
      JSON.stringify(types),
      slots,
      JSON.stringify(labels),
      token,
      registeredAt,
      draining ? 1 : 0,
    );
  db.exec("COMMIT");
  db.close();
}

/** Columns `id` to `priority`. */
const before = ({ id, type, state, priority }: Job) => [id, type, state, priority];

/** Columns `run_at` to `deadline`. */
function changed(job: Job, now: number): (string | number | null)[] {
  const lease = job.state === "leased" ? [job.leaseId, job.workerId, job.deadline] : [null, null, null];
  const finishedAt = "finishedAt" in job ? job.finishedAt : null;
  return [job.runAt, job.runAt <= now ? 1 : 0, job.createdAt, finishedAt, ...lease];
}

/** Columns `max_attempts` to `fingerprint`. */
function after(job: Job, idempotencyKey: string | undefined): (string | number | null)[] {
  const { maxAttempts, timeoutMs, attemptFloor, correlationId, traceparent } = job;
  const error = job.state === "dead" ? job.error : undefined;
  return [
    maxAttempts,
    timeoutMs,
    attemptFloor,
    idempotencyKey ?? null,
    correlationId,
    traceparent,
    JSON.stringify(job.labels),
    JSON.stringify(job.attempts),
    error === undefined ? null : JSON.stringify(error),
    error?.fingerprint ?? null,
  ];
}
