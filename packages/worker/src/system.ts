import { randomBytes } from "node:crypto";

/** Where time, chance and timers come from. Tests give their own. */
export interface System {
  /** Monotonic time in ms. */
  readonly now: () => number;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** A short random name part. */
  readonly id: () => string;
  /** Calls `fn` once after `ms`. Returns a function that takes it back. */
  readonly after: (ms: number, fn: () => void) => () => void;
  /** Calls `fn` once the current I/O is handled. */
  readonly soon: (fn: () => void) => void;
}

/** The machine's own clock, randomness and timers. */
export const realSystem: System = {
  now: () => performance.now(),
  random: () => Math.random(),
  id: () => randomBytes(4).toString("hex"),
  after: (ms, fn) => {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  },
  soon: (fn) => {
    setImmediate(fn);
  },
};
