import type { Clock, Timer } from "./types.ts";

type SetTimeout = typeof globalThis.setTimeout;

class SystemTimer implements Timer {
  readonly #madeBy: SetTimeout = globalThis.setTimeout;
  readonly #timer: NodeJS.Timeout;

  constructor(callback: () => void, ms: number) {
    this.#timer = globalThis.setTimeout(callback, ms);
  }

  /** Whoever put other timers in place (fake ones, in a test) may have taken this one away unfired. */
  get lost(): boolean {
    return globalThis.setTimeout !== this.#madeBy;
  }

  ref(): void {
    this.#timer.ref();
  }

  unref(): void {
    this.#timer.unref();
  }
}

/** The system's monotonic clock: it never jumps when the wall clock is set. */
export const systemClock: Required<Clock> = {
  now: () => performance.now(),
  setTimer: (callback, ms) => new SystemTimer(callback, ms),
};

export const systemRandom: () => number = () => Math.random();
