import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { dashboard, graph, HUBS, quantiles, rate } from "../panels.ts";

/** Are workers there, are they well, and how fast are they replaced when not? */
export function workers(): DashboardBuilder {
  const total = (metric: string) => `sum(rate(${metric}{${HUBS}}[$__rate_interval]))`;
  return dashboard("pigeon-workers", "workers", "Workers, the failure detector, breakers and recovery.", [
    {
      title: "Fleet",
      panels: [
        graph(
          "By health",
          "Unhealthy ones get nothing; recovering ones a little at first.",
          "short",
          [[`sum by (status) (pigeon_workers{${HUBS}})`, "{{status}}"]],
          { stacked: true },
        ),
        graph("Slots", "Used near all: more workers would help.", "short", [
          [`sum(pigeon_worker_slots{${HUBS}})`, "slots"],
          [`sum(pigeon_worker_slots_used{${HUBS}})`, "used"],
        ]),
        graph("Draining and suspected", "Suspected: a probe asks the worker before the verdict.", "short", [
          [`sum(pigeon_workers_draining{${HUBS}})`, "draining"],
          [`sum(pigeon_workers_suspected{${HUBS}})`, "suspected"],
          [`max(pigeon_fleet_suspect{${HUBS}})`, "fleet suspect"],
        ]),
      ],
    },
    {
      title: "Failure detection",
      panels: [
        graph("Heartbeats", "Accepted.", "ops", [[total("pigeon_worker_heartbeats_total"), "heartbeats"]]),
        graph(
          "Gap between heartbeats",
          "Far above the interval: network or workers are overloaded.",
          "s",
          quantiles("pigeon_worker_heartbeat_gap_seconds"),
        ),
        graph("Suspicions", "Cleared ones were false alarms that cost nothing but a probe.", "ops", [
          [total("pigeon_worker_suspicions_total"), "suspected"],
          [total("pigeon_worker_suspicions_cleared_total"), "cleared"],
          [total("pigeon_worker_failures_total"), "given up"],
          [total("pigeon_fleet_suspicions_total"), "whole fleet"],
        ]),
        graph(
          "Recovery",
          "From noticing that a worker failed to the next attempt of a job that it held.",
          "s",
          quantiles("pigeon_recovery_seconds"),
        ),
        graph("Attempts that lost their worker", "They are reassigned at once.", "ops", [
          [`sum(rate(pigeon_attempts_ended_total{${HUBS}, outcome="lost"}[$__rate_interval]))`, "lost"],
        ]),
      ],
    },
    {
      title: "Instances",
      panels: [
        graph("Instances", "Of hubs that keep a fleet; the cloud is asked twice a minute.", "short", [
          [`sum by (state) (pigeon_fleet_instances{${HUBS}})`, "{{state}}"],
          [`sum(pigeon_fleet_instances_wanted{${HUBS}})`, "wanted"],
        ]),
        graph("Exhausted kinds of instances", "There was no capacity of them lately.", "short", [
          [`sum(pigeon_fleet_pools_exhausted{${HUBS}})`, "exhausted"],
        ]),
        graph("Cost of the instances", "An hour, in the currency of the fleet's prices.", "short", [
          [`sum(pigeon_fleet_cost{${HUBS}})`, "an hour"],
        ]),
      ],
    },
    {
      title: "Calls to workers",
      panels: [
        graph("Calls by outcome", "Rejected: the breaker is open.", "ops", [
          [rate("pigeon_worker_calls_total", "outcome"), "{{outcome}}"],
        ]),
        graph(
          "How long they take",
          "To hand leases over.",
          "s",
          quantiles("pigeon_worker_call_duration_seconds"),
        ),
        graph("Retries", "Given up, by reason; budget: the retry budget was spent.", "ops", [
          [total("pigeon_worker_call_retries_total"), "retried"],
          [rate("pigeon_worker_calls_given_up_total", "reason"), "given up: {{reason}}"],
        ]),
        graph(
          "Breakers by state",
          "One for each worker.",
          "short",
          [[`sum by (state) (pigeon_breakers{${HUBS}})`, "{{state}}"]],
          { stacked: true },
        ),
        graph("Changes of breakers", "By the new state.", "ops", [
          [rate("pigeon_breaker_transitions_total", "to"), "to {{to}}"],
        ]),
      ],
    },
  ]);
}
