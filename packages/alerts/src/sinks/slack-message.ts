import type { Alert } from "../alert.ts";
import { clip } from "../labels.ts";
import type { Notification } from "../notification.ts";
import type { Severity } from "../severity.ts";

/** Slack's limits: characters of a header, of a section, and (found by its users) of a whole message. */
const HEADER = 150;
const SECTION = 3000;
const WHOLE = 10_000;

const SIGN: Readonly<Record<Severity, string>> = { critical: "🔴", high: "🟠", medium: "🟡", low: "🔵" };

type Block = Readonly<Record<string, unknown>>;

/** What an incoming webhook takes: within the limits of Slack, and with nothing that it would interpret. */
export function slackMessage(
  notification: Notification,
  maxListed: number,
): { text: string; blocks: readonly Block[] } {
  const title = titleOf(notification);
  const lines: string[] = [];
  let left = WHOLE - 3 * HEADER;
  for (const alert of notification.alerts.slice(0, maxListed)) {
    const line = lineOf(alert);
    if (line.length > left) break;
    left -= line.length;
    lines.push(line);
  }
  const more = notification.alerts.length - lines.length;
  const foot = [
    `route ${notification.route}`,
    ...(notification.repeat ? ["still so, told again"] : []),
    ...(notification.escalated ? ["escalated: nobody acknowledged"] : []),
    ...(more > 0 ? [`${more} more not listed`] : []),
  ];
  return {
    text: escapeMrkdwn(title),
    blocks: [
      { type: "header", text: { type: "plain_text", text: clip(title, HEADER) } },
      ...lines.map((text) => ({ type: "section", text: { type: "mrkdwn", text } })),
      {
        type: "context",
        elements: [{ type: "mrkdwn", text: cut(foot.map(escapeMrkdwn).join(" · "), 1000) }],
      },
    ],
  };
}

function titleOf({ status, severity, acknowledged, alerts }: Notification): string {
  const firing = alerts.filter((alert) => alert.status === "firing").length;
  const [first] = alerts;
  if (status === "resolved") {
    return clip(
      `✅ Resolved: ${alerts.length === 1 ? (first?.rule ?? "") : `${alerts.length} alerts`}`,
      HEADER,
    );
  }
  const what = firing === 1 ? (first?.rule ?? "") : `${firing} alerts`;
  return clip(`${SIGN[severity]} ${acknowledged ? "Acknowledged" : "Firing"}: ${what}`, HEADER);
}

function lineOf({ status, severity, summary, labels, startsAt, endsAt, acknowledged }: Alert): string {
  const sign = status === "resolved" ? "✅" : SIGN[severity];
  const when = endsAt === undefined ? `since ${startsAt}` : `${startsAt} to ${endsAt}`;
  const by = acknowledged ? `, acknowledged by ${acknowledged.by}` : "";
  const shown = Object.entries(labels)
    .filter(([name]) => name !== "severity")
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");
  const head = `${sign} *${escapeMrkdwn(severity)}* ${escapeMrkdwn(summary)}`;
  return cut(`${head}\n_${escapeMrkdwn(`${when}${by}`)}_\n${escapeMrkdwn(shown)}`, SECTION);
}

/** The three characters by which Slack knows links, mentions and entities. */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Cuts an escaped text, never within an entity. */
function cut(text: string, longest: number): string {
  return text.length <= longest ? text : clip(text, longest).replace(/&[a-z]{0,3}…$/, "…");
}
