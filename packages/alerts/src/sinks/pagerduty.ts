import { clip, keyOf } from "../labels.ts";
import type { Notification } from "../notification.ts";
import { checksOf, type Known } from "../problems.ts";
import type { Severity } from "../severity.ts";
import type { Sink } from "../sink.ts";
import { checkUrl } from "./check-url.ts";
import { postJson } from "./http.ts";

export interface PagerDutyOptions {
  /** Default `"pagerduty"`. */
  readonly name?: string | undefined;
  /** The integration key of an Events API v2 integration: 32 characters. Secret. */
  readonly routingKey: string;
  /** Default `https://events.pagerduty.com/v2/enqueue`; EU accounts have `events.eu.pagerduty.com`. */
  readonly url?: string | undefined;
  /**
   * What is affected: a host or a service. Part of the key of incidents: give each hub its own if several
   * share a routing key. Default `"pigeon"`.
   */
  readonly source?: string | undefined;
  /** Where to look, shown with the incident. */
  readonly clientUrl?: string | undefined;
}

/** The service takes 512 kB. */
const MOST_BYTES = 500_000;
/** Alerts listed in the details. */
const MOST_LISTED = 20;
const SEVERITY: Readonly<Record<Severity, string>> = {
  critical: "critical",
  high: "error",
  medium: "warning",
  low: "info",
};

const OPTIONS: Known<PagerDutyOptions> = {
  name: true,
  routingKey: true,
  url: true,
  source: true,
  clientUrl: true,
};

/**
 * One incident for each group of alerts, by PagerDuty's Events API v2: triggered while anything of the
 * group fires, acknowledged when somebody acknowledged all of it, resolved when nothing fires.
 * @throws {AlertsOptionsError} listing all problems; never with the key.
 */
export function pagerDutySink(options: PagerDutyOptions): Sink {
  const checks = checksOf(options, OPTIONS);
  const { name = "pagerduty", routingKey, url = "https://events.pagerduty.com/v2/enqueue" } = options;
  const { source = "pigeon", clientUrl } = options;
  checks.text("name", name);
  checkUrl(checks, "url", url);
  if (typeof routingKey !== "string" || !/^\w{32}$/.test(routingKey)) {
    checks.add("routingKey", "a key of 32 characters", routingKey ?? null, true);
  }
  checks.finish();
  return {
    name,
    async send(notification, signal) {
      const event = pagerDutyEvent(notification, source);
      const client = clientUrl === undefined ? {} : { client: "Pigeon", client_url: clientUrl };
      const body = JSON.stringify({ routing_key: routingKey, ...client, ...event });
      await postJson({ sink: name, url, body, signal, secrets: [routingKey] });
    },
  };
}

/** The event for a notification, without the key: within the limits of the service. */
export function pagerDutyEvent(notification: Notification, source: string): Record<string, unknown> {
  const { groupKey, status, acknowledged } = notification;
  const event_action = status === "resolved" ? "resolve" : acknowledged ? "acknowledge" : "trigger";
  const head = { event_action, dedup_key: keyOf(source, groupKey) };
  if (event_action !== "trigger") return head;
  for (let listed = MOST_LISTED; ; listed = Math.floor(listed / 2)) {
    const event = { ...head, payload: payload(notification, source, listed) };
    if (listed === 0 || Buffer.byteLength(JSON.stringify(event)) <= MOST_BYTES) return event;
  }
}

function payload(notification: Notification, source: string, listed: number): Record<string, unknown> {
  const { alerts, severity, groupLabels, route, at } = notification;
  const firing = alerts.filter((alert) => alert.status === "firing");
  const [first] = firing;
  const more = firing.length > 1 ? ` (and ${firing.length - 1} more)` : "";
  return {
    summary: `${clip(first?.summary ?? "Alerts that are muted still fire", 1024 - more.length)}${more}`,
    source: clip(source, 255),
    severity: SEVERITY[severity],
    timestamp: first?.startsAt ?? at,
    class: clip(first?.rule ?? "", 255),
    group: clip(route, 255),
    custom_details: {
      firing: firing.length,
      resolved: alerts.length - firing.length,
      groupLabels,
      alerts: alerts
        .slice(0, listed)
        .map(({ status, summary, labels, startsAt }) => ({ status, summary, labels, startsAt })),
    },
  };
}
