import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { dashboard, graph, HUBS, quantile, quantiles, rate } from "../panels.ts";

/** What does a hub itself do, and what limits it? */
export function hub(): DashboardBuilder {
  return dashboard("pigeon-hub", "hub", "The hubs themselves: HTTP, store, event loop, alerts and process.", [
    {
      title: "HTTP",
      panels: [
        graph(
          "Requests by status",
          "4xx includes what was refused for coming too often.",
          "ops",
          [[rate("pigeon_http_requests_total", "status"), "{{status}}"]],
          { stacked: true },
        ),
        graph("Slowest routes, p95", "Long polls take as long as they were asked to wait.", "s", [
          [
            `topk(8, ${quantile(0.95, "pigeon_http_request_duration_seconds", "method, route")})`,
            "{{method}} {{route}}",
          ],
        ]),
        graph("Waiting", "In flight: not answered yet, long polls included.", "short", [
          [`sum(pigeon_http_requests_in_flight{${HUBS}})`, "in flight"],
          [`sum(pigeon_waiting_clients{${HUBS}})`, "clients that wait for a job"],
          [`sum(pigeon_pending_changes{${HUBS}})`, "changes at the store"],
        ]),
      ],
    },
    {
      title: "Store",
      panels: [
        graph("Commits", "From begin to on disk.", "s", quantiles("pigeon_store_commit_duration_seconds")),
        graph("Requests that share a commit", "The more share one, the more the store can do.", "short", [
          [
            `sum(rate(pigeon_store_commit_size_sum{${HUBS}}[$__rate_interval])) / (sum(rate(pigeon_store_commit_size_count{${HUBS}}[$__rate_interval])) > 0)`,
            "mean",
          ],
          [quantile(0.95, "pigeon_store_commit_size"), "p95"],
        ]),
        graph("Operations, p95", "What the hub asked of its store, waiting for a commit included.", "s", [
          [quantile(0.95, "pigeon_store_operation_duration_seconds", "operation"), "{{operation}}"],
        ]),
        graph("Refusals by code", "Full: no disk left. Unavailable: the database is away.", "ops", [
          [rate("pigeon_store_errors_total", "code"), "{{code}}"],
        ]),
        graph("Answers", "0: the store does not answer.", "short", [
          [`min by (instance) (pigeon_store_up{${HUBS}})`, "{{instance}}"],
        ]),
      ],
    },
    {
      title: "Hubs on one store",
      panels: [
        graph("Hubs", "One leads. A lease that is not held: its hub may hand out nothing.", "short", [
          [`max(pigeon_replicas{${HUBS}})`, "hubs"],
          [`sum(pigeon_replica_leads{${HUBS}})`, "that lead"],
          [`sum(pigeon_replica_lease_held{${HUBS}})`, "leases held"],
        ]),
        graph("Workers by hub", "Each worker has one.", "short", [
          [`sum by (instance) (pigeon_workers{${HUBS}})`, "{{instance}}"],
        ]),
        graph("Taken over", "A hub that left or failed leaves its workers to the others.", "ops", [
          [rate("pigeon_replica_workers_taken_total", "instance"), "workers taken by {{instance}}"],
          [rate("pigeon_replica_lease_losses_total", "instance"), "leases lost by {{instance}}"],
        ]),
        graph("What they tell each other", "Corrections: what was not heard, and found out later.", "ops", [
          [rate("pigeon_replica_hints_sent_total", "job"), "sent"],
          [rate("pigeon_replica_hints_received_total", "job"), "received"],
          [rate("pigeon_replica_corrections_total", "job"), "corrections"],
        ]),
      ],
    },
    {
      title: "Alerts",
      panels: [
        graph(
          "Firing, by severity",
          "Of the hubs themselves.",
          "short",
          [[`sum by (severity) (pigeon_alerts_firing{${HUBS}})`, "{{severity}}"]],
          { stacked: true },
        ),
        graph("Changes", "Fired, acknowledged, resolved.", "ops", [
          [rate("pigeon_alert_changes_total", "change"), "{{change}}"],
        ]),
        graph("Notifications", "Failed: after all retries.", "ops", [
          [rate("pigeon_alert_notifications_total", "sink, outcome"), "{{sink}}: {{outcome}}"],
        ]),
        graph("Sinks", "0: it takes no notifications now.", "short", [
          [`min by (sink) (pigeon_alert_sink_up{${HUBS}})`, "{{sink}}"],
        ]),
        graph("Errors by severity", "What the hubs recorded.", "ops", [
          [rate("pigeon_errors_total", "severity"), "{{severity}}"],
        ]),
      ],
    },
    {
      title: "Process",
      panels: [
        graph(
          "Event-loop lag",
          "What every request had to wait.",
          "s",
          quantiles("pigeon_event_loop_lag_seconds"),
        ),
        graph("CPU", "Event loop: the share of the one core that it can have.", "percentunit", [
          [
            `sum by (instance) (rate(process_cpu_seconds_total{${HUBS}}[$__rate_interval]))`,
            "{{instance}} cpu",
          ],
          [
            `sum by (instance) (rate(nodejs_event_loop_active_seconds_total{${HUBS}}[$__rate_interval]))`,
            "{{instance}} event loop",
          ],
        ]),
        graph("Memory", "Resident, and of it JavaScript's.", "bytes", [
          [`sum by (instance) (process_resident_memory_bytes{${HUBS}})`, "{{instance}} resident"],
          [`sum by (instance) (nodejs_heap_used_bytes{${HUBS}})`, "{{instance}} heap"],
        ]),
        graph("File descriptors", "Connections, mostly.", "short", [
          [`sum by (instance) (process_open_fds{${HUBS}})`, "{{instance}}"],
        ]),
        graph("Up since", "Time since the start.", "s", [
          [`time() - process_start_time_seconds{${HUBS}}`, "{{instance}}"],
        ]),
        graph("Versions", "How many hubs of each.", "short", [
          [`count by (version, node) (pigeon_build_info{${HUBS}})`, "{{version}} on {{node}}"],
        ]),
      ],
    },
  ]);
}
