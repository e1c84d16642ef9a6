import type { Alert } from "../alert.ts";
import type { Notification } from "../notification.ts";
import { checksOf, type Known } from "../problems.ts";
import type { Sink } from "../sink.ts";
import { checkUrl } from "./check-url.ts";
import { postJson } from "./http.ts";

export interface AlertmanagerOptions {
  /** Default `"alertmanager"`. */
  readonly name?: string | undefined;
  /** Its base URL, such as `http://alertmanager:9093`. */
  readonly url: string;
  /** Further headers, such as `authorization`. Their values are secret. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Where to look: must be a URL. */
  readonly generatorUrl?: string | undefined;
  /**
   * What fires is sent again after this time, and taken for over by Alertmanager after four times of it, as
   * with Prometheus: so alerts end though this process dies. 1000..86400000, default 60000.
   */
  readonly refreshMs?: number | undefined;
}

/** Alerts in one request. */
const PAGE = 500;

const OPTIONS: Known<AlertmanagerOptions> = {
  name: true,
  url: true,
  headers: true,
  generatorUrl: true,
  refreshMs: true,
};

/**
 * Alerts to Prometheus Alertmanager, by `POST /api/v2/alerts`. It groups, silences and repeats by itself:
 * give its route a short `groupWaitMs` here.
 * @throws {AlertsOptionsError} listing all problems.
 */
export function alertmanagerSink(options: AlertmanagerOptions): Sink {
  const checks = checksOf(options, OPTIONS);
  const { name = "alertmanager", url, headers = {}, generatorUrl, refreshMs = 60_000 } = options;
  checks.text("name", name);
  checkUrl(checks, "url", url);
  if (generatorUrl !== undefined) checkUrl(checks, "generatorUrl", generatorUrl);
  checks.number("refreshMs", refreshMs, 1000, 86_400_000);
  checks.finish();
  const target = `${url.replace(/\/+$/, "")}/api/v2/alerts`;
  return {
    name,
    refreshMs,
    async send(notification, signal) {
      const alerts = alertmanagerAlerts(notification, refreshMs, generatorUrl);
      for (let from = 0; from < alerts.length; from += PAGE) {
        const body = JSON.stringify(alerts.slice(from, from + PAGE));
        await postJson({
          sink: name,
          url: target,
          body,
          signal,
          headers,
          secrets: [url, ...Object.values(headers)],
        });
      }
    },
  };
}

/** What the API takes for a notification. */
export function alertmanagerAlerts(
  { alerts, at }: Notification,
  refreshMs: number,
  generatorUrl?: string,
): Record<string, unknown>[] {
  const until = new Date(Date.parse(at) + 4 * refreshMs).toISOString();
  return alerts.map(({ labels, summary, startsAt, endsAt, key }: Alert) => ({
    labels: Object.fromEntries(
      Object.entries(labels)
        .filter(([, value]) => value !== "")
        .map(([name, value]) => [labelName(name), value]),
    ),
    annotations: { summary, key },
    startsAt,
    endsAt: endsAt ?? until,
    ...(generatorUrl !== undefined && { generatorURL: generatorUrl }),
  }));
}

/** Letters, digits and underscores, no digit first: what every version of it takes. */
function labelName(name: string): string {
  const fit = name.replace(/\W/g, "_");
  return /^\d/.test(fit) || fit === "" ? `_${fit}` : fit;
}
