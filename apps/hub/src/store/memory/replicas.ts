import type { LeasedJob } from "../../jobs/job.ts";
import type { Claimed, StoredWorker } from "../port.ts";
import type { Holding, Joined, Renewal, Replica, Replicas, Taken } from "../replicas.ts";
import type { Commits } from "./commits.ts";
import type { Kept, KeptReplica, MemoryDisk } from "./disk.ts";
import type { Transaction } from "./transaction.ts";

export interface MemoryReplicas {
  readonly port: Replicas;
  /** Whether a replica's lease holds. */
  readonly holds: (id: string) => boolean;
  /** The process is gone, or has closed its store. */
  readonly end: () => void;
}

/** Several stores on one disk in memory: what PostgreSQL does for several hubs, for tests and simulations. */
export function memoryReplicas(disk: MemoryDisk, commits: Commits, now: () => number): MemoryReplicas {
  const { replicas, owners, workers } = disk;
  let open = true;
  let self: string | undefined;
  let hear = (_text: string): void => {};
  const listener = (from: string, text: string): void => {
    if (from !== self) hear(text);
  };
  disk.listeners.add(listener);

  const holds = (id: string): boolean => (replicas.get(id)?.leaseUntil ?? -Infinity) > now();
  const connected = (): boolean => open;
  /** Those of the same name that are gone, or that this process itself was. */
  const endEarlier = ({ id, name }: Replica): void => {
    for (const other of replicas.values()) {
      const gone = !holds(other.id) || !other.connected() || other.connected === connected;
      if (other.id !== id && other.name === name && gone) replicas.delete(other.id);
    }
  };
  const leader = (): KeptReplica | undefined => {
    const living = [...replicas.values()].filter(({ id }) => holds(id));
    return living.sort((one, other) => one.seq - other.seq)[0];
  };
  const isOwned = (workerId: string): boolean => replicas.has(owners.get(workerId) ?? "");

  const port: Replicas = {
    join: ({ id, name }, ttlMs) =>
      commits.write((): Joined => {
        endEarlier({ id, name });
        const twin = [...replicas.values()].find((other) => other.name === name);
        if (twin !== undefined) return { kind: "name-taken", until: String(twin.leaseUntil) };
        self = id;
        const [seq, leaseUntil] = [disk.nextSeq(), now() + ttlMs];
        replicas.set(id, { id, name, seq, leaseUntil, report: "", connected });
        return { kind: "joined" };
      }),
    renew: (id, ttlMs, report) =>
      commits.write((): Renewal => {
        const known = replicas.get(id);
        if (known === undefined) return { kind: "gone" };
        replicas.set(id, { ...known, leaseUntil: now() + ttlMs, report });
        const others = [...replicas.keys()].filter((each) => each !== id);
        return {
          kind: "renewed",
          leads: leader()?.id === id,
          others: others.filter(holds).length,
          ended: others.some((each) => !holds(each)),
          unowned: [...workers.keys()].some((workerId) => !isOwned(workerId)),
        };
      }),
    leave: (id) => commits.write(() => void replicas.delete(id)),
    takeOver: ({ id, name }, ended) =>
      commits.write(() => {
        if (!holds(id)) return undefined;
        endEarlier({ id, name });
        for (const other of replicas.keys()) if (ended && !holds(other)) replicas.delete(other);
        const free = [...workers.values()].filter(({ workerId }) => !isOwned(workerId));
        return free.map((worker) => take(id, worker));
      }),
    register: (id, worker) =>
      commits.write((transaction) => {
        if (!holds(id)) return undefined;
        transaction.putWorker(worker.workerId, worker);
        return take(id, worker).leases;
      }),
    move: (id, workerId) =>
      commits.write(() => {
        if (!holds(id)) return "no-lease";
        const worker = workers.get(workerId);
        return worker === undefined ? "unknown" : take(id, worker);
      }),
    update: (id, worker) => changeOwn(id, worker.workerId, (each) => each.putWorker(worker.workerId, worker)),
    remove: (id, workerId) =>
      changeOwn(id, workerId, (transaction) => {
        transaction.putWorker(workerId, undefined);
        owners.delete(workerId);
      }),
    find: (workerId) => commits.read(() => workers.get(workerId)),
    holdings: (id) =>
      commits.read(() =>
        [...workers.keys()]
          .filter((workerId) => owners.get(workerId) === id)
          .map((workerId): Holding => {
            const leases = leasesOf(workerId).map(({ job }) => [job.leaseId, job.type] as const);
            return { workerId, leases: new Map(leases) };
          }),
      ),
    finished: (jobIds) =>
      commits.read(() => jobIds.filter((jobId) => "finishedAt" in (disk.jobs.get(jobId)?.job ?? {}))),
    orphans: (limit) =>
      commits.read(() =>
        leases()
          .filter(({ job }) => !workers.has(job.workerId))
          .slice(0, limit),
      ),
    replicas: () =>
      commits.read(() =>
        [...replicas.values()]
          .filter(({ id }) => holds(id))
          .map(({ id, name, report }) => ({ id, name, report, leads: leader()?.id === id })),
      ),
    workers: () =>
      commits.read(() =>
        [...workers.values()]
          .sort((one, other) => (one.workerId < other.workerId ? -1 : 1))
          .map((worker) => {
            const replica = replicas.get(owners.get(worker.workerId) ?? "")?.name;
            return { worker, replica, running: leasesOf(worker.workerId).length };
          }),
      ),
    tell: (id, text) => {
      for (const each of disk.listeners) each(id, text);
    },
    hear: (callback) => {
      hear = callback;
    },
  };

  function leases(): Claimed[] {
    return [...disk.leased].sort(bySeq).map(({ job, payload }) => ({ job: job as LeasedJob, payload }));
  }

  function leasesOf(workerId: string): Claimed[] {
    return leases().filter(({ job }) => job.workerId === workerId);
  }

  function take(id: string, worker: StoredWorker): Taken {
    owners.set(worker.workerId, id);
    return { worker, leases: leasesOf(worker.workerId) };
  }

  function changeOwn(
    id: string,
    workerId: string,
    change: (transaction: Transaction) => void,
  ): Promise<boolean> {
    return commits.write((transaction) => {
      const isOwn = workers.has(workerId) && owners.get(workerId) === id;
      if (isOwn) change(transaction);
      return isOwn;
    });
  }

  const end = (): void => {
    open = false;
    disk.listeners.delete(listener);
  };
  return { port, holds, end };
}

const bySeq = (one: Kept, other: Kept): number => one.seq - other.seq;
