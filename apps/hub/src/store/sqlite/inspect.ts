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

interface Questions {
  /** How many jobs there are in each state. */
  readonly jobs: string;
  /** What must not be there. */
  readonly astray: Readonly<Record<string, string>>;
}
const PLACES =
  "SELECT seq FROM queue UNION ALL SELECT seq FROM leases UNION ALL SELECT seq FROM progress WHERE state IS NOT NULL";
const STATES =
  "SELECT 'queued' AS state FROM queue UNION ALL SELECT 'leased' FROM leases UNION ALL SELECT state FROM progress WHERE state IS NOT NULL";
const NOW: Questions = {
  jobs: `SELECT state AS name, count(*) AS n FROM (${STATES}) GROUP BY state`,
  astray: {
    "jobs are neither queued, leased nor finished": `jobs WHERE seq NOT IN (${PLACES})`,
    "jobs are in two states at once": `(SELECT seq FROM (${PLACES}) GROUP BY seq HAVING count(*) > 1)`,
    "states belong to no job": `(${PLACES}) AS place WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.seq = place.seq)`,
  },
};
/** A backup or a store of schema 1 or 2, which is not migrated to be looked at. */
const NARROW_TABLES = 3;
const BEFORE: Questions = {
  jobs: "SELECT state AS name, count(*) AS n FROM jobs GROUP BY state",
  astray: { "jobs have no payload": "jobs LEFT JOIN job_payloads USING (seq) WHERE payload IS NULL" },
};

/** Reads every page and index, and holds the kept counts against the jobs. Takes seconds per gigabyte. */
export function inspect(db: DatabaseSync, file: string): Inspection {
  try {
    const rows = db.prepare(`PRAGMA integrity_check(${MAX_PROBLEMS})`).all();
    const pages = rows.map((row) => String(Object.values(row)[0])).filter((verdict) => verdict !== "ok");
    // Counting in damaged pages would only fail in worse words.
    if (pages.length > 0) return { schema: schemaVersion(db), jobs: {}, problems: pages };
    const { jobs: counting, astray } = schemaVersion(db) < NARROW_TABLES ? BEFORE : NOW;
    const jobs = numbers(db, counting);
    const kept = numbers(db, "SELECT state AS name, n FROM job_counts");
    const wrong = Object.keys(kept).filter((state) => kept[state] !== (jobs[state] ?? 0));
    const problems = wrong.map(
      (state) => `${kept[state]} jobs are counted as ${state}, and ${jobs[state] ?? 0} are there`,
    );
    for (const [what, sql] of Object.entries(astray)) {
      const { n = 0 } = numbers(db, `SELECT 'n' AS name, count(*) AS n FROM ${sql}`);
      if (n > 0) problems.push(`${n} ${what}`);
    }
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
