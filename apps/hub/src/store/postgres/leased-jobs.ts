import type { Job, JobEvent, LeasedJob } from "../../jobs/job.ts";

/** More leases than one hub's workers hold; what is beyond is read from the database. */
export const MAX_LEASES = 20_000;

/** A job with its number, as a transaction takes it up. */
export interface Numbered {
  readonly seq: number;
  readonly job: Job;
}

/**
 * Jobs as this hub leased them, so that the end of a lease need not read them. Nothing of a job changes while a
 * lease lasts, and whoever ends one demands of the database that it is still there: what is wrong here, since the
 * transaction was undone or another hub ended the lease, costs another try and no more. So each is taken once.
 */
export class LeasedJobs {
  readonly #byLease = new Map<string, Numbered>();

  remember(seq: number, job: LeasedJob): void {
    if (this.#byLease.size >= MAX_LEASES) {
      const [oldest] = this.#byLease.keys();
      if (oldest !== undefined) this.#byLease.delete(oldest);
    }
    this.#byLease.set(job.leaseId, { seq, job });
  }

  /** The job of the lease that an event speaks of. */
  take(jobId: string, event: JobEvent): Numbered | undefined {
    if (event.type === "lease" || !("leaseId" in event)) return undefined;
    const found = this.#byLease.get(event.leaseId);
    if (found?.job.id !== jobId) return undefined;
    this.#byLease.delete(event.leaseId);
    return found;
  }
}
