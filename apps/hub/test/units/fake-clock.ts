import type { Clock } from "../../src/ports.ts";

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** Lets everything that needs no time run to its end. */
export const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** A clock that moves when the test says so. */
export class FakeClock implements Clock {
  #now: number;
  /** How far the time of day was set, beyond the time that passed. */
  #shift = 0;
  #timers: Timer[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now - this.#shift;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#now + delayMs, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  }

  /** How long each timer still waits. */
  get waiting(): number[] {
    return this.#timers.map(({ at }) => at - this.#now);
  }

  /** Changes the time of day without letting time pass: timers keep what they have left. */
  set(now: number): void {
    const moved = now - this.#now;
    this.#timers = this.#timers.map(({ at, callback }) => ({ at: at + moved, callback }));
    this.#now = now;
    this.#shift += moved;
  }

  /** Time passes in which nothing runs, as in a stopped process. What fell due runs with the next advance. */
  stall(ms: number): void {
    this.#now += ms;
  }

  /** Runs every timer that falls due, in order, each with all that follows from it. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((each) => each !== due);
      this.#now = Math.max(this.#now, due.at);
      due.callback();
      await settle();
    }
    this.#now = end;
  }
}
