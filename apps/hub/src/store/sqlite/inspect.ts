import { accessSync, constants, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../port.ts";
import { asStoreError } from "./failures.ts";
import { requireOurs, schemaVersion } from "./migrate.ts";

/** What a check found. `problems` is empty when the file is sound. */
export interface Inspection {
  readonly schema: number;
  readonly jobs: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
}

/** As many problems as a person reads. */
const MAX_PROBLEMS = 20;

/**
 * Opens a database that no hub has open, as it is: nothing is migrated.
 *
 * @throws {StoreError} when there is none, it is not ours or newer, or a hub has it open ("locked").
 */
export function openStopped(file: string): DatabaseSync {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    throw new StoreError("unavailable", `there is no file ${file}`);
  try {
    accessSync(file, constants.R_OK);
  } catch (cause) {
    throw new StoreError("unavailable", `this user may not read ${file}`, { cause });
  }
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file);
    requireOurs(db, file);
    if (schemaVersion(db) === 0)
      throw new StoreError("corrupt", `${file} is empty: it holds no Pigeon store`);
    return db;
  } catch (error) {
    db?.close();
    throw asStoreError(error, file);
  }
}

/** Reads every page and index, and holds the kept counts against the jobs. Takes seconds per gigabyte. */
export function inspect(db: DatabaseSync, file: string): Inspection {
  try {
    const rows = db.prepare(`PRAGMA integrity_check(${MAX_PROBLEMS})`).all();
    const pages = rows.map((row) => String(Object.values(row)[0])).filter((verdict) => verdict !== "ok");
    // Counting in damaged pages would only fail in worse words.
    if (pages.length > 0) return { schema: schemaVersion(db), jobs: {}, problems: pages };
    const jobs = numbers(db, "SELECT state AS name, count(*) AS n FROM jobs GROUP BY state");
    const kept = numbers(db, "SELECT state AS name, n FROM job_counts");
    const wrong = Object.keys(kept).filter((state) => kept[state] !== (jobs[state] ?? 0));
    const bare = numbers(
      db,
      "SELECT 'n' AS name, count(*) AS n FROM jobs LEFT JOIN job_payloads USING (seq) WHERE payload IS NULL",
    )["n"];
    const problems = wrong.map(
      (state) => `${kept[state]} jobs are counted as ${state}, and ${jobs[state] ?? 0} are there`,
    );
    if (bare !== undefined && bare > 0) problems.push(`${bare} jobs have no payload`);
    return { schema: schemaVersion(db), jobs, problems };
  } catch (error) {
    throw asStoreError(error, file);
  }
}

function numbers(db: DatabaseSync, sql: string): Record<string, number> {
  return Object.fromEntries(
    db
      .prepare(sql)
      .all()
      .map((row) => [String(row["name"]), Number(row["n"])]),
  );
}
