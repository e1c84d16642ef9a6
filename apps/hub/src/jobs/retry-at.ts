import { backoffDelayMs, type BackoffOptions } from "@pigeon/retry";
import { attemptsUsed, releasedInARow } from "./attempts.ts";
import type { Job } from "./job.ts";

/** What the state machine needs to know besides the job: all of it given, none of it global. */
export interface JobPolicy {
  /** Delays between the attempts of one job. */
  readonly backoff: BackoffOptions;
  /** A job that lost its worker this many times in a row is dead. */
  readonly poisonLimit: number;
  /** In [0, 1). */
  readonly random: () => number;
}

/** When a job that failed runs again. The failure's own `retryAfterMs` wins over the policy. */
export function retryAfterFailure(
  job: Job,
  now: number,
  policy: JobPolicy,
  retryAfterMs: number | undefined,
): number {
  const delayMs =
    retryAfterMs ?? backoffDelayMs(policy.backoff, Math.max(1, attemptsUsed(job)), policy.random);
  return now + Math.ceil(delayMs);
}

const FIRST_RELEASE_PAUSE_MS = 50;
const LONGEST_RELEASE_PAUSE_MS = 5_000;

/**
 * When a released job runs again: at once and in its old place, the first time; with growing pauses when
 * it is released again and again, so that a worker which refuses everything cannot make the hub spin.
 */
export function retryAfterRelease(job: Job, now: number): number {
  const repeats = releasedInARow(job);
  if (repeats <= 1) return Math.min(job.runAt, now);
  return now + Math.min(LONGEST_RELEASE_PAUSE_MS, FIRST_RELEASE_PAUSE_MS * 2 ** (repeats - 2));
}
