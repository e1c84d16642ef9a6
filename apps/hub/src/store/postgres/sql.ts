import type { Statement } from "./connection.ts";

/** A `RecordRow`. */
export const record = (payload: string, result: string): string =>
  `SELECT jobs.seq, jobs.id, jobs.type, jobs.priority, jobs.run_at, jobs.created_at, jobs.max_attempts, jobs.timeout_ms, jobs.correlation_id, jobs.traceparent, jobs.labels, ${payload}, leases.lease_id, leases.worker_id, leases.number, leases.started_at, leases.deadline, progress.state, progress.run_at, progress.finished_at, progress.attempt_floor, progress.attempts, progress.error, ${result}`;
const PLACES = `LEFT JOIN pigeon.leases ON leases.seq = jobs.seq LEFT JOIN pigeon.progress ON progress.seq = jobs.seq`;

export const RECORD: string = `${record("jobs.payload", "progress.result")} FROM pigeon.jobs ${PLACES}`;
/** The same without what may be large. */
const LEAN_RECORD = `${record("''", "NULL")} FROM pigeon.jobs ${PLACES}`;

/** Of a job in the queue, which has no lease to be looked for. */
const NOT_LEASED = record("jobs.payload", "NULL").replaceAll(/leases\.\w+/g, "NULL");

export const named = <const Texts extends Record<string, string>>(
  texts: Texts,
  prefix: string = "pigeon",
): Record<keyof Texts, Statement> =>
  Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, { name: `${prefix}_${name}`, text }]),
  ) as Record<keyof Texts, Statement>;

/** A `WorkerRow`. */
export const WORKER: string =
  "workers.id, endpoint, types, slots, labels, token, registered_at, draining, workers.owner";

/** Fails, by a division by zero, unless it finds so many rows. The commit that is sent behind it then keeps nothing. */
export const demanding = (statement: string, count: string): string =>
  `WITH found AS (${statement}) SELECT 1 / (count(*) = ${count})::int FROM found`;

