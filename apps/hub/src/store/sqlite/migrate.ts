import { readdirSync, readFileSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "../port.ts";

/** "PGEN": marks a SQLite file as Pigeon's. */
const APPLICATION_ID = 0x5047454e;
const MIGRATIONS = new URL("../migrations/", import.meta.url);

/**
 * Reads whose database it is.
 *
 * @throws {StoreError} when it is another program's, or of a newer schema than this code knows.
 */
export function requireOurs(db: DatabaseSync, file: string): void {
  const application = pragma(db, "application_id");
  const tables = Number(db.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.["n"]);
  if (application !== APPLICATION_ID && (application !== 0 || tables > 0)) {
    throw new StoreError(
      "corrupt",
      `${file} is a SQLite database of another program; give the hub a file of its own by PIGEON_STORE_URL`,
    );
  }
  const version = pragma(db, "user_version");
  const known = migrations().length;
  if (version > known) {
    throw new StoreError(
      "newer",
      `${file} was written by a newer Pigeon (schema ${version}, this one knows ${known}); run that version or newer, or restore an older backup`,
    );
  }
}

/** Brings an open database to this version's schema, forward only. */
export function migrate(db: DatabaseSync): void {
  const version = pragma(db, "user_version");
  for (const [index, name] of migrations().entries()) {
    if (index < version) continue;
    const sql = readFileSync(new URL(name, MIGRATIONS), "utf8");
    db.exec(
      `BEGIN IMMEDIATE; ${sql}; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${index + 1}; COMMIT`,
    );
  }
}

/** How many migrations a database has seen. */
export function schemaVersion(db: DatabaseSync): number {
  return pragma(db, "user_version");
}

function migrations(): string[] {
  return readdirSync(MIGRATIONS)
    .filter((name) => name.endsWith(".sql"))
    .sort();
}

function pragma(db: DatabaseSync, name: "user_version" | "application_id"): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}
