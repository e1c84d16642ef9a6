import type { Clock } from "../ports.ts";
import type { Store } from "../store/port.ts";

const BATCH = 500;
export const PRUNE_INTERVAL_MS = 60_000;

/** Removes jobs that finished longer ago than they are kept. Every minute, 500 at a time; never dead letters. */
export async function pruneJobs(store: Store, clock: Clock, retentionMs: number): Promise<void> {
  while ((await store.prune(clock.now() - retentionMs, BATCH)) === BATCH);
}
