import {
  alertmanagerSink,
  logSink,
  pagerDutySink,
  slackSink,
  webhookSink,
  type AlertLogger,
  type Route,
  type Sink,
} from "@pigeon/alerts";
import type { AlertsConfig } from "@pigeon/config";

/** Alertmanager groups by itself, and must not be kept waiting twice. */
const FORWARD_MS = 1_000;

/** Whom the configuration wants told; the log always. */
export function sinksOf(config: AlertsConfig, logger: AlertLogger): Sink[] {
  const { slackWebhookUrl, pagerdutyRoutingKey, webhookUrl, webhookSecret, alertmanagerUrl } = config;
  return [
    logSink({ logger }),
    ...(slackWebhookUrl === undefined ? [] : [slackSink({ url: slackWebhookUrl })]),
    ...(pagerdutyRoutingKey === undefined ? [] : [pagerDutySink({ routingKey: pagerdutyRoutingKey })]),
    ...(webhookUrl === undefined ? [] : [webhookSink({ url: webhookUrl, secret: webhookSecret })]),
    ...(alertmanagerUrl === undefined ? [] : [alertmanagerSink({ url: alertmanagerUrl })]),
  ];
}

/** Everything to everyone, by the configured times. */
export function routesOf(config: AlertsConfig, sinks: readonly Sink[]): Route[] {
  const { groupWaitMs, groupIntervalMs, repeatIntervalMs } = config;
  const names = sinks.map(({ name }) => name);
  const others = names.filter((name) => name !== "alertmanager");
  const forward: Route = {
    name: "alertmanager",
    sinks: ["alertmanager"],
    groupWaitMs: Math.min(groupWaitMs, FORWARD_MS),
    groupIntervalMs: Math.min(groupIntervalMs, FORWARD_MS),
    repeatIntervalMs,
    continue: true,
  };
  return [
    ...(others.length < names.length ? [forward] : []),
    { name: "default", sinks: others, groupWaitMs, groupIntervalMs, repeatIntervalMs },
  ];
}

/** What of it must never be shown, wherever it stands. */
export function alertSecrets(config: AlertsConfig): string[] {
  const { slackWebhookUrl, pagerdutyRoutingKey, webhookUrl, webhookSecret } = config;
  return [slackWebhookUrl, pagerdutyRoutingKey, webhookUrl, webhookSecret].filter(
    (secret) => secret !== undefined,
  );
}
