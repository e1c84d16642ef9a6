import type { Clock } from "@pigeon/retry";

/**
 * Time in ms since the epoch that can be saved, and that does not jump when the wall clock is set while
 * the process runs.
 */
export function steadyClock(clock: Clock): () => number {
  const offset = clock.wallTime() - clock.now();
  return () => Math.round(offset + clock.now());
}
