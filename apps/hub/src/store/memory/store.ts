import type { LeasedJob } from "../../jobs/job.ts";
import { StoreError, type JobFilter, type JobPage, type Machine, type Store } from "../port.ts";
import { least } from "../by-type.ts";
import { Commits } from "./commits.ts";
import { MemoryDisk } from "./disk.ts";
import { memoryReplicas } from "./replicas.ts";
import * as writes from "./writes.ts";

export interface MemoryStoreOptions {
  readonly machine: Machine;
  /** Runs a function soon: writes asked for until then share a commit. */
  readonly defer: (flush: () => void) => void;
  /** What is committed goes there. Default: a new one. */
  readonly disk?: MemoryDisk;
  /** The disk's clock, where several stores share it: each hub's, as a database's. Default: one hub alone. */
  readonly shared?: { readonly now: () => number };
}

export interface MemoryStore extends Store {
  /** Ends as a killed process does: what was not committed is forgotten, and nobody gets an answer. */
  crash(): void;
}

/** A store in plain memory: for tests, for simulations, and for hubs whose jobs may go with their process. */
export function openMemoryStore({
  machine,
  defer,
  disk = new MemoryDisk(),
  shared,
}: MemoryStoreOptions): MemoryStore {
  const commits = new Commits(disk, defer);
  const replicas = shared && memoryReplicas(disk, commits, shared.now);
  const mayDecide: writes.MayDecide = ({ replica, workerId }) =>
    replicas?.holds(replica) === true && disk.owners.get(workerId) === replica;
  const { jobs, delayed, leased, dead, workers } = disk;
  return {
    ...(replicas === undefined ? {} : { replicas: replicas.port }),
    enqueue: (batch) => commits.write((transaction) => writes.enqueue(disk, transaction, batch)),
    claim: (request) =>
      commits.write((transaction) => writes.claim(disk, transaction, machine, request, mayDecide)),
    apply: (changes, now) =>
      commits.write((transaction) => writes.apply(disk, transaction, machine, changes, now, mayDecide)),
    promote: (now, limit) => commits.write((transaction) => writes.promote(disk, transaction, now, limit)),
    nextRunAt: () => commits.read(() => delayed.first?.job.runAt),
    get: (jobId) =>
      commits.read(() => {
        const kept = jobs.get(jobId);
        return kept === undefined ? undefined : writes.toRecord(kept);
      }),
    list: (filter) => commits.read(() => list(disk, filter)),
    counts: () => commits.read(() => disk.counts),
    queuedByType: () => commits.read(() => disk.queuedByType),
    oldestDue: () => commits.read(() => least(disk.oldestDueByType)),
    oldestDueByType: () => commits.read(() => disk.oldestDueByType),
    leased: () =>
      commits.read(() =>
        [...leased]
          .sort((one, other) => one.seq - other.seq)
          .map(({ job, payload }) => ({ job: job as LeasedJob, payload })),
      ),
    expired: (before, limit) =>
      commits.read(() =>
        leased
          .takeWhile(({ job }) => (job as LeasedJob).deadline < before, limit)
          .map(({ job }) => job as LeasedJob),
      ),
    deadIds: ({ type, fingerprint, limit }) =>
      commits.read(() =>
        [...dead]
          .filter(({ job }) => type === undefined || job.type === type)
          .filter(
            ({ job }) =>
              fingerprint === undefined ||
              (job.state === "dead" && (job.error.fingerprint ?? "") === fingerprint),
          )
          .slice(0, limit)
          .map(({ job }) => job.id),
      ),
    deleteDead: (jobId) => commits.write((transaction) => writes.deleteDead(disk, transaction, jobId)),
    prune: (before, limit) => commits.write((transaction) => writes.prune(disk, transaction, before, limit)),
    saveWorker: (worker) => commits.write((transaction) => transaction.putWorker(worker.workerId, worker)),
    deleteWorker: (workerId) => commits.write((transaction) => transaction.putWorker(workerId, undefined)),
    workers: () =>
      commits.read(() =>
        [...workers.values()].sort((one, other) => (one.workerId < other.workerId ? -1 : 1)),
      ),
    loadState: (name) => commits.read(() => disk.state.get(name)),
    saveState: (name, text) => commits.write(() => void disk.state.set(name, text)),
    check: () => commits.write(() => {}),
    close: async () => {
      commits.close();
      replicas?.end();
    },
    crash: () => {
      commits.crash();
      replicas?.end();
    },
  };
}

/** Newest first; the cursor is the sequence number of the last job of the page before. */
function list({ everyJob }: MemoryDisk, { state, type, limit, cursor }: JobFilter): JobPage {
  if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) {
    throw new StoreError("bad-cursor", "expected the nextCursor of an earlier answer");
  }
  const before = cursor === undefined ? Infinity : Number(cursor);
  const page = [];
  for (const kept of everyJob.backwards()) {
    if (kept.seq >= before) continue;
    if (state !== undefined && kept.job.state !== state) continue;
    if (type !== undefined && kept.job.type !== type) continue;
    if (page.length === limit)
      return { jobs: page.map(writes.toRecord), nextCursor: String(page.at(-1)?.seq) };
    page.push(kept);
  }
  return { jobs: page.map(writes.toRecord), nextCursor: null };
}
