import type { LeasedJob, QueuedJob } from "../../jobs/job.ts";

export interface LiveJobsLimits {
  readonly queued: number;
  readonly queuedPayloadChars: number;
  readonly leased: number;
}

/** At most some 12 MB, 16 MB and 30 MB; in the jobs of most hubs, far less. */
const LIMITS: LiveJobsLimits = { queued: 4_096, queuedPayloadChars: 8 * 1024 * 1024, leased: 20_000 };

export interface Waiting {
  readonly job: QueuedJob;
  readonly payload: string;
}
export interface Running {
  readonly seq: number;
  readonly job: LeasedJob;
}

/**
 * Jobs as they stand in the database, at hand without reading it: those stored last, and those leased last.
 * Only a cache: what is not here is read. It is right since one hub alone writes the file, every write goes
 * through it, and all of it is forgotten when a write is undone.
 */
export class LiveJobs {
  /** By sequence number, as a claim finds them. */
  readonly #queued = new Map<number, Waiting>();
  /** By job id, as reports name them; without the payload, which nobody asks for again. */
  readonly #leased = new Map<string, Running>();
  readonly #limits: LiveJobsLimits;
  #chars = 0;

  constructor(limits: LiveJobsLimits = LIMITS) {
    this.#limits = limits;
  }

  queued(seq: number): Waiting | undefined {
    return this.#queued.get(seq);
  }

  leased(jobId: string): Running | undefined {
    return this.#leased.get(jobId);
  }

  addQueued(seq: number, waiting: Waiting): void {
    this.#queued.set(seq, waiting);
    this.#chars += waiting.payload.length;
    while (this.#queued.size > this.#limits.queued || this.#chars > this.#limits.queuedPayloadChars)
      this.#dropQueued(oldest(this.#queued));
  }

  addLeased(running: Running): void {
    this.#leased.set(running.job.id, running);
    if (this.#leased.size > this.#limits.leased) this.#leased.delete(oldest(this.#leased));
  }

  drop(seq: number, jobId: string): void {
    this.#dropQueued(seq);
    this.#leased.delete(jobId);
  }

  forget(): void {
    this.#queued.clear();
    this.#leased.clear();
    this.#chars = 0;
  }

  #dropQueued(seq: number): void {
    this.#chars -= this.#queued.get(seq)?.payload.length ?? 0;
    this.#queued.delete(seq);
  }
}

/** A map keeps the order in which keys came. Only for a map that is not empty. */
function oldest<Key>(map: ReadonlyMap<Key, unknown>): Key {
  for (const key of map.keys()) return key;
  throw new RangeError("the map is empty");
}
