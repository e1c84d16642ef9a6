import { createHmac } from "node:crypto";
import type { Notification } from "../notification.ts";
import { checksOf, type Known } from "../problems.ts";
import type { Sink } from "../sink.ts";
import { systemWallTime } from "../system.ts";
import { checkUrl } from "./check-url.ts";
import { postJson } from "./http.ts";

export interface WebhookOptions {
  /** Default `"webhook"`. */
  readonly name?: string | undefined;
  /** Where to post. Never shown: it may hold a secret. */
  readonly url: string;
  /**
   * `whsec_` and 24 to 64 bytes in base64. Several while a secret is being changed: each signs. Without
   * one nothing is signed.
   */
  readonly secret?: string | readonly string[] | undefined;
  /** Further headers, such as `authorization`. Their values are secret. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Alerts in one request; more come in several. 1..1000, default 50. */
  readonly pageSize?: number | undefined;
  /** ms since the epoch, for the signature. Default: the system's. */
  readonly wallTime?: (() => number) | undefined;
}

const OPTIONS: Known<WebhookOptions> = {
  name: true,
  url: true,
  secret: true,
  headers: true,
  pageSize: true,
  wallTime: true,
};

/**
 * Signed requests in the form of Standard Webhooks 1.0: `webhook-id` is the same in every attempt,
 * `webhook-timestamp` is that of the attempt, `webhook-signature` an HMAC-SHA256 of both and the body.
 * @throws {AlertsOptionsError} listing all problems; never with a secret.
 */
export function webhookSink(options: WebhookOptions): Sink {
  const checks = checksOf(options, OPTIONS);
  const { name = "webhook", url, headers = {}, pageSize = 50 } = options;
  const { wallTime = systemWallTime } = options;
  const secrets = [options.secret ?? []].flat();
  checks.text("name", name);
  checkUrl(checks, "url", url);
  checks.number("pageSize", pageSize, 1, 1000, true);
  secrets.forEach((secret) => {
    if (!isSecret(secret)) checks.add("secret", "whsec_ and 24 to 64 bytes in base64", secret, true);
  });
  checks.finish();
  return {
    name,
    async send(notification, signal) {
      for (const [id, body] of pages(notification, pageSize)) {
        const timestamp = String(Math.floor(wallTime() / 1000));
        const signed =
          secrets.length === 0
            ? {}
            : { "webhook-signature": secrets.map((secret) => sign(secret, id, timestamp, body)).join(" ") };
        await postJson({
          sink: name,
          url,
          body,
          signal,
          headers: { ...headers, "webhook-id": id, "webhook-timestamp": timestamp, ...signed },
          secrets: [...secrets, ...Object.values(headers)],
        });
      }
    },
  };
}

/** One signature of the form `v1,<base64>`, as a receiver would compute it. */
export function sign(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

function isSecret(secret: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret)) return false;
  const bytes = Buffer.from(secret.slice("whsec_".length), "base64").length;
  return bytes >= 24 && bytes <= 64;
}

/** Requests by their ids. */
function* pages(notification: Notification, size: number): Generator<[id: string, body: string]> {
  const { id, at, alerts, ...data } = notification;
  const count = Math.max(1, Math.ceil(alerts.length / size));
  for (let page = 1; page <= count; page += 1) {
    const body = {
      type: `alert.${notification.status}`,
      timestamp: at,
      data: { ...data, alerts: alerts.slice((page - 1) * size, page * size), page, pages: count },
    };
    yield [page === 1 ? id : `${id}-${page}`, JSON.stringify(body)];
  }
}
