import type { Clock } from "./types.ts";

/** A clock for tests: it stands still until it is told to advance. */
export interface ManualClock extends Clock {
  /** Moves the time on by `ms`, which must be 0 or more. Throws a `RangeError` otherwise. */
  advance(ms: number): void;
}

/** Makes a clock that shows `startMs` (default 0). It drives recovery; call timeouts use system timers. */
export function createManualClock(startMs: number = 0): ManualClock {
  let now = startMs;
  return {
    now: () => now,
    advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`A clock cannot advance by ${ms} ms: expected 0 or more`);
      now += ms;
    },
  };
}
