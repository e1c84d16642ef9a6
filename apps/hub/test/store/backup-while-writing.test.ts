import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { copyDatabase } from "../../src/store/sqlite/backup.ts";

test("a database that is written to all the time is copied all the same", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pigeon-copy-"));
  const [file, to] = [join(folder, "jobs.db"), join(folder, "copy.db")];
  const db = new DatabaseSync(file);
  let writing = true;
  onTestFinished(() => {
    writing = false;
    db.close();
    rmSync(folder, { recursive: true });
  });
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; CREATE TABLE t (a TEXT)");
  db.exec("INSERT INTO t VALUES ('a'), ('b'), ('c')");
  // The same rows again and again: the database stays small.
  const update = db.prepare("UPDATE t SET a = ?");
  let text = 0;
  const write = () => {
    if (!writing) return;
    db.exec("BEGIN IMMEDIATE");
    for (let row = 0; row < 20; row++) update.run(`${text++}`);
    db.exec("COMMIT");
    setImmediate(write);
  };
  write();
  for (let round = 0; round < 30; round++) {
    await copyDatabase(db, file, to);
    const copy = new DatabaseSync(to, { readOnly: true });
    expect(copy.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
    copy.close();
    rmSync(to);
  }
});
