import type { AttemptOutcome, JobError } from "@pigeon/protocol";
import type { Attempt, Job, LeasedJob } from "./job.ts";

/** Released attempts cost a job nothing, so a history keeps only this many of them. */
const MAX_RELEASED_KEPT = 20;

/** Stacks are kept for the newest attempts: a history of a hundred would otherwise grow to megabytes. */
const STACKS_KEPT = 3;
const MAX_OLD_MESSAGE = 1024;

/** Attempts that count against `maxAttempts`: since the last redrive, and neither released nor running. */
export function attemptsUsed(job: Job): number {
  return current(job).filter(({ outcome }) => outcome !== undefined && outcome !== "released").length;
}

/** How many attempts in a row, up to now, lost their worker. */
export function lostInARow(job: Job): number {
  return countFromEnd(
    current(job).filter(({ outcome }) => outcome !== "released"),
    "lost",
  );
}

/** How many attempts in a row, up to now, were released. */
export function releasedInARow(job: Job): number {
  return countFromEnd(current(job), "released");
}

/** Workers that this job was lost on or failed on: others get it first. */
export function workersToAvoid(job: Job): string[] {
  const bad = job.attempts.filter(({ outcome }) => outcome === "lost" || outcome === "failed");
  return [...new Set(bad.map(({ workerId }) => workerId))];
}

/** The history with a new running attempt. */
export function begin(job: Job, leaseId: string, workerId: string, now: number): Attempt[] {
  const number = (job.attempts.at(-1)?.number ?? 0) + 1;
  return [...job.attempts, { number, leaseId, workerId, startedAt: now }];
}

/** The history with the running attempt ended. */
export function end(job: LeasedJob, outcome: AttemptOutcome, now: number, error?: JobError): Attempt[] {
  const ended = job.attempts.map((attempt, index) =>
    attempt.leaseId === job.leaseId
      ? { ...attempt, endedAt: now, outcome, ...(error === undefined ? {} : { error }) }
      : job.attempts.length - index > STACKS_KEPT
        ? shortened(attempt)
        : attempt,
  );
  const released = ended.filter((attempt) => attempt.outcome === "released");
  if (released.length <= MAX_RELEASED_KEPT) return ended;
  return ended.filter((attempt) => attempt !== released[0]);
}

function shortened(attempt: Attempt): Attempt {
  if (attempt.error === undefined) return attempt;
  const { stack: _stack, ...error } = attempt.error;
  return { ...attempt, error: { ...error, message: error.message.slice(0, MAX_OLD_MESSAGE) } };
}

function current(job: Job): Attempt[] {
  return job.attempts.filter(({ number }) => number > job.attemptFloor);
}

function countFromEnd(attempts: Attempt[], outcome: AttemptOutcome): number {
  const other = attempts.findLastIndex((attempt) => attempt.outcome !== outcome);
  return attempts.length - 1 - other;
}
