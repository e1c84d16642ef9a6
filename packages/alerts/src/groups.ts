import type { LiveAlert } from "./alert.ts";
import { DueQueue } from "./due-queue.ts";
import {
  escalate,
  groupDueAt,
  isOver,
  join,
  leave,
  newGroup,
  noteChange,
  tidy,
  type Group,
  type Muting,
} from "./group.ts";
import { looksAt, transition, type Ledger, type LedgerInput } from "./ledger.ts";
import { newsFor, noteTold, noteTried, type News } from "./news.ts";
import { notificationOf, type Notification } from "./notification.ts";
import { groupKey, groupLabels, routesOf, type CompiledRoute, type GroupTiming } from "./route.ts";
import { restoreGroup, type SavedGroup } from "./snapshot.ts";

/** What a group is told by: one sink, one group. */
export interface Errand {
  readonly group: string;
  readonly sink: string;
}

/** What the groups know of a sink. */
export interface SinkTraits {
  readonly refreshMs?: number | undefined;
}

/** All groups. No clock of its own: the time comes with each call. */
export class Groups {
  readonly all: Map<string, Group> = new Map();
  readonly #routes: readonly CompiledRoute[];
  readonly #sinks: ReadonlyMap<string, SinkTraits>;
  readonly #isMuted: (alert: LiveAlert, now: number) => boolean;
  readonly #due = new DueQueue();

  constructor(
    routes: readonly CompiledRoute[],
    sinks: ReadonlyMap<string, SinkTraits>,
    isMuted: (alert: LiveAlert, now: number) => boolean,
  ) {
    this.#routes = routes;
    this.#sinks = sinks;
    this.#isMuted = isMuted;
  }

  /** When to call `advance` though nothing happens. */
  get dueAt(): number {
    return this.#due.nextAt;
  }

