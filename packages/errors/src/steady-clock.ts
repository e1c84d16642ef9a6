import type { Clock } from "./ports.ts";

/** A clock set back by less than this is waited for; set back further, it is believed. */
const HELD_MS = 60_000;
// Beyond these a Date is invalid and would throw when it is printed.
const MAX_TIME_MS = 8.64e15;

/** The given clock without small steps back and without readings that are no time. */
export function steadyClock(clock: Clock): () => number {
  let last = 0;
  return () => {
    const reading = read(clock);
    if (reading === undefined) return last;
    if (reading < last && last - reading < HELD_MS) return last;
    last = reading;
    return reading;
  };
}

function read(clock: Clock): number | undefined {
  try {
    const reading = clock.now();
    return Number.isFinite(reading) && Math.abs(reading) <= MAX_TIME_MS ? reading : undefined;
  } catch {
    return undefined;
  }
}
