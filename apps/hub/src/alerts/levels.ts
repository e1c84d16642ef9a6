import type { Alerts } from "@pigeon/alerts";
import type { Breakers } from "@pigeon/breaker";
import type { Detector } from "@pigeon/detector";
import type { Clock } from "../ports.ts";
import type { Store } from "../store/port.ts";

export const LEVELS_INTERVAL_MS = 10_000;

export interface LevelParts {
  readonly alerts: Pick<Alerts, "observe" | "active">;
  readonly store: Pick<Store, "oldestDue">;
  readonly detector: Pick<Detector, "getWorkerHealth">;
  readonly breakers: Pick<Breakers, "has" | "get">;
  readonly clock: Clock;
  /** Whether it is this hub that tells of the queue, where there are several. Default: it is. */
  readonly leads?: () => boolean;
}

/**
 * Tells the alerts what nobody else tells: how long the oldest job has waited, and how those things are now
 * that an alert is about. So one that was restored, or whose breaker was forgotten, finds its end.
 */
export async function tellLevels(parts: LevelParts): Promise<void> {
  const { alerts, store, detector, breakers, clock, leads = () => true } = parts;
  for (const { labels } of alerts.active()) {
    const { worker: workerId, breaker: name } = labels;
    if (workerId !== undefined) {
      const health = detector.getWorkerHealth(workerId);
      if (health === undefined) alerts.observe({ type: "worker", workerId, status: "gone" });
      // One that has not been heard of since the hub started is called healthy, and may be dead.
      else if (health.lastHeartbeatAt !== undefined || health.status !== "healthy")
        alerts.observe({ type: "worker", workerId, status: health.status });
    }
    if (name !== undefined) {
      const state = breakers.has(name) ? breakers.get(name).state : "gone";
      alerts.observe({ type: "breaker", name, state });
    }
  }
  const oldest = leads() ? await store.oldestDue() : undefined;
  const value = oldest === undefined ? 0 : Math.max(0, clock.now() - oldest);
  alerts.observe({ type: "gauge", name: "queue_age_ms", value });
}
