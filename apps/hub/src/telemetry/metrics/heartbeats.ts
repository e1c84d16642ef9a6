import { LATENCY_BOUNDS } from "./buckets.ts";
import type { Exposition } from "./exposition.ts";

/** Workers that are remembered at the most. One that is forgotten misses one gap. */
const MAX_REMEMBERED = 10_000;

/** Counts heartbeats, and measures how far apart those of one worker are. `now` in ms, never back. */
export function heartbeatMetrics(exposition: Exposition, now: () => number): (workerId: string) => void {
  const beats = exposition.counter("pigeon_worker_heartbeats_total", "Heartbeats that were accepted.").with();
  const gaps = exposition
    .histogram(
      "pigeon_worker_heartbeat_gap_seconds",
      "Between two heartbeats of the same worker, as they arrive.",
      LATENCY_BOUNDS,
    )
    .with();
  const lastAt = new Map<string, number>();
  return (workerId) => {
    const at = now();
    const before = lastAt.get(workerId);
    beats.value += 1;
    if (before !== undefined) gaps.observe((at - before) / 1000);
    else if (lastAt.size >= MAX_REMEMBERED) lastAt.clear();
    lastAt.set(workerId, at);
  };
}
