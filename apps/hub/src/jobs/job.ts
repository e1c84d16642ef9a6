import type { AttemptOutcome, JobError } from "@pigeon/protocol";

/** One try at a job by one worker. Times are epoch milliseconds; without `outcome` it is running. */
export interface Attempt {
  readonly number: number;
  readonly leaseId: string;
  readonly workerId: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly outcome?: AttemptOutcome;
  readonly error?: JobError;
}

interface JobBase {
  readonly id: string;
  readonly type: string;
  readonly priority: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly correlationId: string | null;
  readonly traceparent: string | null;
  readonly createdAt: number;
  readonly runAt: number;
  readonly maxAttempts: number;
  readonly timeoutMs: number;
  readonly attempts: readonly Attempt[];
  /** Attempts up to this number were made before the last redrive and no longer count. */
  readonly attemptFloor: number;
}

export interface QueuedJob extends JobBase {
  readonly state: "queued";
}
export interface LeasedJob extends JobBase {
  readonly state: "leased";
  readonly leaseId: string;
  readonly workerId: string;
  /** When the attempt's time is up. */
  readonly deadline: number;
}
export interface SucceededJob extends JobBase {
  readonly state: "succeeded";
  readonly finishedAt: number;
}
export interface DeadJob extends JobBase {
  readonly state: "dead";
  readonly finishedAt: number;
  readonly error: JobError;
}
export interface CancelledJob extends JobBase {
  readonly state: "cancelled";
  readonly finishedAt: number;
}

/**
 * A job as the state machine sees it. Payload and result are not part of it: they never influence a
 * transition, and may be large.
 */
export type Job = QueuedJob | LeasedJob | SucceededJob | DeadJob | CancelledJob;

/** What can happen to a job. Every event about an attempt names its lease, the fencing token. */
export type JobEvent =
  | { readonly type: "lease"; readonly leaseId: string; readonly workerId: string }
  | { readonly type: "succeed"; readonly leaseId: string; readonly workerId: string; readonly result: string }
  | {
      readonly type: "fail";
      readonly leaseId: string;
      readonly workerId: string;
      readonly error: JobError;
      readonly retryAfterMs?: number;
    }
  | { readonly type: "timeout"; readonly leaseId: string }
  | { readonly type: "lose"; readonly leaseId: string; readonly reason: string }
  | { readonly type: "release"; readonly leaseId: string; readonly reason: string }
  | { readonly type: "cancel" }
  /** JSON text that takes the place of the payload; the state machine does not look at it. */
  | { readonly type: "redrive"; readonly payload?: string };

export type Refusal = "stale-lease" | "not-queued" | "already-finished" | "not-dead";

export type Transition =
  | { readonly kind: "changed"; readonly job: Job }
  /** The same report came again: accepted, and nothing changes. */
  | { readonly kind: "repeated"; readonly job: Job }
  | { readonly kind: "refused"; readonly reason: Refusal; readonly job: Job };
