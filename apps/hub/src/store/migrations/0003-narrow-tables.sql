-- What a job is stands in `jobs` and never changes. Where it is stands in one of three places: waiting in
-- `queue`, running in `leases`, or finished in `progress`, which also keeps the attempts that have ended.
DROP INDEX jobs_id;
DROP INDEX jobs_idempotency_key;
DROP INDEX jobs_ready;
DROP INDEX jobs_delayed;
DROP INDEX jobs_deadline;
DROP INDEX jobs_finished;
DROP INDEX jobs_state;
DROP INDEX jobs_type;
ALTER TABLE jobs RENAME TO old_jobs;

CREATE TABLE jobs (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  priority INTEGER NOT NULL,
  -- As submitted; `progress` has a later one.
  run_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  max_attempts INTEGER NOT NULL,
  timeout_ms INTEGER NOT NULL,
  idempotency_key TEXT,
  correlation_id TEXT,
  traceparent TEXT,
  labels TEXT NOT NULL,
  payload TEXT NOT NULL
) STRICT;

CREATE TABLE queue (
  seq INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  priority INTEGER NOT NULL,
  run_at INTEGER NOT NULL,
  -- 0 while a delay keeps the job back, so that the ready index holds only what can be claimed.
  due INTEGER NOT NULL
) STRICT;

CREATE TABLE leases (
  seq INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  lease_id TEXT NOT NULL,
  worker_id TEXT NOT NULL,
  -- The running attempt's.
  number INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  deadline INTEGER NOT NULL
) STRICT;

CREATE TABLE progress (
  seq INTEGER PRIMARY KEY,
  -- Null while the job is queued or leased once more.
  state TEXT CHECK (state IN ('succeeded', 'dead', 'cancelled')),
  type TEXT NOT NULL,
  run_at INTEGER NOT NULL,
  finished_at INTEGER,
  attempt_floor INTEGER NOT NULL,
  -- Those that have ended: JSON.
  attempts TEXT NOT NULL,
  error TEXT,
  fingerprint TEXT,
  result TEXT
) STRICT;

INSERT INTO jobs
  SELECT seq, id, type, priority, run_at, created_at, max_attempts, timeout_ms, idempotency_key, correlation_id,
    traceparent, labels, payload
  FROM old_jobs JOIN job_payloads USING (seq) ORDER BY seq;
INSERT INTO queue SELECT seq, type, priority, run_at, due FROM old_jobs WHERE state = 'queued' ORDER BY seq;
INSERT INTO leases
  SELECT seq, type, lease_id, worker_id, json_extract(attempts, '$[#-1].number'),
    json_extract(attempts, '$[#-1].startedAt'), deadline
  FROM old_jobs WHERE state = 'leased' ORDER BY seq;
INSERT INTO progress
  SELECT seq, CASE WHEN state IN ('queued', 'leased') THEN NULL ELSE state END, type, run_at, finished_at,
    attempt_floor, CASE state WHEN 'leased' THEN json_remove(attempts, '$[#-1]') ELSE attempts END, error,
    fingerprint, result
  FROM old_jobs LEFT JOIN job_results USING (seq)
  WHERE state NOT IN ('queued', 'leased') OR json_array_length(attempts) > (state = 'leased') ORDER BY seq;

DROP TABLE old_jobs;
DROP TABLE job_payloads;
DROP TABLE job_results;

CREATE UNIQUE INDEX jobs_id ON jobs (id);
CREATE UNIQUE INDEX jobs_idempotency_key ON jobs (idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX queue_ready ON queue (type, priority DESC, run_at, seq) WHERE due = 1;
CREATE INDEX queue_delayed ON queue (run_at) WHERE due = 0;
CREATE INDEX queue_type ON queue (type, seq);
CREATE INDEX leases_deadline ON leases (deadline);
CREATE INDEX progress_state ON progress (state, seq) WHERE state IS NOT NULL;
CREATE INDEX progress_type ON progress (state, type, seq) WHERE state IS NOT NULL;
CREATE INDEX progress_finished ON progress (finished_at) WHERE state IN ('succeeded', 'cancelled');
