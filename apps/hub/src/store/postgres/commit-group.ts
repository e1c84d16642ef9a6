import { UNWATCHED, type CommitWatch } from "../commit-watch.ts";
import { StoreError } from "../port.ts";
import type { Answer, AnswerTo, Work } from "./works.ts";
import { sizeOf } from "./works.ts";

interface Pending {
  readonly work: Work;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What joins one transaction at the most: bounds its time, and how much is lost with it. */
const MAX_WORKS = 500;
const MAX_SIZE = 5_000;

/** Answers all works of a transaction, or rejects with why none of them was done. */
export type Commit = (works: readonly Work[]) => Promise<readonly Answer[]>;

/**
 * Lets concurrent writes share one transaction and its one fsync: what is asked for while one is under way
 * makes the next. A promise resolves after the commit, so an answer still means "on disk".
 */
export class CommitGroup {
  readonly #commit: Commit;
  readonly #defer: (flush: () => void) => void;
  readonly #watch: CommitWatch;
  #pending: Pending[] = [];
  #closed = false;
  #running: Promise<void> | undefined;
  #committing = false;

  constructor(commit: Commit, defer: (flush: () => void) => void, watch: CommitWatch = UNWATCHED) {
    this.#commit = commit;
    this.#defer = defer;
    this.#watch = watch;
  }

  /** Whether what is asked for now must wait for a transaction that is under way. */
  get busy(): boolean {
    return this.#committing;
  }

  run<W extends Work>(work: W): Promise<AnswerTo<W>> {
    if (this.#closed) return Promise.reject(new StoreError("closed", "the store is closed"));
    return new Promise((resolve, reject) => {
      this.#pending.push({ work, resolve: resolve as Pending["resolve"], reject });
      this.#running ??= this.#run();
    });
  }

  /** Refuses what comes later, and resolves when what is pending is answered. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#pending.length > 0) {
      // What the event loop has at hand joins.
      await new Promise<void>((resolve) => this.#defer(resolve));
      const group = this.#take();
      this.#committing = true;
      const startedAt = this.#watch.now();
      try {
        const answers = await this.#commit(group.map(({ work }) => work));
        this.#watch.committed(group.length, this.#watch.now() - startedAt);
        for (const [index, { resolve, reject }] of group.entries()) {
          const answer = answers[index];
          if (answer?.kind === "done") resolve(answer.value);
          else reject(answer?.error);
        }
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
      this.#committing = false;
    }
    this.#running = undefined;
  }

  #take(): Pending[] {
    let size = 0;
    const end = this.#pending.findIndex(({ work }, index) => {
      size += sizeOf(work);
      return index >= MAX_WORKS || (index > 0 && size > MAX_SIZE);
    });
    return this.#pending.splice(0, end === -1 ? this.#pending.length : end);
  }
}
