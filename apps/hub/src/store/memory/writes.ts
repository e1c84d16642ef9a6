import { isDeepStrictEqual } from "node:util";
import type { LeasedJob, QueuedJob } from "../../jobs/job.ts";
import {
  StoreError,
  type Change,
  type ChangeOutcome,
  type Claimed,
  type ClaimRequest,
  type EnqueueOutcome,
  type Enqueued,
  type JobRecord,
  type Machine,
  type NewJob,
  type Owned,
} from "../port.ts";
import { withinLimits } from "../within-limits.ts";
import { newPayload } from "../new-payload.ts";
import { finishedAt, type Kept, type MemoryDisk } from "./disk.ts";
import type { Transaction } from "./transaction.ts";

export function toRecord({ job, payload, result }: Kept): JobRecord {
  return { job, payload, ...(result === undefined ? {} : { result }) };
}

/** All or nothing: a key that belongs to another job refuses the whole batch. */
export function enqueue(disk: MemoryDisk, transaction: Transaction, jobs: readonly NewJob[]): EnqueueOutcome {
  const conflicts = keyConflicts(disk, jobs);
  if (conflicts.length > 0) return { kind: "key-conflict", indexes: conflicts };
  const stored = jobs.map((entry): Enqueued => {
    // A key can also come twice within one batch: the second finds what the first stored.
    const found = findByKey(disk, entry);
    if (found !== undefined) return { record: toRecord(found), created: false };
    const { job } = entry;
    if (disk.jobs.has(job.id)) throw new StoreError("unavailable", `the job id ${job.id} is taken`);
    const kept = { ...entry, seq: disk.nextSeq(), due: job.runAt <= job.createdAt };
    transaction.put(kept);
    return { record: toRecord(kept), created: true };
  });
  return { kind: "stored", jobs: stored };
}

/** Whether a replica has a worker, and a lease that holds. */
export type MayDecide = (owned: Owned) => boolean;

/** Applies events in order. */
export function apply(
  disk: MemoryDisk,
  transaction: Transaction,
  machine: Machine,
  changes: readonly Change[],
  now: number,
  mayDecide: MayDecide,
): ChangeOutcome[] {
  return changes.map(({ jobId, event, owned }): ChangeOutcome => {
    const kept = disk.jobs.get(jobId);
    if (kept === undefined) return { kind: "unknown-job" };
    if (owned !== undefined && disk.workers.has(owned.workerId) && !mayDecide(owned))
      return { kind: "not-owner", workerId: owned.workerId };
    const outcome = machine(kept.job, event, now);
    if (outcome.kind !== "changed") return outcome;
    const { job } = outcome;
    const result = event.type === "succeed" ? { result: event.result } : {};
    transaction.put({ ...kept, job, due: job.runAt <= now, ...result, ...newPayload(event) });
    return outcome;
  });
}

/** Leases due jobs to workers as `assign` decides. */
export function claim(
  disk: MemoryDisk,
  transaction: Transaction,
  machine: Machine,
  request: ClaimRequest,
  mayDecide: MayDecide,
): Claimed[] {
  const { now, assign, by: replica, onCut } = request;
  const { wanted, cut } = withinLimits(request, (type) => leasedOf(disk, type));
  const candidates = new Map<string, Kept>();
  for (const [type, limit] of wanted)
    for (const kept of disk.ready(type).take(limit)) candidates.set(kept.job.id, kept);
  const claimed: Claimed[] = [];
  for (const { jobId, workerId, leaseId } of assign(
    [...candidates.values()].map(({ job }) => job as QueuedJob),
  )) {
    const kept = candidates.get(jobId);
    if (kept === undefined || (replica !== undefined && !mayDecide({ replica, workerId }))) continue;
    candidates.delete(jobId);
    const outcome = machine(kept.job, { type: "lease", leaseId, workerId }, now);
    if (outcome.kind !== "changed") continue;
    transaction.put({ ...kept, job: outcome.job });
    claimed.push({ job: outcome.job as LeasedJob, payload: kept.payload });
  }
  if (cut.length > 0) onCut?.(cut);
  return claimed;
}

function leasedOf({ leased }: MemoryDisk, type: string): number {
  let count = 0;
  for (const { job } of leased) if (job.type === type) count += 1;
  return count;
}

export function promote(disk: MemoryDisk, transaction: Transaction, now: number, limit: number): number {
  const ready = disk.delayed.takeWhile(({ job }) => job.runAt <= now, limit);
  for (const kept of ready) transaction.put({ ...kept, due: true });
  return ready.length;
}

export function deleteDead(disk: MemoryDisk, transaction: Transaction, jobId: string): boolean {
  if (disk.jobs.get(jobId)?.job.state !== "dead") return false;
  transaction.remove(jobId);
  return true;
}

export function prune(disk: MemoryDisk, transaction: Transaction, before: number, limit: number): number {
  const old = disk.finished.takeWhile((kept) => finishedAt(kept) < before, limit);
  for (const { job } of old) transaction.remove(job.id);
  return old.length;
}

/** What an idempotency key stands for. */
interface Work {
  readonly type: string;
  readonly payload: string;
}

/** Where in the batch a key stands that belongs to other work: of a stored job, or of one before it. */
function keyConflicts(disk: MemoryDisk, jobs: readonly NewJob[]): number[] {
  const owners = new Map<string, Work>();
  return jobs.flatMap((entry, index) => {
    if (entry.idempotencyKey === undefined) return [];
    const work = { type: entry.job.type, payload: entry.payload };
    const found = findByKey(disk, entry);
    const stored = found && { type: found.job.type, payload: found.payload };
    const owner = owners.get(entry.idempotencyKey) ?? stored ?? work;
    owners.set(entry.idempotencyKey, owner);
    return sameWork(work, owner) ? [] : [index];
  });
}

function findByKey(disk: MemoryDisk, { idempotencyKey }: NewJob): Kept | undefined {
  const jobId = idempotencyKey === undefined ? undefined : disk.jobIdByKey.get(idempotencyKey);
  return jobId === undefined ? undefined : disk.jobs.get(jobId);
}

function sameWork(one: Work, other: Work): boolean {
  if (one.type !== other.type) return false;
  return (
    one.payload === other.payload || isDeepStrictEqual(JSON.parse(one.payload), JSON.parse(other.payload))
  );
}
