import type { AttemptOutcome, JobError } from "@pigeon/protocol";
import { attemptsUsed, begin, end, lostInARow } from "./attempts.ts";
import type { DeadJob, Job, JobEvent, LeasedJob, QueuedJob, Refusal, Transition } from "./job.ts";
import { retryAfterFailure, retryAfterRelease, type JobPolicy } from "./retry-at.ts";

/**
 * What an event makes of a job. Pure: the same job, event, time and policy always give the same answer.
 * A report from a lease that the job does not hold now is refused as stale, so a worker that was given
 * up and comes back late changes nothing.
 */
export function transition(job: Job, event: JobEvent, now: number, policy: JobPolicy): Transition {
  switch (event.type) {
    case "lease":
      if (job.state !== "queued") return refused(job, "not-queued");
      return changed(lease(job, event.leaseId, event.workerId, now));
    case "cancel":
      if (job.state === "queued") return changed({ ...base(job), state: "cancelled", finishedAt: now });
      if (job.state !== "leased") return refused(job, "already-finished");
      return changed({ ...base(job, end(job, "cancelled", now)), state: "cancelled", finishedAt: now });
    case "redrive":
      if (job.state !== "dead") return refused(job, "not-dead");
      return changed(redrive(job, now));
    default:
      if (reportsOfAnother(job, event)) return refused(job, "stale-lease");
      if (job.state !== "leased" || job.leaseId !== event.leaseId) return repeatedOrStale(job, event);
      return changed(settle(job, event, now, policy));
  }
}

type AttemptEvent = Exclude<JobEvent, { type: "lease" | "cancel" | "redrive" }>;

function settle(job: LeasedJob, event: AttemptEvent, now: number, policy: JobPolicy): Job {
  switch (event.type) {
    case "succeed":
      return { ...base(job, end(job, "succeeded", now)), state: "succeeded", finishedAt: now };
    case "fail":
      // A worker that stops an attempt when its time is up reports a failure at or after the deadline.
      return afterFailure(
        job,
        now >= job.deadline ? "timeout" : "failed",
        event.error,
        now,
        policy,
        event.retryAfterMs,
      );
    case "timeout":
      return afterFailure(job, "timeout", timeoutError(job), now, policy);
    case "lose":
      return afterLoss(job, event.reason, now, policy);
    case "release":
      return afterRelease(job, event.reason, now);
  }
}

function lease(job: QueuedJob, leaseId: string, workerId: string, now: number): LeasedJob {
  const attempts = begin(job, leaseId, workerId, now);
  return { ...base(job, attempts), state: "leased", leaseId, workerId, deadline: now + job.timeoutMs };
}

function afterFailure(
  job: LeasedJob,
  outcome: "failed" | "timeout",
  error: JobError,
  now: number,
  policy: JobPolicy,
  retryAfterMs?: number,
): Job {
  const ended = base(job, end(job, outcome, now, error));
  const queued: QueuedJob = { ...ended, state: "queued" };
  if (error.retryable === false || attemptsUsed(queued) >= job.maxAttempts) return dead(queued, error, now);
  return { ...queued, runAt: retryAfterFailure(queued, now, policy, retryAfterMs) };
}

function afterLoss(job: LeasedJob, reason: string, now: number, policy: JobPolicy): Job {
  const error = { name: "WorkerLostError", message: reason };
  const queued: QueuedJob = { ...base(job, end(job, "lost", now, error)), state: "queued" };
  const losses = lostInARow(queued);
  if (losses >= policy.poisonLimit) {
    const message = `lost its worker ${losses} times in a row (last: ${reason}); it may be what kills them`;
    return dead(queued, { name: "PoisonJobError", message }, now);
  }
  // Its old run-at keeps its place before the jobs that came later: a loss costs it moments.
  return attemptsUsed(queued) >= job.maxAttempts ? dead(queued, error, now) : queued;
}

function afterRelease(job: LeasedJob, reason: string, now: number): QueuedJob {
  const attempts = end(job, "released", now, { name: "LeaseReleased", message: reason });
  const queued: QueuedJob = { ...base(job, attempts), state: "queued" };
  return { ...queued, runAt: retryAfterRelease(queued, now) };
}

function redrive(job: DeadJob, now: number): QueuedJob {
  return { ...base(job), state: "queued", runAt: now, attemptFloor: job.attempts.at(-1)?.number ?? 0 };
}

/** What the hub itself ended has its name for a fingerprint: a group of dead letters like any other. */
function dead(job: QueuedJob, error: JobError, now: number): DeadJob {
  return { ...job, state: "dead", finishedAt: now, error: { fingerprint: error.name, ...error } };
}

const REPORTED: Partial<Record<AttemptEvent["type"], readonly AttemptOutcome[]>> = {
  succeed: ["succeeded"],
  fail: ["failed", "timeout"],
};

/** A worker speaks for its own leases only. */
function reportsOfAnother(job: Job, event: AttemptEvent): boolean {
  if (event.type !== "succeed" && event.type !== "fail") return false;
  return job.attempts.some(
    ({ leaseId, workerId }) => leaseId === event.leaseId && workerId !== event.workerId,
  );
}

/** The same report sent twice (its answer was lost) is accepted again; any other late one is stale. */
function repeatedOrStale(job: Job, event: AttemptEvent): Transition {
  const outcome = job.attempts.find(({ leaseId }) => leaseId === event.leaseId)?.outcome;
  const repeated = outcome !== undefined && REPORTED[event.type]?.includes(outcome) === true;
  return repeated ? { kind: "repeated", job } : refused(job, "stale-lease");
}

function timeoutError(job: LeasedJob): JobError {
  return { name: "JobTimeoutError", message: `no result within ${job.timeoutMs} ms` };
}

/** The fields that every state has, without those of the state that the job leaves. */
function base(job: Job, attempts = job.attempts): Omit<QueuedJob, "state"> {
  return {
    id: job.id,
    type: job.type,
    priority: job.priority,
    labels: job.labels,
    correlationId: job.correlationId,
    traceparent: job.traceparent,
    createdAt: job.createdAt,
    runAt: job.runAt,
    maxAttempts: job.maxAttempts,
    timeoutMs: job.timeoutMs,
    attempts,
    attemptFloor: job.attemptFloor,
  };
}

function changed(job: Job): Transition {
  return { kind: "changed", job };
}

function refused(job: Job, reason: Refusal): Transition {
  return { kind: "refused", reason, job };
}
