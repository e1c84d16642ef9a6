import type { Window } from "./count-window.ts";
import type { Trip, TripWindow } from "./trip.ts";

/** A window that trips when at least `percent` of at least `minimumCalls` calls were hits. */
export function rateWindow(
  policy: string,
  window: Window,
  percent: number,
  minimumCalls: number,
  isHit: (failed: boolean, durationMs: number) => boolean,
): TripWindow {
  return {
    record(failed, durationMs, now): Trip | undefined {
      const hit = isHit(failed, durationMs);
      window.add(hit, now);
      // Only a hit can raise the rate; a success that happens to complete the minimum must not open.
      if (!hit || window.calls < minimumCalls) return undefined;
      const value = (window.hits / window.calls) * 100;
      return value < percent ? undefined : { policy, value, limit: percent, calls: window.calls };
    },
    save: (now) => window.save(now),
  };
}
