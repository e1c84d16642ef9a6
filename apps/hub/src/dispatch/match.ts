import type { WorkerStatus } from "@pigeon/protocol";
import { workersToAvoid } from "../jobs/attempts.ts";
import type { QueuedJob } from "../jobs/job.ts";

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

/**
 * Which jobs go to which workers. Higher priority first; at equal priority the types take turns, so that
 * none starves another; within a type the older run-at first. A job goes to the best worker with a free
 * slot that it was not lost on or failed on, or to one of those when no other is free.
 */
export function match(jobs: readonly QueuedJob[], workers: readonly Capacity[]): Match[] {
  const free = new Map(
    workers.map((worker) => [worker.workerId, worker.onProbation ? Math.min(1, worker.free) : worker.free]),
  );
  const matches: Match[] = [];
  for (const job of inTurn(jobs)) {
    const able = workers.filter(
      ({ workerId, types, status }) =>
        types.has(job.type) && status !== "unhealthy" && (free.get(workerId) ?? 0) > 0,
    );
    const best = choose(able, workersToAvoid(job), free);
    if (best === undefined) continue;
    free.set(best.workerId, (free.get(best.workerId) ?? 0) - 1);
    matches.push({ jobId: job.id, workerId: best.workerId });
  }
  return matches;
}

/** How many jobs of each type could be taken at most: what to ask the store for. */
export function wanted(workers: readonly Capacity[]): Map<string, number> {
  const limits = new Map<string, number>();
  for (const { types, free } of workers) {
    for (const type of free > 0 ? types : []) limits.set(type, (limits.get(type) ?? 0) + free);
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

/** Orders jobs by priority, then by turns of their types, then by run-at. */
function inTurn(jobs: readonly QueuedJob[]): QueuedJob[] {
  const turns = new Map<string, number>();
  const sorted = [...jobs].sort((a, b) => b.priority - a.priority || a.runAt - b.runAt);
  const ranked = sorted.map((job) => {
    const line = `${job.priority} ${job.type}`;
    const turn = turns.get(line) ?? 0;
    turns.set(line, turn + 1);
    return { job, turn };
  });
  return ranked.sort((a, b) => b.job.priority - a.job.priority || a.turn - b.turn).map(({ job }) => job);
}
