import { AlertsOptionsError } from "@pigeon/alerts";
import { getConfigForEnvironment, type AlertsConfig } from "@pigeon/config";
import { expect, test } from "vitest";
import { alertSecrets, routesOf, sinksOf } from "../../src/alerts/sinks.ts";

const logger = { error: () => {}, warn: () => {}, info: () => {} };
const { alerts: none } = getConfigForEnvironment("test");
const all: AlertsConfig = {
  ...none,
  slackWebhookUrl: "https://slack.example/services/T0/B0/sEcReT",
  pagerdutyRoutingKey: "R".repeat(32),
  webhookUrl: "https://example.com/alerts",
  webhookSecret: `whsec_${Buffer.alloc(24, 1).toString("base64")}`,
  alertmanagerUrl: "http://127.0.0.1:9093",
};

test("the log is always told, and the others that are configured", () => {
  const names = (config: AlertsConfig) => sinksOf(config, logger).map(({ name }) => name);
  expect(names(none)).toEqual(["log"]);
  expect(names({ ...none, alertmanagerUrl: all.alertmanagerUrl })).toEqual(["log", "alertmanager"]);
  expect(names(all)).toEqual(["log", "slack", "pagerduty", "webhook", "alertmanager"]);
});

test("everything goes to everyone by the configured times, and to an Alertmanager at once", () => {
  const times = { groupWaitMs: 30_000, groupIntervalMs: 300_000, repeatIntervalMs: 14_400_000 };
  const config = { ...all, ...times };
  expect(routesOf(config, sinksOf(config, logger))).toEqual([
    {
      name: "alertmanager",
      sinks: ["alertmanager"],
      groupWaitMs: 1_000,
      groupIntervalMs: 1_000,
      repeatIntervalMs: 14_400_000,
      continue: true,
    },
    { name: "default", sinks: ["log", "slack", "pagerduty", "webhook"], ...times },
  ]);
  expect(routesOf(none, sinksOf(none, logger)).map(({ name }) => name)).toEqual(["default"]);
});

test("a secret of another form is refused without being shown", () => {
  const make = () => sinksOf({ ...all, webhookSecret: "not-in-the-right-form" }, logger);
  expect(make).toThrow(AlertsOptionsError);
  expect(make).not.toThrow(/not-in-the-right-form/);
});

test("what must never be shown", () => {
  expect(alertSecrets(none)).toEqual([]);
  expect(alertSecrets(all)).toEqual([
    all.slackWebhookUrl,
    all.pagerdutyRoutingKey,
    all.webhookUrl,
    all.webhookSecret,
  ]);
});
