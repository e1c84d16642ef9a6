-- Several hubs on one database. Each has a row for as long as its lease holds, by the clock of the database; whoever
-- deletes the row of a lease that ended has its workers. A claim holds the row of its hub and those of its workers
-- against that (FOR KEY SHARE) until it is committed.
CREATE TABLE pigeon.replicas (
  -- The lowest whose lease holds does what is done once for all.
  seq bigint GENERATED ALWAYS AS IDENTITY,
  -- New at each start, and after a loss.
  id text COLLATE "C" PRIMARY KEY,
  name text NOT NULL,
  joined_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  lease_until timestamptz NOT NULL,
  -- What the hub says to whoever asks.
  report text NOT NULL DEFAULT '',
  -- Its process at the server that writes: one whose hub is gone may hold locks for a while.
  backend_pid integer,
  backend_start timestamptz
) WITH (fillfactor = 20);

-- The hub that has the worker. Those that were there before are nobody's, and go to the first that starts.
ALTER TABLE pigeon.workers ADD COLUMN replica text COLLATE "C"
  CONSTRAINT workers_owner REFERENCES pigeon.replicas (id) ON DELETE SET NULL;
CREATE INDEX workers_replica ON pigeon.workers (replica);
