import type { JobState } from "@pigeon/protocol";
import type { Clock } from "../../ports.ts";
import { least } from "../by-type.ts";
import type { CommitWatch } from "../commit-watch.ts";
import { StoreError, type Machine, type Store } from "../port.ts";
import { readAddress, type Address } from "./address.ts";
import { CommitGroup } from "./commit-group.ts";
import { Committer } from "./commit.ts";
import { Connection, Readers } from "./connection.ts";
import { asStoreError } from "./failures.ts";
import { list } from "./list.ts";
import { migrate } from "./migrate.ts";
import { performer } from "./perform.ts";
import * as reads from "./reads.ts";
import { toWorker, workerRow, type WorkerRow } from "./rows.ts";
import { postgresReplicas } from "./replicas.ts";
import { Session } from "./session.ts";
import { SideLine } from "./side-line.ts";
import { SQL } from "./sql.ts";
import { escaped } from "./text.ts";
import type { Transaction } from "./transaction.ts";
import { askedOnce, type Other } from "./works.ts";

export interface PostgresStoreOptions {
  /** `postgres://user:password@host:port/database`, with parameters as the README lists them. */
  readonly url: string;
  readonly machine: Machine;
  readonly clock: Clock;
  /** Runs a function soon, after what the event loop has at hand: writes asked for until then share a commit. */
  readonly defer: (flush: () => void) => void;
  /** Default: nobody is told. */
  readonly commits?: CommitWatch | undefined;
}

/**
 * The store on PostgreSQL 14 or newer: connects, and brings the schema to this version's. Several hubs may share one.
 *
 * @throws {StoreError} when the database cannot serve: unreachable, refused, newer, foreign, or in use by an older hub.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { url, clock } = options;
  const address = readAddress(url);
  const readers = new Readers(address);
  const session = new Session({ address, clock, onReturn: () => readers.renew() });
  try {
    // First the lock: a second hub of a newer version must not migrate under a running one.
    await session.connection();
    // Of several hosts it is known by now which one takes writes: another may lag behind.
    readers.renew();
    await migrateOnce(address);
  } catch (error) {
    await session.end();
    throw asStoreError(error, address);
  }
  return postgresStore(options, address, { session, readers });
}

async function migrateOnce(address: Address): Promise<void> {
  const connection = await Connection.open(address, { patient: true });
  try {
    await migrate(connection, address);
  } finally {
    await connection.end();
  }
}

function postgresStore(
  options: PostgresStoreOptions,
  address: Address,
  { session, readers }: { readonly session: Session; readonly readers: Readers },
): Store {
  const { machine, defer, commits, clock } = options;
  const perform = performer(machine);
  const groupOn = (own: Session) =>
    new CommitGroup(new Committer(own, address, perform).commit, defer, commits);
  const group = groupOn(session);
  // For jobs that come while the other one is busy. It holds nothing that anybody waits for: what it writes leaves in
  // one piece with its commit. So nobody has to end it when this hub is gone.
  const intakeSession = new Session({ address, clock });
  const intake = groupOn(intakeSession);
  let closed: Promise<void> | undefined;
  const read = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed !== undefined) throw new StoreError("closed", "the store is closed");
    try {
      return await work();
    } catch (error) {
      throw asStoreError(error, address);
    }
  };
  const other = <T>(perform: (transaction: Transaction) => Promise<T>): Promise<T> =>
    group.run<Other<T>>({ kind: "other", perform });

  const line = new SideLine(address);
  const { backend } = session;
  const replicas = postgresReplicas({ line, readers, read, write: other, backend });

  return {
    replicas,
    enqueue: (jobs) => (group.busy ? intake : group).run({ kind: "enqueue", jobs, tries: 0 }),
    claim: (request) => group.run({ kind: "claim", request: askedOnce(request), tries: 0 }),
    apply: (changes, now) => group.run({ kind: "apply", changes, now }),
    promote: (now, limit) => other((transaction) => transaction.written(SQL.promote, [now, limit])),
    nextRunAt: () => read(() => reads.nextRunAt(readers)),
    get: (jobId) => read(() => reads.get(readers, jobId)),
    list: (filter) => read(() => list(readers, filter)),
    counts: () => read(() => reads.counts(readers)),
    queuedByType: () => read(() => reads.queuedByType(readers)),
    oldestDue: () => read(async () => least(await reads.oldestDueByType(readers))),
    oldestDueByType: () => read(() => reads.oldestDueByType(readers)),
    leased: () => read(() => reads.leased(readers)),
    expired: (before, limit) => read(() => reads.expired(readers, before, limit)),
    deadIds: (filter) => read(() => reads.deadIds(readers, filter)),
    deleteDead: (jobId) => other((transaction) => deleteDead(transaction, jobId)),
    prune: (before, limit) => other((transaction) => prune(transaction, before, limit)),
    saveWorker: (worker) =>
      other(async (transaction) => transaction.write(SQL.saveWorker, workerRow(worker))),
    deleteWorker: (workerId) => other(async (transaction) => transaction.write(SQL.deleteWorker, [workerId])),
    workers: () => read(async () => (await readers.rows<WorkerRow>(SQL.workers)).map(toWorker)),
    loadState: (name) => read(() => reads.loadState(readers, name)),
    saveState: (name, text) =>
      other(async (transaction) => transaction.write(SQL.saveState, [name, escaped(text)])),
    check: () => other(async (transaction) => transaction.write(SQL.touch, [])),
    hurry,
    close: () => (closed ??= close()),
  };

  function hurry(): void {
    session.close();
    intakeSession.close();
  }

  async function close(): Promise<void> {
    hurry();
    await Promise.all([group.close(), intake.close()]);
    await Promise.all([readers.end(), session.end(), intakeSession.end(), line.end()]);
  }
}

async function deleteDead(transaction: Transaction, jobId: string): Promise<boolean> {
  const deleted = (await transaction.written(SQL.deleteDead, [jobId])) > 0;
  if (deleted) transaction.count("dead", -1);
  return deleted;
}

async function prune(transaction: Transaction, finishedBefore: number, limit: number): Promise<number> {
  const rows = await transaction.rows<[JobState, number]>(SQL.prune, [finishedBefore, limit]);
  for (const [state, count] of rows) transaction.count(state, -count);
  return rows.reduce((sum, [, count]) => sum + count, 0);
}
