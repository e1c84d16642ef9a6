import type { Clock } from "@pigeon/retry";
import { nextTurn } from "../system.ts";

interface ManualTimer {
  readonly dueAt: number;
  readonly callback: () => void;
}

/** Time that stands still until it is told to move: the `clock` of `createAlerts`. */
export class ManualClock implements Clock {
  readonly #timers = new Set<ManualTimer>();
  readonly #startedAt: number;
  #now = 0;

  /** @param startAt What the wall clock shows at first. Default 2026-01-01T00:00:00Z. */
  constructor(startAt: Date = new Date("2026-01-01T00:00:00Z")) {
    this.#startedAt = startAt.getTime();
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

  /** Moves the time on, firing each timer at the moment it is due, and lets promises settle after each. */
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

  #next(until: number): ManualTimer | undefined {
    let next: ManualTimer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueAt <= until && (next === undefined || timer.dueAt < next.dueAt)) next = timer;
    }
    return next;
  }
}
