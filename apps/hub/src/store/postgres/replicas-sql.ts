import { LOCKS, type Statement } from "./connection.ts";
import { named, record, WORKER } from "./sql.ts";

/** Leases by something else than their index: there are never more of them than slots, but many jobs. */
const leased = (which: string): string =>
  `WITH leases AS MATERIALIZED (SELECT * FROM pigeon.leases WHERE ${which}) ${record("jobs.payload", "NULL")} FROM leases JOIN pigeon.jobs ON jobs.seq = leases.seq LEFT JOIN pigeon.progress ON progress.seq = leases.seq ORDER BY leases.seq`;

type Name =
  | "lockNames"
  | "nameTaken"
  | "join"
  | "renew"
  | "leave"
  | "endBackends"
  | "endReplicas"
  | "takeUnowned"
  | "lockWorker"
  | "register"
  | "own"
  | "update"
  | "remove"
  | "find"
  | "leases"
  | "ownWorkers"
  | "leaseCounts"
  | "finished"
  | "orphans"
  | "replicas"
  | "workers";

/** What replicas do with each other and with workers. */
export const REPLICAS: Readonly<Record<Name, Statement>> = named(
  {
    lockNames: `SELECT pg_advisory_xact_lock(${LOCKS.names})`,
    nameTaken:
      "SELECT lease_until::text FROM pigeon.replicas WHERE name = $2 AND id <> $1 AND lease_until > clock_timestamp()",
    join: "INSERT INTO pigeon.replicas (id, name, lease_until, backend_pid, backend_start) VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond', $4, $5::timestamptz)",
    renew: `WITH renewed AS (
      UPDATE pigeon.replicas SET lease_until = clock_timestamp() + $2 * interval '1 millisecond', report = $3, backend_pid = $4, backend_start = $5::timestamptz WHERE id = $1 RETURNING seq
    ), living AS (SELECT seq FROM pigeon.replicas WHERE lease_until > clock_timestamp() OR id = $1)
    SELECT renewed.seq = (SELECT min(seq) FROM living), (SELECT count(*)::int - 1 FROM living),
      EXISTS (SELECT FROM pigeon.replicas WHERE id <> $1 AND lease_until <= clock_timestamp()),
      EXISTS (SELECT FROM pigeon.workers WHERE replica IS NULL)
    FROM renewed`,
    leave: "DELETE FROM pigeon.replicas WHERE id = $1",
    // A hub whose machine died, or that is cut off, has a process at the server that may hold its row.
    endBackends:
      "SELECT pg_terminate_backend(pid) FROM pigeon.replicas JOIN pg_stat_activity ON pid = backend_pid AND pg_stat_activity.backend_start = replicas.backend_start WHERE replicas.id <> $1 AND lease_until <= clock_timestamp() AND usename = current_user",
    // With the earlier ones of a hub's own name. Whose row is held has a claim under way, and is looked for again.
    endReplicas: `DELETE FROM pigeon.replicas USING (
      SELECT id FROM pigeon.replicas WHERE id <> $1 AND (
        ($3 AND lease_until <= clock_timestamp())
        OR (name = $2 AND (lease_until <= clock_timestamp() OR backend_pid = pg_backend_pid() OR NOT EXISTS (
          SELECT FROM pg_stat_activity WHERE pid = backend_pid AND (pg_stat_activity.backend_start IS NULL OR pg_stat_activity.backend_start = replicas.backend_start)
        )))
      ) FOR UPDATE SKIP LOCKED
    ) AS gone WHERE replicas.id = gone.id`,
    takeUnowned: `UPDATE pigeon.workers SET replica = $1 WHERE replica IS NULL RETURNING ${WORKER}`,
    // Against claims, which hold the rows of their workers.
    lockWorker: `SELECT ${WORKER} FROM pigeon.workers WHERE id = $1 FOR UPDATE`,
    register: `INSERT INTO pigeon.workers (id, endpoint, types, slots, labels, token, registered_at, draining, owner, replica) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (id) DO UPDATE SET endpoint = excluded.endpoint, types = excluded.types, slots = excluded.slots, labels = excluded.labels, token = excluded.token, registered_at = excluded.registered_at, draining = excluded.draining, owner = excluded.owner, replica = excluded.replica`,
    own: "UPDATE pigeon.workers SET replica = $2 WHERE id = $1",
    update: "UPDATE pigeon.workers SET draining = $3 WHERE id = $1 AND replica = $2",
    remove: "DELETE FROM pigeon.workers WHERE id = $1 AND replica = $2",
    find: `SELECT ${WORKER} FROM pigeon.workers WHERE id = $1`,
    leases: leased("worker_id = ANY ($1::text[])"),
    ownWorkers: "SELECT id FROM pigeon.workers WHERE replica = $1",
    leaseCounts: "SELECT worker_id, count(*)::int FROM pigeon.leases GROUP BY worker_id",
    finished:
      "SELECT jobs.id FROM pigeon.jobs JOIN pigeon.progress USING (seq) WHERE jobs.id = ANY ($1::text[]) AND progress.state IS NOT NULL",
    orphans: leased(
      "NOT EXISTS (SELECT FROM pigeon.workers WHERE workers.id = leases.worker_id) ORDER BY seq LIMIT $1",
    ),
    replicas:
      "SELECT id, name, report, seq = min(seq) OVER () FROM pigeon.replicas WHERE lease_until > clock_timestamp() ORDER BY seq",
    workers: `SELECT replicas.name, ${WORKER} FROM pigeon.workers LEFT JOIN pigeon.replicas ON replicas.id = workers.replica ORDER BY workers.id`,
  },
  "pigeon_replicas",
);

/** Not named: with the workers at hand it is planned to look each lease up among them, not the other way round. */
export const LEASES_OF: Statement = {
  text: "SELECT worker_id, lease_id, type FROM pigeon.leases WHERE worker_id = ANY ($1::text[])",
};
