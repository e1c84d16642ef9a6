import type { Inhibition } from "./inhibition.ts";
import type { Rule } from "./rule.ts";

/** Rules for a Pigeon hub. Plain data: filter them, or spread one and change it. */
export function defaultRules(): Rule[] {
  return [
    {
      name: "CriticalError",
      when: { type: "errors", minSeverity: "critical", by: ["category", "kind"] },
      severity: "critical",
      summary: "Critical {category} error ({kind}): {message}",
    },
    {
      name: "ErrorRate",
      when: {
        type: "errors",
        minSeverity: "medium",
        count: 100,
        clearBelow: 50,
        withinMs: 300_000,
        by: ["category"],
      },
      severity: "high",
      summary: "{count} {category} errors within 5 minutes, the last: {message}",
    },
    {
      name: "ErrorSpike",
      when: { type: "spike" },
      severity: "medium",
      summary: "{subject} errors spike: {count}, usual are {baseline}",
    },
    {
      name: "WorkerFailed",
      when: { type: "worker" },
      severity: "high",
      summary: "Worker {worker} failed: {reason}",
    },
    {
      name: "BreakerOpen",
      when: { type: "breaker" },
      severity: "high",
      forMs: 30_000,
      summary: "Breaker {breaker} has been open for 30 s",
    },
    {
      name: "DeadLetters",
      when: { type: "dead-letters", by: ["jobType"], withinMs: 900_000 },
      severity: "medium",
      summary: "dead letters of {jobType} within 15 minutes: {count}, the last: {reason}",
    },
    {
      name: "FleetSuspect",
      when: { type: "fleet-suspect" },
      severity: "critical",
      summary: "{suspects} of {fleetSize} workers turned suspect at once: {reason}",
    },
    {
      name: "QueueAge",
      when: { type: "gauge", name: "queue_age_ms", above: 300_000, clearAt: 120_000 },
      severity: "high",
      forMs: 60_000,
      resolveAfterMs: 600_000,
      summary: "The oldest queued job has waited for {value} ms",
    },
    {
      name: "StoreDown",
      when: { type: "gauge", name: "store_down", above: 0, clearAt: 0 },
      severity: "critical",
      summary: "The store does no {of}: it does not answer, or it refuses",
    },
    {
      name: "SinkDown",
      when: { type: "sink" },
      severity: "high",
      summary: "Alerts no longer reach {sink}: {reason}",
    },
  ];
}

/** For `inhibit`, with the default rules: a suspect fleet explains workers that fail and queues that wait, a lost store the latter. */
export function defaultInhibitions(): Inhibition[] {
  return [
    {
      source: [{ label: "alertname", is: "FleetSuspect" }],
      target: [{ label: "alertname", is: ["WorkerFailed", "QueueAge"] }],
    },
    {
      source: [{ label: "alertname", is: "StoreDown" }],
      target: [{ label: "alertname", is: "QueueAge" }],
    },
  ];
}
