import { iso, publicAlert, type Alert, type LiveAlert } from "./alert.ts";
import { keyOf, type Labels } from "./labels.ts";
import type { News } from "./news.ts";
import { SEVERITIES, worstOf, type Severity } from "./severity.ts";

/** What a sink is told of one group of alerts. Plain data. */
export interface Notification {
  /** The same for every attempt to send the same content, also after a restart. */
  readonly id: string;
  /** Of 32 hexadecimal digits, the same as long as the group lives: the key to deduplicate by. */
  readonly groupKey: string;
  readonly route: string;
  /** `"resolved"` when nothing of the group fires any more. */
  readonly status: "firing" | "resolved";
  /** Somebody looks after all that fires. */
  readonly acknowledged: boolean;
  /** The worst of what fires, or, when nothing does, of what was. */
  readonly severity: Severity;
  readonly groupLabels: Labels;
  /** What fires now, the worst first, then what is over since the last notification. */
  readonly alerts: readonly Alert[];
  /** Nothing changed since the last one. */
  readonly repeat: boolean;
  /** Sent to a further sink because nobody acknowledged. */
  readonly escalated: boolean;
  /** When it was put together, ISO 8601. */
  readonly at: string;
}

/** The group that a notification is about. */
export interface GroupHead {
  readonly key: string;
  readonly route: string;
  readonly labels: Labels;
}

export function notificationOf(
  group: GroupHead,
  sink: string,
  news: News,
  toldAt: number | undefined,
  escalated: boolean,
  now: number,
): Notification {
  const firing = [...news.firing].sort(worstThenOldest);
  const resolved = [...news.resolved].sort(worstThenOldest);
  const alerts = [...firing, ...resolved];
  const still = firing.length + news.muted > 0;
  const states = alerts.map(
    ({ key, startsAt, endsAt, acknowledged }) =>
      `${key} ${startsAt} ${endsAt ?? ""} ${acknowledged?.at ?? ""}`,
  );
  return {
    id: keyOf(group.key, sink, String(toldAt), ...states),
    groupKey: group.key,
    route: group.route,
    status: still ? "firing" : "resolved",
    acknowledged:
      firing.length > 0 && news.muted === 0 && firing.every(({ acknowledged }) => acknowledged !== undefined),
    severity: worstOf((firing.length > 0 ? firing : alerts).map(({ severity }) => severity)),
    groupLabels: group.labels,
    alerts: alerts.map(publicAlert),
    repeat: news.repeat,
    escalated,
    at: iso(now),
  };
}

function worstThenOldest(a: LiveAlert, b: LiveAlert): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || a.startsAt - b.startsAt;
}
