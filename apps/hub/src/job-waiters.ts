import type { Clock } from "./ports.ts";

/** Clients that wait for a job to finish. */
export class JobWaiters {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Set<() => void>>();
  #size = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many wait. */
  get size(): number {
    return this.#size;
  }

  /** Of the jobs that are waited for. */
  ids(): string[] {
    return [...this.#waiting.keys()];
  }

  /** Resolves when the job finished, the time is up, or the signal aborts. */
  wait(jobId: string, waitMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        stopTimer();
        this.#size -= 1;
        signal.removeEventListener("abort", done);
        const others = this.#waiting.get(jobId);
        others?.delete(done);
        if (others?.size === 0) this.#waiting.delete(jobId);
        resolve();
      };
      this.#size += 1;
      const stopTimer = this.#clock.after(waitMs, done);
      signal.addEventListener("abort", done);
      this.#waiting.set(jobId, (this.#waiting.get(jobId) ?? new Set()).add(done));
    });
  }

  finished(jobId: string): void {
    for (const done of this.#waiting.get(jobId) ?? []) done();
  }

  /** Answers everyone, as when their time is up. */
  releaseAll(): void {
    for (const jobId of this.#waiting.keys()) this.finished(jobId);
  }
}
