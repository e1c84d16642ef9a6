import { nextTurn } from "../system.ts";
import type { Clock } from "../types.ts";

interface FakeTimer {
  readonly dueAt: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is told to move: tests of injected latency need not wait. */
export class FakeClock implements Clock {
  readonly #timers = new Set<FakeTimer>();
  #now = 0;

  now(): number {
    return this.#now;
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
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) {
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, timer.dueAt);
      timer.callback();
      await nextTurn();
    }
    this.#now = end;
  }

  #next(end: number): FakeTimer | undefined {
    let next: FakeTimer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueAt <= end && (next === undefined || timer.dueAt < next.dueAt)) next = timer;
    }
    return next;
  }
}
