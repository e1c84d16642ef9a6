import type { LeasedJob } from "../../jobs/job.ts";
import type { Claimed, StoredWorker } from "../port.ts";
import type { RecordRow } from "../record-row.ts";
import type { Holding, Joined, Replicas, Taken } from "../replicas.ts";
import type { Readers } from "./connection.ts";
import { holdsLease } from "./ownership.ts";
import { LEASES_OF, REPLICAS } from "./replicas-sql.ts";
import { toStored, toWorker, workerRow, type WorkerRow } from "./rows.ts";
import type { Backend } from "./stall.ts";
import type { SideLine } from "./side-line.ts";
import { escaped, unescaped } from "./text.ts";
import type { Transaction } from "./transaction.ts";

export interface PostgresReplicasParts {
  readonly line: SideLine;
  readonly readers: Readers;
  /** Reads, with what fails as the port has it. */
  readonly read: <T>(work: () => Promise<T>) => Promise<T>;
  readonly write: <T>(perform: (transaction: Transaction) => Promise<T>) => Promise<T>;
  /** The server's process that writes for this store. */
  readonly backend: () => Backend | undefined;
}

/** Several hubs on one database. */
export function postgresReplicas({ line, readers, read, write, backend }: PostgresReplicasParts): Replicas {
  let self = "";

  return {
    join: ({ id, name }, ttlMs) =>
      write(async (transaction): Promise<Joined> => {
        const who = [id, escaped(name)];
        await transaction.rows(REPLICAS.lockNames, []);
        await transaction.written(REPLICAS.endReplicas, [...who, false]);
        const [taken] = await transaction.rows<[string]>(REPLICAS.nameTaken, who);
        if (taken !== undefined) return { kind: "name-taken", until: taken[0] };
        const [pid = null, startedAt = null] = backend() ?? [];
        transaction.write(REPLICAS.join, [...who, ttlMs, pid, startedAt]);
        self = id;
        return { kind: "joined" };
      }),
    renew: (id, ttlMs, report) =>
      read(async () => {
        const [pid = null, startedAt = null] = backend() ?? [];
        const values = [id, ttlMs, escaped(report), pid, startedAt];
        const rows = await line.use((connection) =>
          connection.rows<[boolean, number, boolean, boolean]>(REPLICAS.renew, values),
        );
        const [row] = rows;
        if (row === undefined) return { kind: "gone" };
        const [leads, others, ended, unowned] = row;
        return { kind: "renewed", leads, others, ended, unowned };
      }),
    leave: (id) => write(async (transaction) => transaction.write(REPLICAS.leave, [id])),
    takeOver: ({ id, name }, ended) =>
      write(async (transaction) => {
        if (!(await holdsLease(transaction, id))) return undefined;
        const who = [id, escaped(name), ended];
        if (ended) await transaction.rows(REPLICAS.endBackends, [id]);
        await transaction.written(REPLICAS.endReplicas, who);
        const rows = await transaction.rows<WorkerRow>(REPLICAS.takeUnowned, [id]);
        return withLeases(transaction, rows.map(toWorker));
      }),
    register: (id, worker) =>
      write(async (transaction) => {
        if (!(await holdsLease(transaction, id))) return undefined;
        await transaction.rows(REPLICAS.lockWorker, [worker.workerId]);
        transaction.write(REPLICAS.register, [...workerRow(worker), id]);
        return leasesOf(transaction, [worker.workerId]);
      }),
    move: (id, workerId) =>
      write(async (transaction) => {
        if (!(await holdsLease(transaction, id))) return "no-lease";
        const [row] = await transaction.rows<WorkerRow>(REPLICAS.lockWorker, [workerId]);
        if (row === undefined) return "unknown";
        transaction.write(REPLICAS.own, [workerId, id]);
        return { worker: toWorker(row), leases: await leasesOf(transaction, [workerId]) };
      }),
    update: (id, { workerId, draining }) =>
      write(
        async (transaction) => (await transaction.written(REPLICAS.update, [workerId, id, draining])) > 0,
      ),
    remove: (id, workerId) =>
      write(async (transaction) => (await transaction.written(REPLICAS.remove, [workerId, id])) > 0),

    find: (workerId) =>
      read(async () => {
        const [row] = await readers.rows<WorkerRow>(REPLICAS.find, [workerId]);
        return row === undefined ? undefined : toWorker(row);
      }),
    holdings: (id) =>
      read(async () => {
        const workerIds = (await readers.rows<[string]>(REPLICAS.ownWorkers, [id])).map(([each]) => each);
        const leases = await readers.rows<[string, string, string]>(LEASES_OF, [workerIds]);
        return holdings(workerIds, leases);
      }),
    finished: (jobIds) =>
      read(async () => (await readers.rows<[string]>(REPLICAS.finished, [jobIds])).map(([id]) => id)),
    orphans: (limit) =>
      read(async () => (await readers.rows<RecordRow>(REPLICAS.orphans, [limit])).map(toClaimed)),
    replicas: () =>
      read(async () => {
        const rows = await readers.rows<[string, string, string, boolean]>(REPLICAS.replicas);
        return rows.map(([id, name, report, leads]) => ({
          id,
          name: unescaped(name),
          report: unescaped(report),
          leads,
        }));
      }),
    workers: () =>
      read(async () => {
        const rows = await readers.rows<[string | null, ...WorkerRow]>(REPLICAS.workers);
        const running = new Map(await readers.rows<[string, number]>(REPLICAS.leaseCounts));
        return rows.map(([replica, ...row]) => {
          const worker = toWorker(row);
          return {
            worker,
            replica: replica === null ? undefined : unescaped(replica),
            running: running.get(worker.workerId) ?? 0,
          };
        });
      }),

    tell: (id, text) => void line.say(`${id} ${text}`).catch(() => {}),
    hear: (listener) =>
      line.hear((said) => {
        const end = said.indexOf(" ");
        if (said.slice(0, end) !== self) listener(said.slice(end + 1));
      }),
  };
}

async function withLeases(transaction: Transaction, workers: readonly StoredWorker[]): Promise<Taken[]> {
  if (workers.length === 0) return [];
  const leases = await leasesOf(
    transaction,
    workers.map(({ workerId }) => workerId),
  );
  const byWorker = Map.groupBy(leases, ({ job }) => job.workerId);
  return workers.map((worker) => ({ worker, leases: byWorker.get(worker.workerId) ?? [] }));
}

async function leasesOf(transaction: Transaction, workerIds: readonly string[]): Promise<Claimed[]> {
  return (await transaction.rows<RecordRow>(REPLICAS.leases, [workerIds])).map(toClaimed);
}

function toClaimed(row: RecordRow): Claimed {
  const { job, payload } = toStored(row);
  return { job: job as LeasedJob, payload };
}

function holdings(
  workerIds: readonly string[],
  rows: readonly [workerId: string, leaseId: string, type: string][],
): readonly Holding[] {
  const held = new Map(workerIds.map((workerId) => [workerId, new Map<string, string>()]));
  for (const [workerId, leaseId, type] of rows) held.get(workerId)?.set(leaseId, type);
  return [...held].map(([workerId, leases]) => ({ workerId, leases }));
}
