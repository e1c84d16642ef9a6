import type { Job } from "./jobs/job.ts";
import type { Load } from "./backpressure/admission.ts";
import type { Clock } from "./ports.ts";
import {
  StoreError,
  type Change,
  type ChangeOutcome,
  type Claimed,
  type ClaimRequest,
  type EnqueueOutcome,
  type NewJob,
  type Store,
} from "./store/port.ts";

/** Between two tries of what must be stored. */
const INSIST_PAUSE_MS = 500;

/** A job that just changed on disk, and what changed it. `lease` means that it was handed out. */
export interface JobChange {
  readonly job: Job;
  readonly cause: "submit" | "lease" | Change["event"]["type"];
  /** It is queued and must wait for its run-at. */
  readonly delayed: boolean;
  /** The lease that ended with this change. */
  readonly endedLease?: { readonly leaseId: string; readonly workerId: string };
}

/**
 * The one way in which the hub changes jobs: through the store, and then everyone who follows is told.
 * Followers run after the commit, so what they see is on disk.
 */
export class Ledger {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #followers: ((change: JobChange) => void)[] = [];
  #onSubmit = () => {};
  /** Jobs on their way to the store, with what resolves when they were told, or failed. */
  readonly #submitted = new Map<string, Promise<unknown>>();
  #changes = 0;
  #payloadChars = 0;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** What the store has not answered yet. */
  get pending(): Load {
    return { changes: this.#changes, payloadChars: this.#payloadChars };
  }

  /** The follower must not throw. */
  follow(follower: (change: JobChange) => void): void {
    this.#followers.push(follower);
  }

  /** Called as soon as jobs are on their way to the store: a claim that is asked for then joins their commit. */
  whenSubmitting(onSubmit: () => void): void {
    this.#onSubmit = onSubmit;
  }

  submit(jobs: readonly NewJob[]): Promise<EnqueueOutcome> {
    const outcome = this.#submit(jobs);
    const told = outcome.catch(() => {});
    for (const { job } of jobs) this.#submitted.set(job.id, told);
    this.#onSubmit();
    return outcome;
  }

  async #submit(jobs: readonly NewJob[]): Promise<EnqueueOutcome> {
    const chars = jobs.reduce((sum, { payload }) => sum + payload.length, 0);
    try {
      const outcome = await this.#counted(jobs.length, chars, this.#store.enqueue(jobs));
      for (const { record, created } of outcome.kind === "stored" ? outcome.jobs : []) {
        const { job } = record;
        if (created) this.#tell({ job, cause: "submit", delayed: job.runAt > job.createdAt });
      }
      return outcome;
    } finally {
      for (const { job } of jobs) this.#submitted.delete(job.id);
    }
  }

  async claim(request: ClaimRequest): Promise<Claimed[]> {
    const claimed = await this.#store.claim(request);
    // A job is told to be there before it is told to be leased, also when its own answer is still on its way.
    await Promise.all(claimed.flatMap(({ job }) => this.#submitted.get(job.id) ?? []));
    for (const { job } of claimed) this.#tell({ job, cause: "lease", delayed: false });
    return claimed;
  }

  async apply(changes: readonly Change[]): Promise<ChangeOutcome[]> {
    if (changes.length === 0) return [];
    const now = this.#clock.now();
    const outcomes = await this.#counted(changes.length, 0, this.#store.apply(changes, now));
    for (const [index, outcome] of outcomes.entries()) {
      const event = changes[index]?.event;
      if (outcome.kind !== "changed" || event === undefined) continue;
      const { job } = outcome;
      // By the store's time, not by that of now: what it saved as not due stays so until it is promoted.
      const delayed = job.state === "queued" && job.runAt > now;
      this.#tell({ job, cause: event.type, delayed, ...endedLease(job, event) });
    }
    return outcomes;
  }

  /**
   * For what nobody would say a second time, such as the end of a lease: if the store fails it is tried again
   * until the store takes it or is closed. Rejects with the first failure. What only an owner may say is said
   * again while it is `still` to be said: the hub may get back the lease that it lacks.
   */
  async insist(changes: readonly Change[], still: () => boolean = () => false): Promise<ChangeOutcome[]> {
    const again = (left: readonly Change[]) =>
      this.#clock.after(INSIST_PAUSE_MS, () => void this.insist(left, still).catch(() => {}));
    try {
      const outcomes = await this.apply(changes);
      const refused = changes.filter((_change, index) => outcomes[index]?.kind === "not-owner");
      if (refused.length > 0 && still()) again(refused);
      return outcomes;
    } catch (error) {
      const closed = error instanceof StoreError && error.code === "closed";
      if (!closed) again(changes);
      throw error;
    }
  }

  async #counted<T>(changes: number, chars: number, work: Promise<T>): Promise<T> {
    this.#changes += changes;
    this.#payloadChars += chars;
    try {
      return await work;
    } finally {
      this.#changes -= changes;
      this.#payloadChars -= chars;
    }
  }

  #tell(change: JobChange): void {
    for (const follower of this.#followers) follower(change);
  }
}

/** Every event but submit, lease and redrive ends the lease that the job held, if it held one. */
function endedLease(job: Job, event: Change["event"]): Pick<JobChange, "endedLease"> {
  if (event.type === "redrive") return {};
  const last = job.attempts.at(-1);
  if (last === undefined || (event.type === "cancel" && last.outcome !== "cancelled")) return {};
  return { endedLease: { leaseId: last.leaseId, workerId: last.workerId } };
}
