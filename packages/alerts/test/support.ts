import { createAlerts, type Alerts, type AlertsOptions, type Route, type Rule } from "../src/index.ts";
import { ManualClock, recordingSink, type RecordingSink } from "../src/testing.ts";

export const SECOND = 1000;
export const MINUTE = 60_000;

export const workerRule: Rule = {
  name: "WorkerFailed",
  when: { type: "worker" },
  severity: "high",
  summary: "Worker {worker} failed: {reason}",
};

let ids = 0;

export interface Bench {
  readonly clock: ManualClock;
  readonly sink: RecordingSink;
  readonly alerts: Alerts;
  readonly errors: unknown[];
  /** The status of a worker. */
  readonly worker: (id: string, status: "healthy" | "degraded" | "unhealthy" | "recovering" | "gone") => void;
  /** What the sink took: status, and the workers that fire, and those that are over. */
  readonly told: () => string[];
}

/** Alerts with one recording sink on manual time. */
export function bench(
  options: Partial<AlertsOptions> & {
    route?: Partial<Route>;
    clock?: ManualClock;
    sink?: RecordingSink;
  } = {},
): Bench {
  const { route, clock = new ManualClock(), sink = recordingSink("a"), ...rest } = options;
  const errors: unknown[] = [];

  const alerts = createAlerts({
    rules: [workerRule],
    sinks: [sink],
    routes: [{ name: "all", sinks: [sink.name], ...route }],
    clock,
    random: () => 0.5,
    ids: () => `silence-${++ids}`,
    onError: (error) => errors.push(error),
    ...rest,
  });
  return {
    clock,
    sink,
    alerts,
    errors,
    worker: (workerId, status) => alerts.observe({ type: "worker", workerId, status, reason: "silent" }),
    told: () => toldBy(sink),
  };
}

export function toldBy(sink: RecordingSink): string[] {
  return sink.notifications.map((notification) =>
    [
      notification.repeat ? "repeat" : notification.status,
      ...notification.alerts.map(
        ({ status, labels, rule }) => `${status === "firing" ? "+" : "-"}${labels["worker"] ?? rule}`,
      ),
    ].join(" "),
  );
}
