import type { Timers } from "../src/index.ts";
import { ManualClock } from "./support.ts";

/** Timers that go off when the clock is moved by `pass`. */
export class ManualTimers implements Timers {
  readonly clock: ManualClock;
  #waiting: { atMs: number; callback: () => void }[] = [];

  constructor(clock: ManualClock = new ManualClock()) {
    this.clock = clock;
  }

  /** Timers that are set. */
  get waiting(): number {
    return this.#waiting.length;
  }

  after = (delayMs: number, callback: () => void): (() => void) => {
    const timer = { atMs: this.clock.ms + delayMs, callback };
    this.#waiting.push(timer);
    return () => {
      this.#waiting = this.#waiting.filter((one) => one !== timer);
    };
  };

  pass(ms: number): void {
    const untilMs = this.clock.ms + ms;
    for (;;) {
      const next = this.#waiting.sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined || next.atMs > untilMs) break;
      this.#waiting.shift();
      this.clock.ms = Math.max(this.clock.ms, next.atMs);
      next.callback();
    }
    this.clock.ms = untilMs;
  }
}

/** Lets promises that are settled be heard of. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}