  fired(alert: LiveAlert, now: number): void {
    for (const route of routesOf(this.#routes, alert.labels)) {
      const key = groupKey(route, alert.labels);
      const group = this.all.get(key) ?? newGroup(key, route, groupLabels(route, alert.labels));
      if (group.alerts.get(alert.key) === alert) continue;
      this.all.set(key, group);
      join(group, alert, now);
      this.keep(group, now);
    }
  }

  /** The alert, which is shared with the groups, is over or was acknowledged. */
  changed(alert: LiveAlert, now: number): void {
    for (const route of routesOf(this.#routes, alert.labels)) {
      const group = this.all.get(groupKey(route, alert.labels));
      if (group?.alerts.get(alert.key) !== alert) continue;
      if (alert.endsAt !== undefined) leave(group, alert.key);
      noteChange(group, now);
      this.keep(group, now);
    }
  }

  /** What is muted may have changed. */
  recheck(now: number): void {
    for (const group of this.all.values()) {
      noteChange(group, now);
      this.keep(group, now);
    }
  }

  /** What has to be told by now. */
  advance(now: number): Errand[] {
    const errands: Errand[] = [];
    for (let key = this.#due.take(now); key !== undefined; key = this.#due.take(now)) {
      const group = this.all.get(key);
      if (group !== undefined) this.#look(group, now, now, errands);
    }
    return errands;
  }

  /** What there is to tell, whatever the waits and intervals. */
  hurry(now: number): Errand[] {
    const errands: Errand[] = [];
    for (const group of this.all.values()) this.#look(group, now, Infinity, errands);
    return errands;
  }

  /** The newest content of an errand, for an attempt that begins now; `undefined` when there is none left. */
  begin({ group: key, sink }: Errand, now: number): Notification | undefined {
    const group = this.all.get(key);
    const ledger = group?.ledgers.get(sink);
    if (group === undefined || ledger === undefined) return undefined;
    const news = this.#news(group, sink, ledger, now);
    if (news === undefined) {
      this.#step(group, sink, ledger, { type: "looked", news: false, toldAt: ledger.toldAt }, now);
      this.keep(group, now);
      return undefined;
    }
    this.#step(group, sink, ledger, { type: "started" }, now);
    noteTried(ledger, news);
    const head = { key, route: group.route.name, labels: group.labels };
    return notificationOf(head, sink, news, ledger.toldAt, !group.route.sinks.includes(sink), now);
  }

  taken({ group: key, sink }: Errand, { alerts }: Notification, now: number): void {
    const group = this.all.get(key);
    const ledger = group?.ledgers.get(sink);
    if (group === undefined || ledger === undefined) return;
    noteTold(
      ledger,
      alerts.filter(({ status }) => status === "firing"),
      alerts.filter(({ status }) => status === "resolved"),
    );
    ledger.toldAt = now;
    this.#move(group, sink, ledger, { type: "taken" }, now);
  }

  refused({ group: key, sink }: Errand, retryAt: number, now: number): void {
    const group = this.all.get(key);
    const ledger = group?.ledgers.get(sink);
    if (group && ledger) this.#move(group, sink, ledger, { type: "refused", retryAt }, now);
  }

  /** Takes over groups that were saved. `alerts`: all that fire now. */
  restore(saved: readonly SavedGroup[], alerts: Iterable<LiveAlert>, now: number): void {
    const byGroup = new Map<string, Map<string, LiveAlert>>();
    const all = Array.from(alerts);
    for (const alert of all) {
      for (const route of routesOf(this.#routes, alert.labels)) {
        const key = groupKey(route, alert.labels);
        byGroup.set(key, (byGroup.get(key) ?? new Map<string, LiveAlert>()).set(alert.key, alert));
      }
    }
    for (const one of saved) {
      const live = byGroup.get(one.key) ?? new Map<string, LiveAlert>();
      const group = restoreGroup(one, this.#routes, this.#sinks, live, now);
      this.all.set(group.key, group);
      this.keep(group, now);
    }
    for (const alert of all) this.fired(alert, now);
  }

  /** Whether all that is to be told has been told. */
  get isSettled(): boolean {
    for (const { alerts, ledgers } of this.all.values()) {
      if (alerts.size === 0) continue;
      for (const { phase } of ledgers.values()) if (phase.kind !== "quiet") return false;
    }
    return true;
  }

  /** Notes when the group is due next, or forgets it. */
  keep(group: Group, now: number): void {
    if (isOver(group, now)) {
      this.all.delete(group.key);
      this.#due.delete(group.key);
    } else this.#due.add(group.key, groupDueAt(group));
  }

  #move(group: Group, sink: string, ledger: Ledger, input: LedgerInput, now: number): void {
    this.#step(group, sink, ledger, input, now);
    tidy(group);
    this.keep(group, now);
  }

  #step(group: Group, sink: string, ledger: Ledger, input: LedgerInput, now: number): void {
    ledger.phase = transition(ledger.phase, input, now, this.#timing(group, sink));
  }

  /** Looks at what is due until `until`. */
  #look(group: Group, now: number, until: number, errands: Errand[]): void {
    const isMuted: Muting = (alert) => this.#isMuted(alert, now);
    escalate(group, isMuted, now);
    for (const [sink, ledger] of group.ledgers) {
      const at = looksAt(ledger, group.route);
      if (at === Infinity || at > until) continue;
      const news = this.#news(group, sink, ledger, now) !== undefined;
      this.#step(group, sink, ledger, { type: "looked", news, toldAt: ledger.toldAt }, now);
      if (news) errands.push({ group: group.key, sink });
    }
    this.keep(group, now);
  }

  #news(group: Group, sink: string, ledger: Ledger, now: number): News | undefined {
    const always = this.#sinks.get(sink)?.refreshMs !== undefined;
    const reminder = { afterMs: this.#timing(group, sink).repeatIntervalMs, always };
    return newsFor(group.alerts.values(), ledger, (alert) => this.#isMuted(alert, now), reminder, now);
  }

  #timing({ route }: Group, sink: string): GroupTiming {
    const refreshMs = this.#sinks.get(sink)?.refreshMs ?? Infinity;
    return refreshMs < route.repeatIntervalMs ? { ...route, repeatIntervalMs: refreshMs } : route;
  }
}
