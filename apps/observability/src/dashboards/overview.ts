import { dashboard, figure, graph, HUBS, quantiles, rate } from "../panels.ts";
import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";

/** Is it well, and is work done? */
export function overview(): DashboardBuilder {
  return dashboard("pigeon-overview", "overview", "Whether the hubs are well and work is done.", [
    {
      title: "Now",
      panels: [
        figure(
          "Queued",
          "Jobs that wait, delayed ones included. The store's number: the same at every hub that shares it.",
          "short",
          `max(pigeon_jobs{${HUBS}, state="queued"})`,
        ),
        figure(
          "Oldest waits",
          "How long the job that could run and waits longest has waited.",
          "s",
          `max(pigeon_queue_age_seconds{${HUBS}})`,
        ),
        figure("Running", "Jobs that a worker holds.", "short", `max(pigeon_jobs{${HUBS}, state="leased"})`),
        figure(
          "Done per second",
          "Jobs that succeeded.",
          "ops",
          `sum(rate(pigeon_jobs_finished_total{${HUBS}, state="succeeded"}[$__rate_interval]))`,
        ),
        figure(
          "Healthy workers",
          "Workers that get work without reserve.",
          "short",
          `sum(pigeon_workers{${HUBS}, status="healthy"})`,
        ),
        figure(
          "Alerts",
          "Alerts of the hubs themselves that fire now.",
          "short",
          `sum(pigeon_alerts_firing{${HUBS}})`,
        ),
      ],
    },
    {
      title: "Work",
      panels: [
        graph("Jobs in and out", "More in than out for long: the queue grows.", "ops", [
          [`sum(rate(pigeon_jobs_submitted_total{${HUBS}}[$__rate_interval]))`, "submitted"],
          [rate("pigeon_jobs_finished_total", "state"), "{{state}}"],
        ]),
        graph("Jobs in the store", "Finished ones are left out: they are kept for days.", "short", [
          [`max by (state) (pigeon_jobs{${HUBS}, state=~"queued|leased|dead"})`, "{{state}}"],
        ]),
        graph(
          "Waiting for a lease",
          "From the moment in which a job could run to its lease.",
          "s",
          quantiles("pigeon_job_wait_seconds"),
        ),
        graph(
          "Attempts by outcome",
          "Lost: the worker died. Released: another worker takes it, and no try is used up.",
          "ops",
          [[rate("pigeon_attempts_ended_total", "outcome"), "{{outcome}}"]],
          { stacked: true },
        ),
        graph(
          "Workers by health",
          "What the failure detector makes of them.",
          "short",
          [[`sum by (status) (pigeon_workers{${HUBS}})`, "{{status}}"]],
          { stacked: true },
        ),
        graph("Errors by category", "What the hubs recorded.", "ops", [
          [rate("pigeon_errors_total", "category"), "{{category}}"],
        ]),
      ],
    },
  ]);
}
