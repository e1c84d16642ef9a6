import type { LeasedJob, QueuedJob } from "../../jobs/job.ts";

export interface LiveJobsLimits {
  readonly queued: number;
  /** A queued job with a longer payload is not kept. */
  readonly payloadChars: number;
  readonly leased: number;
}

/** At the most 12 MB of queued jobs and 20 MB of leased ones. */
const LIMITS: LiveJobsLimits = { queued: 4_096, payloadChars: 2_048, leased: 20_000 };

export interface Waiting {
  readonly seq: number;
  readonly job: QueuedJob;
  readonly payload: string;
}
export interface Running {
  readonly seq: number;
  readonly job: LeasedJob;
}

/**
 * Jobs as they stand in the database, at hand without reading it: those stored last, and those that run.
 * Only a cache: what is not here is read. It is right since one hub alone writes the file, every write goes
 * through it, and all of it is forgotten when a write is undone.
 */
export class LiveJobs {
  /** Each at its sequence number modulo the limit, so that a new one takes the place of the oldest. */
  #queued: (Waiting | undefined)[] = [];
  /** By job id, as reports name them; without the payload, which nobody asks for again. */
  readonly #leased = new Map<string, Running>();
  readonly #limits: LiveJobsLimits;

  constructor(limits: LiveJobsLimits = LIMITS) {
    this.#limits = limits;
  }

  queued(seq: number): Waiting | undefined {
    const found = this.#queued[seq % this.#limits.queued];
    return found?.seq === seq ? found : undefined;
  }

  leased(jobId: string): Running | undefined {
    return this.#leased.get(jobId);
  }

  addQueued(waiting: Waiting): void {
    if (waiting.payload.length > this.#limits.payloadChars) return;
    this.#queued[waiting.seq % this.#limits.queued] = waiting;
  }

  addLeased(running: Running): void {
    if (this.#leased.size < this.#limits.leased) this.#leased.set(running.job.id, running);
  }

  drop(seq: number, jobId: string): void {
    if (this.queued(seq) !== undefined) this.#queued[seq % this.#limits.queued] = undefined;
    this.#leased.delete(jobId);
  }

  forget(): void {
    this.#queued = [];
    this.#leased.clear();
  }
}
