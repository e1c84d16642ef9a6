import type { Clock, Timer } from "./types.ts";

type SetTimeout = typeof setTimeout;

/** Timers that have not fired: one for each time limit in use. */
const timers = new Set<SystemTimer>();
let listens = false;

/**
 * A timer that keeps the process alive only if nothing else does. Whether it should is asked when the process is
 * about to end; telling Node with each call would cost more than the rest of the call.
 */
class SystemTimer implements Timer {
  readonly #madeBy: SetTimeout = setTimeout;
  readonly #timer: NodeJS.Timeout;
  #wanted = true;
  #holds = false;

  constructor(callback: () => void, ms: number) {
    this.#timer = setTimeout(() => {
      timers.delete(this);
      callback();
    }, ms);
    this.#timer.unref();
    if (!listens) process.on("beforeExit", holdProcess);
    listens = true;
    timers.add(this);
  }

  /** Whoever put other timers in place (fake ones, in a test) may have taken this one away unfired. */
  get lost(): boolean {
    if (setTimeout === this.#madeBy) return false;
    timers.delete(this);
    return true;
  }

  ref(): void {
    this.#wanted = true;
  }

  unref(): void {
    this.#wanted = false;
    if (!this.#holds) return;
    this.#holds = false;
    this.#timer.unref();
  }

  hold(): void {
    if (!this.#wanted) return;
    this.#holds = true;
    this.#timer.ref();
  }
}

function holdProcess(): void {
  for (const timer of timers) timer.hold();
}

/** The system's monotonic clock: it never jumps when the wall clock is set. */
export const systemClock: Required<Clock> = {
  now: () => performance.now(),
  setTimer: (callback, ms) => new SystemTimer(callback, ms),
};

export const systemRandom: () => number = () => Math.random();
