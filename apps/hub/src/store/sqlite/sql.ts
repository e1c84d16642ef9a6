import type { Insert } from "./statements.ts";
import { LEAN_RECORD, RECORD } from "./rows.ts";

// INDEXED BY, because without statistics the planner takes any index that fits, also one that has to sort all.
export const SQL = {
  lastSeq: "SELECT ifnull(max(seq), 0) FROM jobs",
  byId: `${RECORD} WHERE id = ?`,
  leanById: `${LEAN_RECORD} WHERE id = ?`,
  byKey: `${RECORD} WHERE idempotency_key = ?`,
  bySeqs: `${RECORD} WHERE jobs.seq IN (SELECT value FROM json_each(?))`,
  due: "SELECT seq FROM queue INDEXED BY queue_ready WHERE type = ? AND due = 1 ORDER BY priority DESC, run_at, seq LIMIT ?",
  leased: `${RECORD} WHERE jobs.seq IN (SELECT seq FROM leases) ORDER BY jobs.seq`,
  expired: `${LEAN_RECORD} WHERE jobs.seq IN (SELECT seq FROM leases INDEXED BY leases_deadline WHERE deadline < ? ORDER BY deadline LIMIT ?) ORDER BY deadline`,
  promote:
    "UPDATE queue SET due = 1 WHERE seq IN (SELECT seq FROM queue INDEXED BY queue_delayed WHERE due = 0 AND run_at <= ? ORDER BY run_at LIMIT ?)",
  setPayload: "UPDATE jobs SET payload = ? WHERE seq = ?",
  nextRunAt: "SELECT min(run_at) FROM queue INDEXED BY queue_delayed WHERE due = 0",
  // From each type and priority only the first: min(run_at) over the whole index would read the whole queue.
  oldestDueByType: `WITH RECURSIVE first (seq) AS (
      SELECT (SELECT seq FROM queue INDEXED BY queue_ready WHERE due = 1 ORDER BY type, priority DESC, run_at, seq LIMIT 1)
      UNION ALL
      SELECT ifnull(
        (SELECT seq FROM queue AS next INDEXED BY queue_ready
          WHERE next.due = 1 AND next.type = queue.type AND next.priority < queue.priority
          ORDER BY next.priority DESC, next.run_at, next.seq LIMIT 1),
        (SELECT seq FROM queue AS next INDEXED BY queue_ready WHERE next.due = 1 AND next.type > queue.type
          ORDER BY next.type, next.priority DESC, next.run_at, next.seq LIMIT 1))
      FROM first JOIN queue USING (seq)
    )
    SELECT type, run_at FROM first JOIN queue USING (seq)`,
  queuedByType: "SELECT type, count(*) FROM queue INDEXED BY queue_type GROUP BY type",
  counts: "SELECT state, n FROM job_counts",
  count: "UPDATE job_counts SET n = n + ? WHERE state = ?",
  dead: "SELECT seq FROM jobs JOIN progress USING (seq) WHERE id = ? AND state = 'dead'",
  finished:
    "SELECT seq, state FROM progress INDEXED BY progress_finished WHERE state IN ('succeeded', 'cancelled') AND finished_at < ? ORDER BY finished_at LIMIT ?",
  state: "SELECT text FROM state WHERE name = ?",
  deleteWorker: "DELETE FROM workers WHERE id = ?",
  workers:
    "SELECT id, endpoint, types, slots, labels, token, registered_at, draining, owner FROM workers ORDER BY id",
} as const;

const insert = (into: string, columns: readonly string[]): Insert => ({
  into: `${into} (${columns.join(", ")})`,
  columns: columns.length,
});

export const INTO: Readonly<Record<"jobs" | "queue" | "leases" | "progress" | "workers" | "state", Insert>> =
  {
    jobs: insert("INSERT INTO jobs", [
      "seq",
      "id",
      "type",
      "priority",
      "run_at",
      "created_at",
      "max_attempts",
      "timeout_ms",
      "idempotency_key",
      "correlation_id",
      "traceparent",
      "labels",
      "payload",
    ]),
    queue: insert("INSERT INTO queue", ["seq", "type", "priority", "run_at", "due"]),
    leases: insert("INSERT INTO leases", [
      "seq",
      "type",
      "lease_id",
      "worker_id",
      "number",
      "started_at",
      "deadline",
    ]),
    progress: insert("INSERT OR REPLACE INTO progress", [
      "seq",
      "state",
      "type",
      "run_at",
      "finished_at",
      "attempt_floor",
      "attempts",
      "error",
      "fingerprint",
      "result",
    ]),
    workers: insert("INSERT OR REPLACE INTO workers", [
      "id",
      "endpoint",
      "types",
      "slots",
      "labels",
      "token",
      "registered_at",
      "draining",
      "owner",
    ]),
    state: insert("INSERT OR REPLACE INTO state", ["name", "text"]),
  };
