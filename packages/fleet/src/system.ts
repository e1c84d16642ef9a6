import type { Clock } from "@pigeon/retry";

/** The only place where this package touches real time and timers. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  setTimer(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Where failures go that nobody else can be told of. */
export function warnOfError(error: unknown): void {
  process.emitWarning(error instanceof Error ? error.message : String(error), "FleetWarning");
}
