import type { LiveAlert } from "./alert.ts";
import { addLedger, newGroup, noteChange, type Group } from "./group.ts";
import type { SavedInstance } from "./instance.ts";
import type { Labels } from "./labels.ts";
import type { LedgerPhase, Told } from "./ledger.ts";
import type { CompiledRoute } from "./route.ts";
import type { SavedSilence } from "./silence.ts";

/** What one sink was told of a group, as it is saved. */
export interface SavedLedger {
  readonly sink: string;
  readonly phase: LedgerPhase;
  readonly told: readonly (readonly [string, Told])[];
  readonly toldAt?: number;
}

export interface SavedGroup {
  readonly key: string;
  readonly route: string;
  readonly labels: Labels;
  readonly alerts: readonly LiveAlert[];
  readonly escalated: number;
  readonly ledgers: readonly SavedLedger[];
}

/** All that has to survive a restart: plain data, for JSON. What it holds is nobody else's business. */
export interface AlertsSnapshot {
  readonly version: 1;
  /** ms since the epoch. */
  readonly savedAt: number;
  readonly instances: readonly unknown[];
  readonly groups: readonly unknown[];
  readonly silences: readonly unknown[];
}

/** A snapshot of this version, from within. */
export interface SavedState extends AlertsSnapshot {
  readonly instances: readonly SavedInstance[];
  readonly groups: readonly SavedGroup[];
  readonly silences: readonly SavedSilence[];
}

/** A snapshot that this version cannot read. */
export class AlertsSnapshotError extends Error {
  override readonly name = "AlertsSnapshotError";
}

/** @throws {AlertsSnapshotError} for what is no snapshot of this version. */
export function checkSnapshot(value: unknown): asserts value is SavedState {
  const read = (name: string): unknown =>
    typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  if (read("version") !== 1) {
    throw new AlertsSnapshotError(
      `Expected a snapshot of version 1, received one of version ${String(read("version"))}`,
    );
  }
  const missing = ["instances", "groups", "silences"].filter((name) => !Array.isArray(read(name)));
  if (missing.length > 0)
    throw new AlertsSnapshotError(`The snapshot lacks a list of ${missing.join(", of ")}`);
}

export function saveGroup({ key, route, labels, alerts, escalated, ledgers }: Group): SavedGroup {
  return {
    key,
    route: route.name,
    labels,
    alerts: Array.from(alerts.values(), (alert) => ({ ...alert })),
    escalated,
    ledgers: Array.from(ledgers, ([sink, { phase, told, toldAt }]) => ({
      sink,
      phase,
      told: Array.from(told),
      ...(toldAt !== undefined && { toldAt }),
    })),
  };
}

/** The times of a route that is no more, for as long as its groups still have resolves to tell. */
const FORMER: Omit<CompiledRoute, "name"> = {
  match: [],
  sinks: [],
  groupBy: [],
  escalate: [],
  continue: false,
  groupWaitMs: 30_000,
  groupIntervalMs: 300_000,
  repeatIntervalMs: 14_400_000,
};

/**
 * A group as it was. Alerts that do not belong to it any more (their rule is gone, or they take another
 * route now) are over as far as its sinks are concerned. What was being sent is due again.
 *
 * @param live the alerts that fire and belong to this group, by key.
 */
export function restoreGroup(
  saved: SavedGroup,
  routes: readonly CompiledRoute[],
  sinks: ReadonlyMap<string, unknown>,
  live: ReadonlyMap<string, LiveAlert>,
  now: number,
): Group {
  const route = routes.find(({ name }) => name === saved.route) ?? { ...FORMER, name: saved.route };
  const group = newGroup(saved.key, route, saved.labels);
  group.escalated = saved.escalated;
  group.escalatesAt = now;
  for (const { sink, phase, told, toldAt } of saved.ledgers) {
    if (!sinks.has(sink)) continue;
    const ledger = addLedger(group, sink);
    for (const [key, what] of told) ledger.told.set(key, what);
    // Saved under a wall clock that was ahead, it must not keep anybody waiting for it.
    ledger.toldAt = toldAt === undefined ? undefined : Math.min(toldAt, now);
    const since = phase.kind === "waiting" ? Math.min(phase.since, now) : now - route.groupWaitMs;
    ledger.phase = { kind: "waiting", since };
  }
  for (const alert of saved.alerts) {
    const current = live.get(alert.key);
    if (current !== undefined) group.alerts.set(alert.key, current);
    else if (isOwed(group, alert.key)) group.alerts.set(alert.key, { ...alert, endsAt: alert.endsAt ?? now });
  }
  noteChange(group, now);
  return group;
}

function isOwed({ ledgers }: Group, key: string): boolean {
  for (const { told } of ledgers.values()) if (told.has(key)) return true;
  return false;
}
