import { optional } from "../field.ts";
import { duration } from "../kinds/duration.ts";
import { secret } from "../kinds/text.ts";
import { url } from "../kinds/url.ts";
import { atLeast } from "../schema/rule.ts";
import { defineSection, type Section } from "../schema/section.ts";

/** Where alerts go, and how often. A channel that is `undefined` is off. */
export interface AlertsConfig {
  readonly slackWebhookUrl: string | undefined;
  readonly pagerdutyRoutingKey: string | undefined;
  readonly webhookUrl: string | undefined;
  readonly webhookSecret: string | undefined;
  readonly alertmanagerUrl: string | undefined;
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly repeatIntervalMs: number;
}

/** The section `alerts`: `…ALERT_SLACK_WEBHOOK_URL` and so on. */
export const alertsSection: Section<"alerts", AlertsConfig> = defineSection(
  "alerts",
  {
    // The paths of both webhooks are as good as passwords.
    slackWebhookUrl: optional(
      url({
        env: "ALERT_SLACK_WEBHOOK_URL",
        secret: true,
        describe: "Incoming webhook of Slack that gets the alerts.",
        example: "https://hooks.slack.com/services/CHANGE/ME",
      }),
    ),
    pagerdutyRoutingKey: optional(
      secret({
        env: "ALERT_PAGERDUTY_ROUTING_KEY",
        pattern: /^[A-Za-z0-9]{32}$/,
        expected: "the 32 letters and digits of an integration key",
        describe: "Integration key of the PagerDuty service (Events API v2) that gets the alerts.",
        example: "CHANGEMECHANGEMECHANGEMECHANGEME",
      }),
    ),
    webhookUrl: optional(
      url({
        env: "ALERT_WEBHOOK_URL",
        secret: true,
        describe: "Address of your own that gets the alerts, signed with the secret.",
        example: "https://example.com/alerts",
      }),
    ),
    webhookSecret: optional(
      secret({
        env: "ALERT_WEBHOOK_SECRET",
        pattern: /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/,
        expected: "whsec_ and 24 to 64 bytes in base64",
        describe: "Secret that calls to that address are signed with, as Standard Webhooks say.",
        example: "whsec_CHANGEMECHANGEMECHANGEMECHANGEME",
      }),
    ),
    alertmanagerUrl: optional(
      url({
        env: "ALERT_ALERTMANAGER_URL",
        describe: "Address of an Alertmanager that gets the alerts.",
        example: "http://127.0.0.1:9093",
      }),
    ),
    groupWaitMs: duration({
      env: "ALERT_GROUP_WAIT_MS",
      unit: "ms",
      default: 30_000,
      describe: "How long the first alert of a group waits for others.",
    }),
    groupIntervalMs: duration({
      env: "ALERT_GROUP_INTERVAL_MS",
      unit: "ms",
      default: 300_000,
      describe: "Least time between two messages on the same group.",
    }),
    repeatIntervalMs: duration({
      env: "ALERT_REPEAT_INTERVAL_MS",
      unit: "ms",
      default: 14_400_000,
      describe: "Time after which an alert that lasts is told again; at least the group interval.",
    }),
  },
  [atLeast("repeatIntervalMs", "groupIntervalMs")],
);
