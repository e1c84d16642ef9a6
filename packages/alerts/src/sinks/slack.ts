import { checksOf, type Known } from "../problems.ts";
import type { Sink } from "../sink.ts";
import { checkUrl } from "./check-url.ts";
import { postJson } from "./http.ts";
import { slackMessage } from "./slack-message.ts";

export interface SlackOptions {
  /** Default `"slack"`. */
  readonly name?: string | undefined;
  /** The URL of an incoming webhook. It is a secret as a whole. */
  readonly url: string;
  /** Alerts listed in one message. 1..40, default 10. */
  readonly maxListed?: number | undefined;
  /** Least time between two messages. 0..60000, default 1000: Slack takes about one a second. */
  readonly minIntervalMs?: number | undefined;
}

const OPTIONS: Known<SlackOptions> = { name: true, url: true, maxListed: true, minIntervalMs: true };

/**
 * Messages of blocks to a Slack channel, by an incoming webhook.
 * @throws {AlertsOptionsError} listing all problems; never with the URL.
 */
export function slackSink(options: SlackOptions): Sink {
  const checks = checksOf(options, OPTIONS);
  const { name = "slack", url, maxListed = 10, minIntervalMs = 1000 } = options;
  checks.text("name", name);
  checkUrl(checks, "url", url);
  checks.number("maxListed", maxListed, 1, 40, true);
  checks.number("minIntervalMs", minIntervalMs, 0, 60_000);
  checks.finish();
  return {
    name,
    minIntervalMs,
    async send(notification, signal) {
      const body = JSON.stringify(slackMessage(notification, maxListed));
      await postJson({ sink: name, url, body, signal });
    },
  };
}
