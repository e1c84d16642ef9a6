import { nextTurn } from "../system.ts";
import type { Clock } from "../types.ts";

interface FakeTimer {
  readonly dueAt: number;
  readonly callback: () => void;
}

/**
 * A clock that stands still until it is told to move: tests of retrying code need not wait.
 *
 * ```ts
 * const clock = new FakeClock();
 * const result = await clock.settle(retry(flaky, { clock }));
 * ```
 */
export class FakeClock implements Clock {
  readonly #timers = new Set<FakeTimer>();
  readonly #startedAt: number;
  #now = 0;

  /** @param wallTime milliseconds since the epoch at the start. Default 0. */
  constructor(wallTime = 0) {
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

  /** Timers that are set and have neither fired nor been cancelled. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Moves the time on, firing what falls due on the way in its order. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await nextTurn();
    while (await this.#fireNext(end));
    this.#now = end;
  }

  /**
   * Moves from timer to timer until the promise settles, and settles as it does. A timer fires as
   * soon as nothing else is ready to run, so work that waits for the network loses to its timeout.
   */
  async settle<T>(promise: Promise<T>): Promise<T> {
    const progress = { settled: false };
    const mark = (): void => {
      progress.settled = true;
    };
    promise.then(mark, mark);
    await nextTurn();
    while (!progress.settled) if (!(await this.#fireNext(Infinity))) await nextTurn();
    return await promise;
  }

  async #fireNext(end: number): Promise<boolean> {
    let next: FakeTimer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueAt <= end && (next === undefined || timer.dueAt < next.dueAt)) next = timer;
    }
    if (next === undefined) return false;
    this.#timers.delete(next);
    this.#now = next.dueAt;
    next.callback();
    await nextTurn();
    return true;
  }
}
