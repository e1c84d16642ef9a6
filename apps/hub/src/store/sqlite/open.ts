import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../port.ts";
import { asStoreError } from "./failures.ts";
import { migrate, requireOurs } from "./migrate.ts";

/** Files up to this size are checked page by page at start: it takes about a second. */
const CHECKED_BYTES = 256 * 1024 * 1024;

/**
 * Opens or makes the database: WAL with synchronous FULL, so that an acknowledged job survives power loss,
 * and an exclusive lock, since one file serves one hub.
 *
 * @throws {StoreError} unwritable, corrupt, newer than this code, or in use.
 */
export function openDatabase(file: string): DatabaseSync {
  const onDisk = file !== ":memory:";
  if (onDisk) requireWritable(file);
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file);
    db.exec("PRAGMA locking_mode = EXCLUSIVE");
    // Before anything is written: a file that is not ours stays as it is.
    requireOurs(db, file);
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    // In exclusive mode the lock is taken by the first write transaction and then kept.
    db.exec("BEGIN IMMEDIATE; COMMIT; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384");
    if (onDisk && statSync(file).size <= CHECKED_BYTES) requireSound(db, file);
    migrate(db);
    return db;
  } catch (error) {
    db?.close();
    throw asStoreError(error, file);
  }
}

function requireWritable(file: string): void {
  const folder = dirname(file);
  const elsewhere = "or name another file by PIGEON_STORE_URL=sqlite:PATH";
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new StoreError(
      "unavailable",
      `${folder}, where ${file} would lie, is no folder; make it, ${elsewhere}`,
    );
  }
  if (existsSync(file) && !statSync(file).isFile()) {
    throw new StoreError("unavailable", `${file} is not a file; move it away, ${elsewhere}`);
  }
  for (const target of existsSync(file) ? [folder, file] : [folder]) {
    try {
      accessSync(target, constants.R_OK | constants.W_OK);
    } catch (cause) {
      const problem = `${file} cannot serve: this user may not read and write ${target}`;
      throw new StoreError("unavailable", `${problem}; grant that, ${elsewhere}`, { cause });
    }
  }
}

function requireSound(db: DatabaseSync, file: string): void {
  const row = db.prepare("PRAGMA quick_check(1)").get();
  const verdict = row === undefined ? "no answer" : String(Object.values(row)[0]);
  if (verdict !== "ok") {
    throw new StoreError(
      "corrupt",
      `${file} is damaged (${verdict}); restore a backup, or move it away to start empty`,
    );
  }
}
