import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { CHANGED_COLUMNS } from "./rows.ts";

/** A prepared statement whose rows have a known shape. */
export interface Query<Row> {
  all(...values: SQLInputValue[]): Row[];
  get(...values: SQLInputValue[]): Row | undefined;
}

export const RECORD =
  "SELECT jobs.*, payload, result FROM jobs JOIN job_payloads USING (seq) LEFT JOIN job_results USING (seq)";

/** Prepares each SQL text once and keeps it. */
export class Statements {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  query<Row>(sql: string): Query<Row> {
    return this.#prepare(sql) as unknown as Query<Row>;
  }

  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }
}

// INDEXED BY, because without statistics the planner takes any index that fits, also one that has to sort all.
export const SQL = {
  insertJob:
    "INSERT INTO jobs (id, type, state, priority, run_at, due, created_at, max_attempts, timeout_ms, attempt_floor, idempotency_key, correlation_id, traceparent, labels, attempts) VALUES (?, ?, 'queued', ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, '[]') RETURNING seq",
  insertPayload: "INSERT INTO job_payloads (seq, payload) VALUES (?, ?)",
  insertResult: "INSERT OR REPLACE INTO job_results (seq, result) VALUES (?, ?)",
  updateJob: `UPDATE jobs SET ${CHANGED_COLUMNS} WHERE seq = ?`,
  count: "UPDATE job_counts SET n = n + ? WHERE state = ?",
  byId: "SELECT * FROM jobs WHERE id = ?",
  recordById: `${RECORD} WHERE jobs.id = ?`,
  recordByKey: `${RECORD} WHERE idempotency_key = ?`,
  due: "SELECT jobs.*, payload FROM jobs INDEXED BY jobs_ready JOIN job_payloads USING (seq) WHERE type = ? AND state = 'queued' AND due = 1 ORDER BY priority DESC, run_at, seq LIMIT ?",
  leased: `${RECORD} WHERE state = 'leased' ORDER BY seq`,
  expired:
    "SELECT * FROM jobs INDEXED BY jobs_deadline WHERE state = 'leased' AND deadline < ? ORDER BY deadline LIMIT ?",
  promote:
    "UPDATE jobs SET due = 1 WHERE seq IN (SELECT seq FROM jobs INDEXED BY jobs_delayed WHERE state = 'queued' AND due = 0 AND run_at <= ? ORDER BY run_at LIMIT ?)",
  nextRunAt: "SELECT min(run_at) AS at FROM jobs INDEXED BY jobs_delayed WHERE state = 'queued' AND due = 0",
  counts: "SELECT state, n FROM job_counts",
  deleteJob: "DELETE FROM jobs WHERE seq = ?",
  deletePayload: "DELETE FROM job_payloads WHERE seq = ?",
  deleteResult: "DELETE FROM job_results WHERE seq = ?",
  finished:
    "SELECT seq, state FROM jobs INDEXED BY jobs_finished WHERE state IN ('succeeded', 'cancelled') AND finished_at < ? ORDER BY finished_at LIMIT ?",
  saveWorker:
    "INSERT OR REPLACE INTO workers (id, endpoint, types, slots, labels, token, registered_at, draining) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  deleteWorker: "DELETE FROM workers WHERE id = ?",
  workers: "SELECT * FROM workers ORDER BY id",
} as const;
