import type { Alerts } from "@pigeon/alerts";
import type { ErrorTracker } from "@pigeon/errors";
import type { Exposition, Reading } from "./exposition.ts";

const SEVERITIES = ["critical", "high", "medium", "low"] as const;

/** Errors and alerts: what went wrong, and whether people were told. */
export function troubleMetrics(
  exposition: Exposition,
  errors: Pick<ErrorTracker, "onError">,
  alerts: Pick<Alerts, "active" | "status" | "onAlert">,
): void {
  const recorded = exposition.counter(
    "pigeon_errors_total",
    "Errors recorded, by category: infrastructure, worker, job, network.",
    "category",
    "severity",
  );
  for (const category of ["infrastructure", "worker", "job", "network"]) recorded.with(category, "medium");
  errors.onError(({ category, severity }) => {
    recorded.with(category, severity).value += 1;
  });

  exposition.gauge("pigeon_alerts_firing", "Alerts that fire now, by severity.", ["severity"], () => {
    const active = alerts.active();
    return SEVERITIES.map((severity): Reading => [
      [severity],
      active.filter((alert) => alert.severity === severity).length,
    ]);
  });
  const changes = exposition.counter(
    "pigeon_alert_changes_total",
    "Alerts that fired, were acknowledged or resolved.",
    "change",
  );
  for (const change of ["fired", "resolved", "acknowledged"]) changes.with(change);
  alerts.onAlert(({ change }) => {
    changes.with(change).value += 1;
  });
  exposition.readCounter(
    "pigeon_alert_notifications_total",
    "Notifications by sink: delivered, or failed after all retries.",
    ["sink", "outcome"],
    () =>
      alerts.status().sinks.flatMap(({ name, delivered, failed }): Reading[] => [
        [[name, "delivered"], delivered],
        [[name, "failed"], failed],
      ]),
  );
  exposition.gauge("pigeon_alert_sink_up", "1 while a sink takes notifications, else 0.", ["sink"], () =>
    alerts.status().sinks.map(({ name, state }): Reading => [[name], state === "up" ? 1 : 0]),
  );
}
