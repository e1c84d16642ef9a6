import { publicAlert, type LiveAlert } from "./alert.ts";
import type { Alerts, AlertNotice, SinkNotice } from "./alerts.ts";
import { checkSilence } from "./check-silence.ts";
import type { AlertEvent } from "./event.ts";
import { Groups, type Errand } from "./groups.ts";
import { Line, type LinePorts } from "./line.ts";
import { Listeners } from "./listeners.ts";
import { Mutes } from "./mutes.ts";
import { resolveOptions, type AlertsOptions } from "./options.ts";
import { RuleBook, type AlertChange } from "./rule-book.ts";
import { Saver } from "./saver.ts";
import { publicSilence } from "./silence.ts";
import { checkSnapshot, saveGroup, type AlertsSnapshot, type SavedState } from "./snapshot.ts";
import { steadyClock } from "./steady-clock.ts";
import { stayAlive } from "./system.ts";
import { Alarm } from "./alarm.ts";

/**
 * Makes alerts of events, and tells sinks.
 * @throws {AlertsOptionsError} listing everything that is wrong with the options.
 * @throws {AlertsSnapshotError} when `restore` cannot be read.
 */
export function createAlerts(options: AlertsOptions): Alerts {
  const settings = resolveOptions(options);
  const { clock, random, ids, onError } = settings;
  const { persistence, sinks, restore } = options;
  const now = steadyClock(clock);
  const book = new RuleBook(settings.rules);
  const mutes = new Mutes(settings.inhibit);
  const sinkNames = new Map(sinks.map((sink) => [sink.name, sink]));
  const groups = new Groups(settings.routes, sinkNames, (alert, at) => mutes.isMuted(alert, at));
  const alertListeners = new Listeners<AlertNotice>(onError);
  const sinkListeners = new Listeners<SinkNotice>(onError);
  const alarm = new Alarm(clock, now, tick);
  const saver = persistence && new Saver(() => persistence.save(snapshot()), clock, onError);
  let closed = false;

  const lines = new Map(
    sinks.map((sink) => [sink.name, new Line(sink, options.delivery ?? {}, portsOf(sink.name))]),
  );

  function portsOf(sink: string): LinePorts {
    return {
      clock,
      random,
      now,
      async begin(errand) {
        const notification = groups.begin(errand, now());
        // What is told must be known after a crash, or its resolve would never be.
        if (notification !== undefined) await saver?.barrier();
        return notification;
      },
      taken(errand, notification) {
        groups.taken(errand, notification, now());
        saved();
      },
      refused(errand, retryAt) {
        groups.refused(errand, retryAt, now());
        saved();
      },
      stateChanged(state, reason) {
        const why = reason === undefined ? {} : { reason };
        sinkListeners.tell({ sink, state, ...why });
        observe({ type: "sink", sink, state, ...why });
      },
      onError,
    };
  }

  function observe(event: AlertEvent): void {
    if (closed) return;
    try {
      const at = now();
      apply(book.observe(event, at), at);
    } catch (error) {
      onError(error);
    }
    alarm.setFor(dueAt());
  }

  function apply(changes: readonly AlertChange[], at: number): void {
    for (const { change, alert } of changes) {
      if (change === "fired") {
        mutes.fired(alert);
        groups.fired(alert, at);
      } else {
        mutes.resolved(alert);
        groups.changed(alert, at);
      }
      alertListeners.tell({ change, alert: publicAlert(alert) });
    }
    if (changes.length > 0) void saver?.request();
  }

  function dueAt(): number {
    return Math.min(book.dueAt, groups.dueAt, mutes.changesAt);
  }

  function tick(): void {
    if (closed) return;
    const at = now();
    apply(book.advance(at), at);
    if (mutes.advance(at)) groups.recheck(at);
    send(groups.advance(at));
    alarm.setFor(dueAt());
  }

  function send(errands: readonly Errand[]): void {
    for (const { group, sink } of errands) lines.get(sink)?.add(group);
  }

  /** The state changed in a way that has to be known after a restart, and maybe something is due. */
  function saved(): void {
    void saver?.request();
    alarm.setFor(dueAt());
  }

  function snapshot(): SavedState {
    return {
      version: 1,
      savedAt: now(),
      instances: book.save(),
      groups: Array.from(groups.all.values(), saveGroup),
      silences: Array.from(mutes.silences.values()),
    };
  }

  function takeOver(state: AlertsSnapshot): void {
    checkSnapshot(state);
    const at = now();
    for (const silence of state.silences) mutes.silence(silence);
    book.restore(state.instances, at, at + settings.restoredForMs);
    for (const alert of book.active()) mutes.fired(alert);
    groups.restore(state.groups, book.active(), at);
    alarm.setFor(dueAt());
  }

  function withKey(key: string): LiveAlert[] {
    const group = groups.all.get(key)?.alerts;
    return Array.from(book.active()).filter((alert) => alert.key === key || group?.get(alert.key) === alert);
  }

  async function within(timeoutMs: number, work: () => Promise<void>): Promise<void> {
    let cancel: (() => void) | undefined;
    const late = new Promise<void>((resolve) => {
      cancel = clock.setTimer(resolve, timeoutMs);
    });
    await Promise.race([work(), late]);
    cancel?.();
  }

  async function flush(timeoutMs = 5000): Promise<boolean> {
    tick();
    const release = stayAlive();
    await within(timeoutMs, async () => {
      for (const line of lines.values()) line.hurry();
      // What changes while a notification is under way is told in a second one.
      for (let turn = 0; turn < 2; turn += 1) {
        send(groups.hurry(now()));
        await Promise.all(Array.from(lines.values(), ({ idle }) => idle));
      }
    });
    release();
    alarm.setFor(dueAt());
    return groups.isSettled;
  }

  if (restore !== undefined) takeOver(restore);

  return {
    observe,
    snapshot,
    flush,
    active() {
      const at = now();
      return Array.from(book.active(), (alert) => ({
        ...publicAlert(alert),
        muted: mutes.isMuted(alert, at),
      })).sort((a, b) => (a.startsAt < b.startsAt ? -1 : Number(a.startsAt > b.startsAt)));
    },
    acknowledge(key, by = "somebody") {
      const found = withKey(key);
      const at = now();
      for (const alert of found.filter(({ acknowledged }) => acknowledged === undefined)) {
        alert.acknowledged = { by, at };
        groups.changed(alert, at);
        alertListeners.tell({ change: "acknowledged", alert: publicAlert(alert) });
      }
      saved();
      return found.length > 0;
    },
    silence(request) {
      const at = now();
      checkSilence(request);
      const from = request.from?.getTime() ?? at;
      const { matchers, comment, author } = request;
      const silence = { id: ids(), matchers, from, until: request.until.getTime(), comment, author };
      mutes.silence(silence);
      saved();
      return publicSilence(silence, at);
    },
    unsilence(id) {
      const known = mutes.unsilence(id);
      saved();
      return known;
    },
    silences: () => Array.from(mutes.silences.values(), (silence) => publicSilence(silence, now())),
    status: () => ({
      active: Array.from(book.active()).length,
      groups: groups.all.size,
      silences: mutes.silences.size,
      sinks: Array.from(lines.values(), ({ status }) => status),
    }),
    onAlert: (callback) => alertListeners.add(callback),
    onSink: (callback) => sinkListeners.add(callback),
    async close(timeoutMs = 5000) {
      if (closed) return;
      if (saver === undefined) await flush(timeoutMs);
      closed = true;
      alarm.stop();
      const release = stayAlive();
      // What is under way is let finish: cut off, it would have to be told again.
      await within(timeoutMs, async () => {
        await Promise.all(Array.from(lines.values(), (line) => line.drain()));
      });
      for (const line of lines.values()) line.stop();
      await saver?.barrier();
      release();
    },
  };
}

/** As `createAlerts`, going on from what `persistence` has. Rejects when that cannot be loaded. */
export async function openAlerts(options: AlertsOptions): Promise<Alerts> {
  const restore = await options.persistence?.load();
  return createAlerts(restore === undefined ? options : { ...options, restore });
}
