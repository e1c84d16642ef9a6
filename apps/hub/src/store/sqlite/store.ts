import { rmSync } from "node:fs";
import { resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { StoreError, type Machine, type Store, type StoredWorker } from "../port.ts";
import { copyDatabase } from "./backup.ts";
import { CommitGroup } from "./commit-group.ts";
import { asStoreError } from "./failures.ts";
import { list } from "./list.ts";
import { openDatabase } from "./open.ts";
import * as reads from "./reads.ts";
import { toWorker, type JobRow, type WorkerRow } from "./rows.ts";
import { SQL, Statements } from "./statements.ts";
import * as writes from "./writes.ts";

export interface SqliteStoreOptions {
  /** A file's path, or `:memory:`. */
  readonly path: string;
  readonly machine: Machine;
  /** Runs a function soon, after what the event loop has at hand: writes asked for until then share a commit. */
  readonly defer: (flush: () => void) => void;
}

/**
 * The embedded store on `node:sqlite`.
 *
 * @throws {StoreError} when the file cannot serve: unwritable, corrupt, newer, or in use.
 */
export function openSqliteStore({ path, machine, defer }: SqliteStoreOptions): Store {
  const file = path === ":memory:" ? path : resolve(path);
  return sqliteStore(openDatabase(file), file, machine, defer);
}

/** The store on a database that `openDatabase` opened. `file` names it in messages. */
export function sqliteStore(
  db: DatabaseSync,
  file: string,
  machine: Machine,
  defer: SqliteStoreOptions["defer"],
): Store {
  const statements = new Statements(db);
  const group = new CommitGroup(db, file, defer);
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
    enqueue: (jobs) => write(() => writes.enqueue(statements, jobs)),
    claim: (request) => write(() => writes.claim(statements, machine, request)),
    apply: (changes, now) => write(() => writes.apply(statements, machine, changes, now)),
    promote: (now, limit) => write(() => statements.run(SQL.promote, now, limit)),
    nextRunAt: () =>
      read(() => statements.query<{ at: number | null }>(SQL.nextRunAt).get()?.at ?? undefined),
    get: (jobId) =>
      read(() => {
        const row = statements.query<Parameters<typeof reads.toRecord>[0]>(SQL.recordById).get(jobId);
        return row === undefined ? undefined : reads.toRecord(row);
      }),
    list: (filter) => read(() => list(statements, filter)),
    counts: () => read(() => reads.counts(statements)),
    leased: () => read(() => reads.leased(statements)),
    expired: (before, limit) => read(() => reads.expired(statements, before, limit)),
    deadIds: (filter) => read(() => reads.deadIds(statements, filter)),
    deleteDead: (jobId) => write(() => deleteDead(statements, jobId)),
    prune: (before, limit) => write(() => prune(statements, before, limit)),
    saveWorker: (worker) => write(() => saveWorker(statements, worker)),
    deleteWorker: (workerId) => write(() => void statements.run(SQL.deleteWorker, workerId)),
    workers: () => read(() => statements.query<WorkerRow>(SQL.workers).all().map(toWorker)),
    check: () => write(() => touch(statements)),
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
function touch(statements: Statements): void {
  for (const change of [1, -1]) writes.save(statements, new Map([["queued", change]]));
}

function deleteDead(statements: Statements, jobId: string): boolean {
  const row = statements.query<JobRow>(SQL.byId).get(jobId);
  if (row?.state !== "dead") return false;
  writes.remove(statements, jobId);
  writes.save(statements, new Map([["dead", -1]]));
  return true;
}

function prune(statements: Statements, finishedBefore: number, limit: number): number {
  const rows = statements.query<Pick<JobRow, "seq" | "state">>(SQL.finished).all(finishedBefore, limit);
  for (const { seq } of rows) writes.removeRow(statements, seq);
  for (const [state, gone] of Map.groupBy(rows, (row) => row.state)) {
    writes.save(statements, new Map([[state, -gone.length]]));
  }
  return rows.length;
}

function saveWorker(statements: Statements, worker: StoredWorker): void {
  const { workerId, endpoint, types, slots, labels, token, registeredAt, draining } = worker;
  const lists = [JSON.stringify(types), slots, JSON.stringify(labels)] as const;
  statements.run(SQL.saveWorker, workerId, endpoint ?? null, ...lists, token, registeredAt, draining ? 1 : 0);
}