export const SQL = named({
  byId: `${RECORD} WHERE jobs.id = $1`,
  leanByIds: `${LEAN_RECORD} WHERE jobs.id = ANY ($1::text[])`,
  byKeys: `${RECORD.replace("SELECT", "SELECT jobs.idempotency_key,")} WHERE jobs.idempotency_key = ANY ($1::text[])`,
  // A redrive leaves no place that it could find gone, so it takes hold of its job first.
  lockDead:
    "SELECT progress.seq FROM pigeon.progress JOIN pigeon.jobs USING (seq) WHERE jobs.id = ANY ($1::text[]) AND progress.state = 'dead' ORDER BY progress.seq FOR UPDATE OF progress",
  // The inner part takes hold of what no other hub holds at this moment, and leaves the rest to that hub.
  due: `${NOT_LEASED}
    FROM unnest($1::text[], $2::int[]) WITH ORDINALITY AS wanted (type, count, turn)
    CROSS JOIN LATERAL (
      SELECT seq, priority, run_at FROM pigeon.queue
      WHERE queue.type = wanted.type AND queue.due ORDER BY priority DESC, run_at, seq LIMIT wanted.count
      FOR UPDATE SKIP LOCKED
    ) AS held
    JOIN pigeon.jobs ON jobs.seq = held.seq LEFT JOIN pigeon.progress ON progress.seq = jobs.seq
    ORDER BY wanted.turn, held.priority DESC, held.run_at, held.seq`,
  addJobs: `WITH given AS (
      SELECT nextval('pigeon.jobs_seq_seq') AS seq, given.* FROM unnest($1::text[], $2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::int[], $7::bigint[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::boolean[])
        AS given (id, type, priority, run_at, created_at, max_attempts, timeout_ms, idempotency_key, correlation_id, traceparent, labels, payload, due)
    ), added AS (
      INSERT INTO pigeon.jobs (seq, id, type, priority, run_at, created_at, max_attempts, timeout_ms, idempotency_key, correlation_id, traceparent, labels, payload)
      SELECT seq, id, type, priority, run_at, created_at, max_attempts, timeout_ms, idempotency_key, correlation_id, traceparent, labels, payload FROM given
    )
    INSERT INTO pigeon.queue (seq, type, priority, run_at, due, number) SELECT seq, type, priority, run_at, due, 0 FROM given`,
  leaveQueue: demanding(
    "DELETE FROM pigeon.queue USING unnest($1::bigint[], $2::int[]) AS left_by (seq, number) WHERE queue.seq = left_by.seq AND queue.number = left_by.number RETURNING queue.seq",
    "cardinality($1::bigint[])",
  ),
  leaveLeases: demanding(
    "DELETE FROM pigeon.leases USING unnest($1::bigint[], $2::text[]) AS left_by (seq, lease_id) WHERE leases.seq = left_by.seq AND leases.lease_id = left_by.lease_id RETURNING leases.seq",
    "cardinality($1::bigint[])",
  ),
  enterQueue:
    "INSERT INTO pigeon.queue (seq, type, priority, run_at, due, number) SELECT * FROM unnest($1::bigint[], $2::text[], $3::int[], $4::bigint[], $5::boolean[], $6::int[])",
  enterLeases:
    "INSERT INTO pigeon.leases (seq, type, lease_id, worker_id, number, started_at, deadline) SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::int[], $6::bigint[], $7::bigint[])",
  keepProgress: `INSERT INTO pigeon.progress (seq, state, type, run_at, finished_at, attempt_floor, attempts, error, fingerprint, result)
    SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::int[], $7::text[], $8::text[], $9::text[], $10::text[])
    ON CONFLICT (seq) DO UPDATE SET state = excluded.state, run_at = excluded.run_at, finished_at = excluded.finished_at, attempt_floor = excluded.attempt_floor, attempts = excluded.attempts, error = excluded.error, fingerprint = excluded.fingerprint, result = excluded.result`,
  setPayload:
    "UPDATE pigeon.jobs SET payload = given.payload FROM unnest($1::bigint[], $2::text[]) AS given (seq, payload) WHERE jobs.seq = given.seq",
  count:
    "UPDATE pigeon.job_counts SET queued = queued + $1::bigint, leased = leased + $2::bigint, succeeded = succeeded + $3::bigint, dead = dead + $4::bigint, cancelled = cancelled + $5::bigint WHERE slot = pg_backend_pid() % 64",
  counts:
    "SELECT sum(queued)::bigint, sum(leased)::bigint, sum(succeeded)::bigint, sum(dead)::bigint, sum(cancelled)::bigint FROM pigeon.job_counts",
  promote:
    // Not by IN: some plans ask the inner part again for each row, and pass over what it gave before.
    `WITH ready AS MATERIALIZED (
      SELECT seq FROM pigeon.queue WHERE NOT due AND run_at <= $1 ORDER BY run_at, seq LIMIT $2 FOR UPDATE SKIP LOCKED
    )
    UPDATE pigeon.queue SET due = true FROM ready WHERE queue.seq = ready.seq`,
  nextRunAt: "SELECT min(run_at) FROM pigeon.queue WHERE NOT due",
  // From each type and priority only the first: min(run_at) over the whole index would read the whole queue.
  oldestDueByType: `WITH RECURSIVE first (type, priority, run_at) AS (
      (SELECT type, priority, run_at FROM pigeon.queue WHERE due ORDER BY type, priority DESC, run_at, seq LIMIT 1)
      UNION ALL
      SELECT next.* FROM first CROSS JOIN LATERAL (
        (SELECT type, priority, run_at FROM pigeon.queue WHERE due AND type = first.type AND priority < first.priority ORDER BY type, priority DESC, run_at, seq LIMIT 1)
        UNION ALL
        (SELECT type, priority, run_at FROM pigeon.queue WHERE due AND type > first.type ORDER BY type, priority DESC, run_at, seq LIMIT 1)
        LIMIT 1
      ) AS next
    )
    SELECT type, run_at FROM first`,
  queuedByType: "SELECT type, count(*) FROM pigeon.queue GROUP BY type",
  leased: `${RECORD} WHERE leases.seq IS NOT NULL ORDER BY leases.seq`,
  expired: `${LEAN_RECORD} WHERE leases.deadline < $1 ORDER BY leases.deadline, leases.seq LIMIT $2`,
  deleteDead: `WITH gone AS (
      DELETE FROM pigeon.progress USING pigeon.jobs WHERE jobs.id = $1 AND progress.seq = jobs.seq AND progress.state = 'dead' RETURNING progress.seq
    )
    DELETE FROM pigeon.jobs USING gone WHERE jobs.seq = gone.seq`,
  prune: `WITH old AS (
      SELECT seq FROM pigeon.progress WHERE state IN ('succeeded', 'cancelled') AND finished_at < $1 ORDER BY finished_at, seq LIMIT $2 FOR UPDATE SKIP LOCKED
    ), gone AS (
      DELETE FROM pigeon.progress USING old WHERE progress.seq = old.seq RETURNING progress.seq, progress.state
    ), forgotten AS (DELETE FROM pigeon.jobs USING gone WHERE jobs.seq = gone.seq)
    SELECT state, count(*) FROM gone GROUP BY state`,
  saveWorker: `INSERT INTO pigeon.workers (id, endpoint, types, slots, labels, token, registered_at, draining, owner) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (id) DO UPDATE SET endpoint = excluded.endpoint, types = excluded.types, slots = excluded.slots, labels = excluded.labels, token = excluded.token, registered_at = excluded.registered_at, draining = excluded.draining, owner = excluded.owner`,
  deleteWorker: "DELETE FROM pigeon.workers WHERE id = $1",
  workers: `SELECT ${WORKER} FROM pigeon.workers ORDER BY id`,
  loadState: "SELECT text FROM pigeon.state WHERE name = $1",
  saveState:
    "INSERT INTO pigeon.state (name, text) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET text = excluded.text",
  // Written and synced though nothing changes: proof that the server takes writes.
  touch: "UPDATE pigeon.job_counts SET queued = queued WHERE slot = pg_backend_pid() % 64",
});
