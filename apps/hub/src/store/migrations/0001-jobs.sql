CREATE TABLE jobs (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'succeeded', 'dead', 'cancelled')),
  priority INTEGER NOT NULL,
  run_at INTEGER NOT NULL,
  -- 0 while a delay keeps a queued job back, so that the ready index holds only what can be claimed.
  due INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  finished_at INTEGER,
  lease_id TEXT,
  worker_id TEXT,
  deadline INTEGER,
  max_attempts INTEGER NOT NULL,
  timeout_ms INTEGER NOT NULL,
  attempt_floor INTEGER NOT NULL,
  idempotency_key TEXT,
  correlation_id TEXT,
  traceparent TEXT,
  labels TEXT NOT NULL,
  attempts TEXT NOT NULL,
  error TEXT,
  fingerprint TEXT
) STRICT;

CREATE UNIQUE INDEX jobs_id ON jobs (id);
CREATE UNIQUE INDEX jobs_idempotency_key ON jobs (idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX jobs_ready ON jobs (type, priority DESC, run_at, seq) WHERE state = 'queued' AND due = 1;
CREATE INDEX jobs_delayed ON jobs (run_at) WHERE state = 'queued' AND due = 0;
CREATE INDEX jobs_deadline ON jobs (deadline) WHERE state = 'leased';
CREATE INDEX jobs_dead ON jobs (seq) WHERE state = 'dead';
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE state IN ('succeeded', 'cancelled');

-- Apart from the jobs, so that a change of state never rewrites a large payload.
CREATE TABLE job_payloads (seq INTEGER PRIMARY KEY, payload TEXT NOT NULL) STRICT;
CREATE TABLE job_results (seq INTEGER PRIMARY KEY, result TEXT NOT NULL) STRICT;

CREATE TABLE job_counts (state TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT;
INSERT INTO job_counts VALUES ('queued', 0), ('leased', 0), ('succeeded', 0), ('dead', 0), ('cancelled', 0);

CREATE TABLE workers (
  id TEXT PRIMARY KEY,
  endpoint TEXT,
  types TEXT NOT NULL,
  slots INTEGER NOT NULL,
  labels TEXT NOT NULL,
  token TEXT NOT NULL,
  registered_at INTEGER NOT NULL,
  draining INTEGER NOT NULL
) STRICT;
