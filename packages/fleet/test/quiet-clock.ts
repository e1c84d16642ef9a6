import type { Clock } from "@pigeon/retry";

interface Timer {
  readonly dueAt: number;
  readonly callback: () => void;
}

/** Virtual time that stands still while requests are under way, so that no time limit outruns the network. */
export class QuietClock implements Clock {
  readonly #timers: Set<Timer> = new Set();
  readonly #startedAt: number;
  #now = 0;
  /** Requests under way. */
  busy = 0;

  constructor(wallTime: number) {
    this.#startedAt = wallTime;
  }

  now(): number {
    return this.#now;
  }

  wallTime(): number {
    return this.#startedAt + this.#now;
  }

  setTimer(callback: () => void, delayMs: number): () => void {
    const timer = { dueAt: this.#now + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Goes from timer to timer until the promise settles. */
  async settle<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const mark = (): void => void (isSettled = true);
    promise.then(mark, mark);
    for (;;) {
      await quiet();
      if (isSettled) return await promise;
      if (this.busy === 0) this.#fireNext();
    }
  }

  #fireNext(): void {
    const [next] = [...this.#timers].toSorted((a, b) => a.dueAt - b.dueAt);
    if (next === undefined) return;
    this.#timers.delete(next);
    this.#now = Math.max(this.#now, next.dueAt);
    next.callback();
  }
}

/** After all that is ready to run has run. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
