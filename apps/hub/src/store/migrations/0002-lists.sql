-- Pages of jobs by state and by type stay as quick with millions of finished jobs as with none.
CREATE INDEX jobs_state ON jobs (state, seq);
CREATE INDEX jobs_type ON jobs (type, state, seq);
DROP INDEX jobs_dead;
