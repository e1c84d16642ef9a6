import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../port.ts";
import { asStoreError } from "./failures.ts";
import { migrate } from "./migrate.ts";

/** Files up to this size are checked page by page at start: it takes about a second. */
const CHECKED_BYTES = 256 * 1024 * 1024;

/**
 * Opens or makes the database: WAL with synchronous FULL, so that an acknowledged job survives power loss,
 * and an exclusive lock, since one file serves one hub.
 *
 * @throws {StoreError} unwritable, corrupt, newer than this code, or in use.
 */
export function openDatabase(path: string): DatabaseSync {
  const file = path === ":memory:" ? path : resolve(path);
  if (file !== ":memory:") requireWritable(file);
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file);
    db.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    // In exclusive mode the lock is taken by the first write transaction and then kept.
    db.exec("BEGIN IMMEDIATE; COMMIT; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536");
    if (file !== ":memory:" && statSync(file).size <= CHECKED_BYTES) requireSound(db, file);
    migrate(db, file);
    return db;
  } catch (error) {
    db?.close();
    throw asStoreError(error, file);
  }
}

function requireWritable(file: string): void {
  const folder = dirname(file);
  const [target, right] = existsSync(file)
    ? [file, constants.R_OK | constants.W_OK]
    : [folder, constants.W_OK];
  try {
    if (existsSync(file) && !statSync(file).isFile()) {
      throw new StoreError("unavailable", `${file} is not a file; name one by PIGEON_STORE_URL=sqlite:PATH`);
    }
    accessSync(target, right);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const missing = !existsSync(folder);
    const problem = missing
      ? `the folder ${folder} does not exist`
      : `${target} cannot be written by this user`;
    throw new StoreError(
      "unavailable",
      `${problem}; mend that, or name another file by PIGEON_STORE_URL=sqlite:PATH`,
      {
        cause: error,
      },
    );
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
