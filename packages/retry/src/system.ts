import { TimeLimits } from "./time-limits.ts";
import type { Clock } from "./types.ts";

const limits = new TimeLimits({
  now: () => performance.now(),
  start(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return {
      cancel: () => clearTimeout(timer),
      keepAlive: (on) => (on ? timer.ref() : timer.unref()),
    };
  },
});

/** The clock of this process. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  setTimer(callback, delayMs) {
    // A timer of 0 takes 1 ms; this lets everything else that is ready run first, and no more.
    if (delayMs === 0) {
      const immediate = setImmediate(callback);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  setTimeLimit: (callback, limitMs) => limits.set(callback, limitMs),
};

/** A random number in [0, 1). */
export const systemRandom = (): number => Math.random();

/** Resolves after everything that is ready to run has run. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
