import type { Clock } from "../ports.ts";
import type { Store } from "../store/port.ts";

const BATCH = 200;
export const PRUNE_INTERVAL_MS = 60_000;

/** Removes jobs that finished longer ago than they are kept. Every minute, 200 at a time, a few milliseconds each; never dead letters. */
export async function pruneJobs(store: Store, clock: Clock, retentionMs: number): Promise<void> {
  while ((await store.prune(clock.now() - retentionMs, BATCH)) === BATCH);
}
