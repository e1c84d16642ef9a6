/** Jobs of failed workers that are waited for at the most; beyond that, recoveries go unmeasured. */
const MAX_WAITING = 100_000;
/** A failed worker's leases end at once, or when the store can be written again. */
const FORGET_AFTER_MS = 600_000;

/**
 * How long jobs of failed workers take to run elsewhere: from the moment in which the hub noticed the failure
 * to the begin of the job's next attempt.
 */
export class Recoveries {
  readonly #noticedAt = new Map<string, number>();
  readonly #waiting = new Map<string, number>();

  /** A worker was given up. Its leases end after this. */
  failed(workerId: string, now: number): void {
    for (const [id, noticedAt] of this.#noticedAt)
      if (now - noticedAt > FORGET_AFTER_MS) this.#noticedAt.delete(id);
    this.#noticedAt.set(workerId, now);
  }

  /** It came back: what it loses from now on has other reasons. */
  over(workerId: string): void {
    this.#noticedAt.delete(workerId);
  }

  /** A job went back to the queue from this worker. */
  reassigned(jobId: string, workerId: string): void {
    const noticedAt = this.#noticedAt.get(workerId);
    if (noticedAt !== undefined && this.#waiting.size < MAX_WAITING) this.#waiting.set(jobId, noticedAt);
  }

  /** An attempt begins. @returns how long the job had to wait for it, if it was one of a failed worker's. */
  started(jobId: string, now: number): number | undefined {
    if (this.#waiting.size === 0) return undefined;
    const noticedAt = this.#waiting.get(jobId);
    this.#waiting.delete(jobId);
    return noticedAt === undefined ? undefined : now - noticedAt;
  }

  /** The job ends without another attempt. */
  finished(jobId: string): void {
    if (this.#waiting.size > 0) this.#waiting.delete(jobId);
  }
}
