-- Who may speak for a worker: the name of the token that it registered with. Null where none was asked for,
-- and for workers that registered before this schema, until they register again.
ALTER TABLE workers ADD COLUMN owner TEXT;
