import { rmSync } from "node:fs";
import { resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { JobState } from "@pigeon/protocol";
import { least } from "../by-type.ts";
import type { CommitWatch } from "../commit-watch.ts";
import { StoreError, type Assignment, type Machine, type Store } from "../port.ts";
import { copyDatabase } from "./backup.ts";
import { CommitGroup } from "./commit-group.ts";
import { asStoreError } from "./failures.ts";
import type { LiveJobs } from "./live-jobs.ts";
import { list } from "./list.ts";
import { openDatabase } from "./open.ts";
import * as reads from "./reads.ts";
import { toWorker, workerRow, type WorkerRow } from "./rows.ts";
import { INTO, SQL } from "./sql.ts";
import { Tables } from "./tables.ts";
import * as writes from "./writes.ts";

export interface SqliteStoreOptions {
  /** A file's path, or `:memory:`. */
  readonly path: string;
  readonly machine: Machine;
  /** Runs a function soon, after what the event loop has at hand: writes asked for until then share a commit. */
  readonly defer: (flush: () => void) => void;
  /** Default: nobody is told. */
  readonly commits?: CommitWatch | undefined;
}

/**
 * The embedded store on `node:sqlite`.
 *
 * @throws {StoreError} when the file cannot serve: unwritable, corrupt, newer, or in use.
 */
export function openSqliteStore({ path, machine, defer, commits }: SqliteStoreOptions): Store {
  const file = path === ":memory:" ? path : resolve(path);
  return sqliteStore(openDatabase(file), file, machine, defer, undefined, commits);
}

/** The store on a database that `openDatabase` opened. `file` names it in messages. */
export function sqliteStore(
  db: DatabaseSync,
  file: string,
  machine: Machine,
  defer: SqliteStoreOptions["defer"],
  live?: LiveJobs,
  commits?: CommitWatch,
): Store {
  const tables = new Tables(db, live);
  const { statements } = tables;
  const group = new CommitGroup(db, file, defer, tables, commits);
  let closed = false;
  const write = <T>(work: () => T): Promise<T> => group.run(work);
  const read = async <T>(work: () => T): Promise<T> => {
    if (closed) throw new StoreError("closed", "the store is closed");
    try {
      return work();
    } catch (error) {
      throw asStoreError(error, file);
    }
  };

  const copy = async (): Promise<string> => {
    if (closed) throw new StoreError("closed", "the store is closed");
    const to = `${file}.backup`;
    // Of a hub that died while it sent one.
    rmSync(to, { force: true });
    await copyDatabase(db, file, to);
    return to;
  };

  return {
    enqueue: (jobs) => write(() => writes.enqueue(tables, jobs)),
    claim: ({ assign, ...request }) => {
      // Asked once, also when the transaction is tried again: what it decides, its caller has noted.
      let decided: readonly Assignment[] | undefined;
      const once: typeof assign = (candidates) => (decided ??= assign(candidates));
      return write(() => writes.claim(tables, machine, { ...request, assign: once }));
    },
    apply: (changes, now) => write(() => writes.apply(tables, machine, changes, now)),
    promote: (now, limit) => write(() => statements.run(SQL.promote, now, limit)),
    nextRunAt: () => read(() => statements.query<[number | null]>(SQL.nextRunAt).get()?.[0] ?? undefined),
    get: (jobId) => read(() => reads.get(statements, jobId)),
    list: (filter) => read(() => list(statements, filter)),
    counts: () => read(() => reads.counts(statements)),
    queuedByType: () => read(() => reads.queuedByType(statements)),
    oldestDue: () => read(() => least(reads.oldestDueByType(statements))),
    oldestDueByType: () => read(() => reads.oldestDueByType(statements)),
    leased: () => read(() => reads.leased(statements)),
    expired: (before, limit) => read(() => reads.expired(statements, before, limit)),
    deadIds: (filter) => read(() => reads.deadIds(statements, filter)),
    deleteDead: (jobId) => write(() => deleteDead(tables, jobId)),
    prune: (before, limit) => write(() => prune(tables, before, limit)),
    saveWorker: (worker) => write(() => statements.insert(INTO.workers, workerRow(worker))),
    deleteWorker: (workerId) => write(() => void statements.run(SQL.deleteWorker, workerId)),
    workers: () => read(() => statements.query<WorkerRow>(SQL.workers).all().map(toWorker)),
    loadState: (name) => read(() => statements.query<[string]>(SQL.state).get(name)?.[0]),
    saveState: (name, text) => write(() => statements.insert(INTO.state, [name, text])),
    check: () => write(() => touch(tables)),
    ...(file === ":memory:" ? {} : { backup: () => copy() }),
    close: async () => {
      if (closed) return;
      closed = true;
      group.close();
      // Folds the write-ahead log into the file, so that a clean stop leaves one file behind.
      db.close();
    },
  };
}

/** Written and synced though nothing changes: proof that the disk takes writes. */
function touch({ statements }: Tables): void {
  for (const change of [1, -1]) statements.run(SQL.count, change, "queued");
}

function deleteDead(tables: Tables, jobId: string): boolean {
  const [seq] = tables.statements.query<[number]>(SQL.dead).get(jobId) ?? [];
  if (seq === undefined) return false;
  writes.remove(tables, [seq]);
  tables.count("dead", -1);
  return true;
}

function prune(tables: Tables, finishedBefore: number, limit: number): number {
  const rows = tables.statements.query<[number, JobState]>(SQL.finished).all(finishedBefore, limit);
  writes.remove(
    tables,
    rows.map(([seq]) => seq),
  );
  for (const [, state] of rows) tables.count(state, -1);
  return rows.length;
}
