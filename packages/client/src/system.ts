import { randomUUID } from "node:crypto";
import type { Clock } from "@pigeon/retry";

/** Where time, chance and ids come from. Tests give their own. */
export interface System extends Clock {
  /** A number in [0, 1). */
  readonly random: () => number;
  /** A new idempotency key. */
  readonly uuid: () => string;
}

export const realSystem: System = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  setTimer: (callback, delayMs) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  uuid: () => randomUUID(),
};
