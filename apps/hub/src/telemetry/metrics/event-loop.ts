import type { Clock } from "../../ports.ts";
import { LATENCY_BOUNDS } from "./buckets.ts";
import type { Exposition } from "./exposition.ts";

/** Often enough to see every stall that a caller would feel, and cheap. */
const LOOK_EVERY_MS = 100;

/** How late the hub's timers are: what every request had to wait at that moment. Begins at once. @returns the end of it. */
export function eventLoopMetrics(exposition: Exposition, clock: Clock): () => void {
  const lag = exposition
    .histogram(
      "pigeon_event_loop_lag_seconds",
      "How late a timer was that looks ten times a second.",
      LATENCY_BOUNDS,
    )
    .with();
  let stopTimer = () => {};
  const look = () => {
    const dueAt = clock.monotonic() + LOOK_EVERY_MS;
    stopTimer = clock.after(LOOK_EVERY_MS, () => {
      lag.observe((clock.monotonic() - dueAt) / 1000);
      look();
    });
  };
  look();
  return () => stopTimer();
}
