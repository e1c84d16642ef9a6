import { createAlerts, defaultRules, type AlertEvent, type Alerts, type Rule } from "@pigeon/alerts";
import { cpuNs, heapMb } from "./measure.ts";

const sink = { name: "none", send: () => Promise.resolve() };

export const manyWorkers: Rule = {
  name: "WorkerFailed",
  when: { type: "worker" },
  severity: "high",
  summary: "Worker {worker} failed: {reason}",
  maxAlerts: 100_000,
};

const byFingerprint: Rule = {
  name: "ByFingerprint",
  when: { type: "errors", by: ["fingerprint"] },
  severity: "high",
  summary: "{message}",
};

function make(rules: readonly Rule[]): Alerts {
  return createAlerts({ rules, sinks: [sink] });
}

function worker(i: number, status: "healthy" | "unhealthy"): AlertEvent {
  return { type: "worker", workerId: `worker-${i}`, status, reason: "connection lost" };
}

const error: AlertEvent = {
  type: "error",
  category: "network",
  severity: "critical",
  kind: "timeout",
  fingerprint: "f",
  subject: "https://a",
  message: "too late",
};

/** What one call of observe costs, in ns of CPU time, with the nine default rules. */
export function observeCosts(calls: number): Record<string, () => number> {
  const idle = make(defaultRules());
  const noisy = make(defaultRules());
  const flapping = make([manyWorkers]);
  const healthy = worker(1, "healthy");
  return {
    "an event that no rule is about": () =>
      cpuNs(calls, () => idle.observe({ type: "gauge", name: "other", value: 1 })),
    "a healthy worker": () => cpuNs(calls, () => idle.observe(healthy)),
    "a critical error, two rules count it, its alert fires already": () =>
      cpuNs(calls, () => noisy.observe(error)),
    "an alert fires or resolves": () =>
      cpuNs(calls / 10, (i) => flapping.observe(worker(0, i % 2 === 0 ? "unhealthy" : "healthy"))),
  };
}

export interface Load {
  readonly cpuMs: number;
  readonly heapMb: number;
  readonly active: number;
}

function load(rules: readonly Rule[], count: number, event: (i: number) => AlertEvent): [Load, Alerts] {
  const alerts = make(rules);
  const before = heapMb();
  const ns = cpuNs(count, (i) => alerts.observe(event(i)));
  return [{ cpuMs: (ns * count) / 1e6, heapMb: heapMb() - before, active: alerts.status().active }, alerts];
}

/** So many alerts that fire, each of its own worker. */
export function activeAlerts(count: number): [Load, Alerts] {
  return load([manyWorkers], count, (i) => worker(i, "unhealthy"));
}

/** Errors of which no two are alike, with a rule that wants an alert for each. */
export function flood(count: number): [Load, Alerts] {
  return load([...defaultRules(), byFingerprint], count, (i) => ({
    ...error,
    type: "error",
    category: "network",
    severity: "critical",
    fingerprint: `fingerprint-${i}`,
    subject: `https://host-${i}.example/path`,
    message: `connection ${i} lost`,
  }));
}
