import type { Clock, Timers } from "./ports.ts";

/** The only place where this package touches real time. */
export const systemClock: Clock = { now: () => performance.now() };

// Unref'd: a detector alone never keeps a process alive.
export const systemTimers: Timers = {
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export const systemWallClock = (): Date => new Date();

/** Where callback errors go when nobody gave `onError`: visible, and harmless. */
export function warnOfError(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.emitWarning(`A callback of the detector failed: ${text}`, "DetectorWarning");
}
