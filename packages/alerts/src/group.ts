import type { LiveAlert } from "./alert.ts";
import { allowedAt, looksAt, transition, type Ledger } from "./ledger.ts";
import type { Labels } from "./labels.ts";
import type { CompiledRoute } from "./route.ts";

/** Alerts of one group that are over and still owed to a sink that does not take them. */
const MOST_OWED = 1000;

/** A group of alerts on one route, and what each of its sinks was told. */
export interface Group {
  readonly key: string;
  readonly route: CompiledRoute;
  readonly labels: Labels;
  /** By key. Those that are over stay until everybody who was told of them knows. */
  readonly alerts: Map<string, LiveAlert>;
  /** By the name of the sink. */
  readonly ledgers: Map<string, Ledger>;
  /** Steps of the route's escalation that have been taken. */
  escalated: number;
  /** When to look whether to escalate. */
  escalatesAt: number;
}

export type Muting = (alert: LiveAlert) => boolean;

export function newGroup(key: string, route: CompiledRoute, labels: Labels): Group {
  const group: Group = {
    key,
    route,
    labels,
    alerts: new Map(),
    ledgers: new Map(),
    escalated: 0,
    escalatesAt: Infinity,
  };
  for (const sink of route.sinks) addLedger(group, sink);
  return group;
}

export function addLedger(group: Group, sink: string): Ledger {
  const found = group.ledgers.get(sink);
  if (found !== undefined) return found;
  const ledger: Ledger = { phase: { kind: "quiet", lookAt: Infinity }, told: new Map(), toldAt: undefined };
  group.ledgers.set(sink, ledger);
  return ledger;
}

/** Tells all ledgers that something changed. */
export function noteChange(group: Group, now: number): void {
  for (const ledger of group.ledgers.values()) {
    ledger.phase = transition(ledger.phase, { type: "changed" }, now, group.route);
  }
}

/** An alert of the group began. */
export function join(group: Group, alert: LiveAlert, now: number): void {
  group.alerts.set(alert.key, alert);
  const next = group.route.escalate[group.escalated];
  if (next !== undefined) group.escalatesAt = Math.min(group.escalatesAt, alert.startsAt + next.afterMs);
  noteChange(group, now);
}

/** Takes the steps of escalation that are due; their sinks are told at once. */
export function escalate(group: Group, isMuted: Muting, now: number): void {
  if (now < group.escalatesAt) return;
  group.escalatesAt = Infinity;
  const since = neglectedSince(group, isMuted);
  for (;;) {
    const next = group.route.escalate[group.escalated];
    if (next === undefined || since === undefined) return;
    if (now < since + next.afterMs) {
      group.escalatesAt = since + next.afterMs;
      return;
    }
    group.escalated += 1;
    for (const sink of next.sinks) {
      addLedger(group, sink).phase = { kind: "waiting", since: now - group.route.groupWaitMs };
    }
  }
}

/** Since when something fires that nobody looks after. */
function neglectedSince(group: Group, isMuted: Muting): number | undefined {
  let since: number | undefined;
  for (const alert of group.alerts.values()) {
    if (alert.endsAt !== undefined || alert.acknowledged !== undefined || isMuted(alert)) continue;
    since = Math.min(since ?? Infinity, alert.startsAt);
  }
  return since;
}

/** An alert that is over and owed to nobody is forgotten at once. */
export function leave(group: Group, key: string): void {
  for (const { told } of group.ledgers.values()) if (told.has(key)) return;
  group.alerts.delete(key);
}

/** Forgets alerts that are over and owed to nobody, and the oldest of those that were never taken. */
export function tidy(group: Group): void {
  const owed: LiveAlert[] = [];
  for (const alert of group.alerts.values()) {
    if (alert.endsAt === undefined) continue;
    const told = Array.from(group.ledgers.values(), (ledger) => ledger.told.get(alert.key));
    if (told.every((one) => one === undefined)) group.alerts.delete(alert.key);
    else if (told.every((one) => one === undefined || one === "tried")) owed.push(alert);
  }
  for (const alert of owed.slice(0, Math.max(0, owed.length - MOST_OWED))) {
    group.alerts.delete(alert.key);
    for (const { told } of group.ledgers.values()) told.delete(alert.key);
  }
}

/** When to look at the group again though nothing happens. */
export function groupDueAt(group: Group): number {
  if (group.alerts.size === 0) return emptyUntil(group);
  let due = group.escalatesAt;
  for (const ledger of group.ledgers.values()) due = Math.min(due, looksAt(ledger, group.route));
  return due;
}

/** An empty group has only its intervals left to keep. */
function emptyUntil(group: Group): number {
  let until = 0;
  for (const { phase, toldAt } of group.ledgers.values()) {
    if (phase.kind === "queued" || phase.kind === "sending") return Infinity;
    until = Math.max(until, allowedAt(toldAt, group.route));
  }
  return until;
}

/** Nothing fires, nobody is owed anything, and no interval has to be kept. */
export function isOver(group: Group, now: number): boolean {
  return group.alerts.size === 0 && emptyUntil(group) <= now;
}
