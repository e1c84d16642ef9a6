import type { JobError } from "@pigeon/protocol";
import type { Attempt, Job, JobEvent, QueuedJob } from "../../src/jobs/job.ts";
import type { JobPolicy } from "../../src/jobs/retry-at.ts";
import { transition } from "../../src/jobs/transition.ts";

export const START = 1_700_000_000_000;
/** The time between two events of a played story. */
export const STEP_MS = 1000;

/** Without jitter, so that every retry time is known: 1 s, 2 s, 4 s… */
export const policy: JobPolicy = {
  backoff: { baseDelayMs: 1000, maxDelayMs: 30_000, strategy: "exponential", jitter: "none" },
  poisonLimit: 3,
  random: () => 0.5,
};

export function newJob(overrides: Partial<QueuedJob> = {}): QueuedJob {
  return {
    state: "queued",
    id: "job-1",
    type: "mail",
    priority: 0,
    labels: { tenant: "a" },
    correlationId: "order-7",
    traceparent: null,
    createdAt: START - 60_000,
    runAt: START - 60_000,
    maxAttempts: 5,
    timeoutMs: 300_000,
    attempts: [],
    attemptFloor: 0,
    ...overrides,
  };
}

export const boom: JobError = { name: "Error", message: "boom" };

/** Events about the attempt with the lease `lease-n` of worker `worker-n`. */
export const lease = (n: number, workerId: string = `worker-${n}`): JobEvent => ({
  type: "lease",
  leaseId: `lease-${n}`,
  workerId,
});
export const succeed = (n: number, workerId: string = `worker-${n}`): JobEvent => ({
  type: "succeed",
  leaseId: `lease-${n}`,
  workerId,
  result: "42",
});
export const fail = (
  n: number,
  extra: { error?: JobError; retryAfterMs?: number; workerId?: string } = {},
): JobEvent => ({ type: "fail", leaseId: `lease-${n}`, workerId: `worker-${n}`, error: boom, ...extra });
export const timeout = (n: number): JobEvent => ({ type: "timeout", leaseId: `lease-${n}` });
export const lose = (n: number): JobEvent => ({ type: "lose", leaseId: `lease-${n}`, reason: "it died" });
export const release = (n: number): JobEvent => ({
  type: "release",
  leaseId: `lease-${n}`,
  reason: "drained",
});
export const cancel: JobEvent = { type: "cancel" };
export const redrive: JobEvent = { type: "redrive" };

/** What an event makes of a job that takes it. Throws when the job refuses it. */
export function step(job: Job, event: JobEvent, now: number = START, by: JobPolicy = policy): Job {
  const outcome = transition(job, event, now, by);
  if (outcome.kind !== "changed") throw new Error(`${event.type} in ${job.state}: ${outcome.kind}`);
  return outcome.job;
}

/** Plays events from `START`, each a second after the one before. The job must take all of them. */
export function play(job: Job, ...events: readonly JobEvent[]): Job {
  return events.reduce((now, event, index) => step(now, event, START + index * STEP_MS), job);
}

export function attempt(
  number: number,
  outcome?: Attempt["outcome"],
  workerId = `worker-${number}`,
): Attempt {
  return {
    number,
    leaseId: `lease-${number}`,
    workerId,
    startedAt: START,
    ...(outcome === undefined ? {} : { endedAt: START + 1, outcome }),
  };
}
