-- What parts of the hub want to find again after a restart, by the part's name: counts of errors, alerts.
CREATE TABLE state (
  name TEXT PRIMARY KEY,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
