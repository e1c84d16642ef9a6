import type { Alert, Notification } from "../src/index.ts";

export const routingKey = "0123456789abcdef0123456789abcdef";
export const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

export function sampleAlert(change: Partial<Alert> = {}): Alert {
  return {
    key: "5".repeat(32),
    status: "firing",
    rule: "WorkerFailed",
    severity: "high",
    labels: { alertname: "WorkerFailed", severity: "high", worker: "worker-1" },
    summary: "Worker worker-1 failed: connection lost",
    startsAt: "2026-01-01T00:00:00.000Z",
    ...change,
  };
}

export function sampleNotification(change: Partial<Notification> = {}): Notification {
  return {
    id: "1".repeat(32),
    groupKey: "2".repeat(32),
    route: "default",
    status: "firing",
    acknowledged: false,
    severity: "high",
    groupLabels: { alertname: "WorkerFailed" },
    alerts: [sampleAlert()],
    repeat: false,
    escalated: false,
    at: "2026-01-01T00:00:30.000Z",
    ...change,
  };
}

/** Labels and summaries as long as they get, of characters that JSON and Slack make longer. */
export function enormous(alerts: number): Notification {
  const long = (character: string): string => character.repeat(1024);
  return sampleNotification({
    route: long("r"),
    alerts: Array.from({ length: alerts }, (_, i) =>
      sampleAlert({
        key: String(i).padStart(32, "0"),
        summary: long(i % 2 === 0 ? "<" : "€"),
        labels: Object.fromEntries(Array.from({ length: 18 }, (_, n) => [`label${n}`, "\u0001".repeat(256)])),
      }),
    ),
  });
}
