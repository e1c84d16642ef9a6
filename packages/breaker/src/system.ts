import type { Clock } from "./types.ts";

/** The system's monotonic clock: it never jumps when the wall clock is set. */
export const systemClock: Clock = { now: () => performance.now() };
