import type { WorkerStatus } from "@pigeon/protocol";
import { workersToAvoid } from "../jobs/attempts.ts";
import type { QueuedJob } from "../jobs/job.ts";
import { lineOf } from "./turns.ts";

/** A worker as the matcher sees it: what it can take now, and how well it is. */
export interface Capacity {
  readonly workerId: string;
  readonly types: ReadonlySet<string>;
  readonly slots: number;
  readonly free: number;
  readonly status: WorkerStatus;
  /** Half-open: it gets one lease at a time, as the probe that tells. */
  readonly onProbation: boolean;
  readonly latencyMs: number;
}

export interface Match {
  readonly jobId: string;
  readonly workerId: string;
}

/** What bounds and orders the types among each other. */
export interface Fairness {
  /** How many more jobs of a type may run now. */
  readonly room: (type: string) => number;
  /** When a type's line was served last: the lower, the longer ago. */
  readonly lastServed: (line: string) => number;
}

/** No limits, and nobody was served yet. */
export const FRESH: Fairness = { room: () => Infinity, lastServed: () => 0 };

/**
 * Which jobs go to which workers. Higher priority first; at equal priority the types take turns, the one
 * served longest ago first, so that none starves another; within a type the older run-at first. A job goes to the best worker with a free
 * slot that it was not lost on or failed on, or to one of those when no other is free.
 */
export function match(
  jobs: readonly QueuedJob[],
  workers: readonly Capacity[],
  fairness: Fairness = FRESH,
): Match[] {
  const room = new Map([...new Set(jobs.map(({ type }) => type))].map((type) => [type, fairness.room(type)]));
  const free = new Map(
    workers.map((worker) => [worker.workerId, worker.onProbation ? Math.min(1, worker.free) : worker.free]),
  );
  const matches: Match[] = [];
  for (const job of inTurn(jobs, fairness)) {
    const left = room.get(job.type) ?? 0;
    if (left <= 0) continue;
    const able = workers.filter(
      ({ workerId, types, status }) =>
        types.has(job.type) && status !== "unhealthy" && (free.get(workerId) ?? 0) > 0,
    );
    const best = choose(able, workersToAvoid(job), free);
    if (best === undefined) continue;
    free.set(best.workerId, (free.get(best.workerId) ?? 0) - 1);
    room.set(job.type, left - 1);
    matches.push({ jobId: job.id, workerId: best.workerId });
  }
  return matches;
}

/** How many jobs of each type could be taken at most: what to ask the store for. */
export function wanted(
  workers: readonly Capacity[],
  { room }: Pick<Fairness, "room"> = FRESH,
): Map<string, number> {
  const limits = new Map<string, number>();
  for (const { types, free } of workers) {
    for (const type of free > 0 ? types : []) limits.set(type, (limits.get(type) ?? 0) + free);
  }
  for (const [type, limit] of limits) {
    const bounded = Math.min(limit, room(type));
    if (bounded > 0) limits.set(type, bounded);
    else limits.delete(type);
  }
  return limits;
}

function choose(
  able: readonly Capacity[],
  avoid: readonly string[],
  free: ReadonlyMap<string, number>,
): Capacity | undefined {
  const others = able.filter(({ workerId }) => !avoid.includes(workerId));
  let best: Capacity | undefined;
  let bestScore = 0;
  for (const worker of others.length > 0 ? others : able) {
    const score = scoreOf(worker, free.get(worker.workerId) ?? 0);
    if (score > bestScore) [best, bestScore] = [worker, score];
  }
  return best;
}

const HEALTH_WEIGHT: Record<WorkerStatus, number> = {
  healthy: 1,
  recovering: 0.5,
  degraded: 0.25,
  unhealthy: 0,
};

/** The emptier, the healthier and the quicker to answer, the better. */
function scoreOf(worker: Capacity, free: number): number {
  const health = HEALTH_WEIGHT[worker.status] * (worker.onProbation ? 0.5 : 1);
  return (free / worker.slots) * health * (1 / (1 + worker.latencyMs / 1000));
}

/** Orders jobs by priority, then by turns of their types, then by who waited longest for a turn. */
function inTurn(jobs: readonly QueuedJob[], { lastServed }: Fairness): QueuedJob[] {
  const turns = new Map<string, number>();
  const sorted = [...jobs].sort((a, b) => b.priority - a.priority || a.runAt - b.runAt);
  const ranked = sorted.map((job) => {
    const line = lineOf(job);
    const turn = turns.get(line) ?? 0;
    turns.set(line, turn + 1);
    return { job, turn, servedAt: lastServed(line) };
  });
  return ranked
    .sort((a, b) => b.job.priority - a.job.priority || a.turn - b.turn || a.servedAt - b.servedAt)
    .map(({ job }) => job);
}
