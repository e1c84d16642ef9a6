import type { JobState } from "@pigeon/protocol";
import type { Job, LeasedJob } from "../../jobs/job.ts";
import { leastByType } from "../by-type.ts";
import type { JobCounts, StoredWorker } from "../port.ts";
import type { Replica } from "../replicas.ts";
import { SortedList } from "./sorted-list.ts";

/** A job with all that is stored with it. Never changed: a change puts another in its place. */
export interface Kept {
  readonly seq: number;
  readonly job: Job;
  /** False while a delay keeps a queued job back. */
  readonly due: boolean;
  readonly payload: string;
  readonly result?: string;
  readonly idempotencyKey?: string;
}

const bySeq = (one: Kept, other: Kept): number => one.seq - other.seq;
const byRunAt = (one: Kept, other: Kept): number => one.job.runAt - other.job.runAt || bySeq(one, other);
const byTurn = (one: Kept, other: Kept): number =>
  other.job.priority - one.job.priority || byRunAt(one, other);
const byDeadline = (one: Kept, other: Kept): number =>
  (one.job as LeasedJob).deadline - (other.job as LeasedJob).deadline || bySeq(one, other);
const byFinish = (one: Kept, other: Kept): number => finishedAt(one) - finishedAt(other) || bySeq(one, other);

/** A hub of several on this disk. */
export interface KeptReplica extends Replica {
  readonly seq: number;
  readonly leaseUntil: number;
  readonly report: string;
  /** Whether the process that joined has the disk open. */
  readonly connected: () => boolean;
}

export function finishedAt({ job }: Kept): number {
  return "finishedAt" in job ? job.finishedAt : Infinity;
}

/** What is committed. It outlives the store that writes to it, as a disk outlives a process. */
export class MemoryDisk {
  readonly jobs: Map<string, Kept> = new Map();
  readonly jobIdByKey: Map<string, string> = new Map();
  readonly workers: Map<string, StoredWorker> = new Map();
  readonly state: Map<string, string> = new Map();
  readonly replicas: Map<string, KeptReplica> = new Map();
  /** Which replica has a worker. */
  readonly owners: Map<string, string> = new Map();
  /** Those who hear what replicas say to each other. */
  readonly listeners: Set<(from: string, text: string) => void> = new Set();
  readonly everyJob: SortedList<Kept> = new SortedList(bySeq);
  readonly delayed: SortedList<Kept> = new SortedList(byRunAt);
  readonly leased: SortedList<Kept> = new SortedList(byDeadline);
  readonly dead: SortedList<Kept> = new SortedList(bySeq);
  /** Succeeded and cancelled. */
  readonly finished: SortedList<Kept> = new SortedList(byFinish);
  readonly #ready = new Map<string, SortedList<Kept>>();
  readonly #counts: Record<JobState, number> = { queued: 0, leased: 0, succeeded: 0, dead: 0, cancelled: 0 };
  #lastSeq = 0;

  /** The jobs of a type that can be claimed. */
  ready(type: string): SortedList<Kept> {
    let list = this.#ready.get(type);
    if (list === undefined) this.#ready.set(type, (list = new SortedList(byTurn)));
    return list;
  }

  get readyCount(): number {
    let count = 0;
    for (const list of this.#ready.values()) count += list.size;
    return count;
  }

  get queuedByType(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    const add = (type: string, count: number) => counts.set(type, (counts.get(type) ?? 0) + count);
    for (const { job } of this.delayed) add(job.type, 1);
    for (const [type, { size }] of this.#ready) if (size > 0) add(type, size);
    return counts;
  }

  /** The first of each type and priority are looked at, not the whole queue. */
  get oldestDueByType(): ReadonlyMap<string, number> {
    const firsts: [type: string, runAt: number][] = [];
    for (const [type, list] of this.#ready) {
      for (let kept = list.first; kept !== undefined;) {
        const { priority, runAt } = kept.job;
        firsts.push([type, runAt]);
        kept = list.firstAfter(({ job }) => job.priority >= priority);
      }
    }
    return leastByType(firsts);
  }

  get counts(): JobCounts {
    return { ...this.#counts };
  }

  nextSeq(): number {
    return (this.#lastSeq += 1);
  }

  /** Puts a job in the place of the one of its id, or removes that; answers what was there. */
  replace(jobId: string, kept: Kept | undefined): Kept | undefined {
    const before = this.jobs.get(jobId);
    if (before !== undefined) {
      this.#listOf(before).remove(before);
      this.everyJob.remove(before);
      this.#counts[before.job.state] -= 1;
      if (before.idempotencyKey !== undefined) this.jobIdByKey.delete(before.idempotencyKey);
    }
    if (kept === undefined) this.jobs.delete(jobId);
    else {
      this.jobs.set(jobId, kept);
      this.#listOf(kept).add(kept);
      this.everyJob.add(kept);
      this.#counts[kept.job.state] += 1;
      if (kept.idempotencyKey !== undefined) this.jobIdByKey.set(kept.idempotencyKey, jobId);
    }
    return before;
  }

  #listOf({ job, due }: Kept): SortedList<Kept> {
    switch (job.state) {
      case "queued":
        return due ? this.ready(job.type) : this.delayed;
      case "leased":
        return this.leased;
      case "dead":
        return this.dead;
      case "succeeded":
      case "cancelled":
        return this.finished;
    }
  }
}
