import { expect, test } from "vitest";
import { defaultInhibitions, defaultRules, type AlertEvent } from "../src/index.ts";
import { bench, MINUTE } from "./support.ts";

const events: AlertEvent[] = [
  { type: "error", category: "network", kind: "timeout", severity: "critical", message: "too late" },
  { type: "spike", subject: "network", count: 90, baseline: 4 },
  { type: "worker", workerId: "w", status: "unhealthy", reason: "silent" },
  { type: "breaker", name: "pay", state: "open" },
  { type: "dead-letter", jobType: "mail", reason: "bad address" },
  { type: "fleet-suspect", phase: "begin", suspects: 3, fleetSize: 4, reason: "the network" },
  { type: "gauge", name: "queue_age_ms", value: 400_000 },
  { type: "gauge", name: "store_down", value: 1, labels: { of: "writes" } },
  { type: "sink", sink: "slack", state: "down", reason: "no answer" },
];

test("each default rule says what it is about", async () => {
  const { alerts, clock } = bench({ rules: defaultRules(), inhibit: defaultInhibitions() });
  for (const event of events) alerts.observe(event);
  for (let i = 0; i < 99; i += 1) alerts.observe({ type: "error", category: "job", severity: "medium" });
  alerts.observe({ type: "error", category: "job", severity: "medium", message: "no file" });
  await clock.advance(MINUTE);
  const all = alerts.active().sort((a, b) => a.rule.localeCompare(b.rule));
  expect(all.map(({ rule, severity, summary, muted }) => [rule, severity, summary, muted])).toEqual([
    ["BreakerOpen", "high", "Breaker pay has been open for 30 s", false],
    ["CriticalError", "critical", "Critical network error (timeout): too late", false],
    ["DeadLetters", "medium", "dead letters of mail within 15 minutes: 1, the last: bad address", false],
    ["ErrorRate", "high", "100 job errors within 5 minutes, the last: no file", false],
    ["ErrorSpike", "medium", "network errors spike: 90, usual are 4", false],
    ["FleetSuspect", "critical", "3 of 4 workers turned suspect at once: the network", false],
    ["QueueAge", "high", "The oldest queued job has waited for 400000 ms", true],
    ["SinkDown", "high", "Alerts no longer reach slack: no answer", false],
    ["StoreDown", "critical", "The store does no writes: it does not answer, or it refuses", false],
    ["WorkerFailed", "high", "Worker w failed: silent", true],
  ]);
});

test("a store that is down explains a queue that waits, and its alert ends when it is back", async () => {
  const { alerts, clock } = bench({ rules: defaultRules(), inhibit: defaultInhibitions() });
  const store = (value: number) =>
    alerts.observe({ type: "gauge", name: "store_down", value, labels: { of: "writes" } });
  alerts.observe({ type: "gauge", name: "queue_age_ms", value: 400_000 });
  store(1);
  await clock.advance(MINUTE);
  expect(alerts.active().map(({ rule, muted }) => [rule, muted])).toEqual([
    ["StoreDown", false],
    ["QueueAge", true],
  ]);
  store(0);
  await clock.advance(1);
  expect(alerts.active().map(({ rule, muted }) => [rule, muted])).toEqual([["QueueAge", false]]);
});
