import type { LiveAlert } from "./alert.ts";
import type { Ledger, Told } from "./ledger.ts";

/** What there is to tell one sink of one group. */
export interface News {
  readonly firing: readonly LiveAlert[];
  /** Alerts that the sink was told of, or may have been, and that are over. */
  readonly resolved: readonly LiveAlert[];
  /** Alerts that the sink was told of and that are muted now: they still fire, so the group does. */
  readonly muted: number;
  /** Nothing changed; the sink is reminded. */
  readonly repeat: boolean;
}

/** When a sink wants to be reminded. */
export interface Reminder {
  readonly afterMs: number;
  /** Also of alerts that somebody has acknowledged. */
  readonly always: boolean;
}

/**
 * Compares what is true with what the sink was told.
 * Muted alerts are never told; but a resolve is, muted or not, to whoever was told of the alert.
 */
export function newsFor(
  alerts: Iterable<LiveAlert>,
  { told, toldAt }: Ledger,
  isMuted: (alert: LiveAlert) => boolean,
  { afterMs, always }: Reminder,
  now: number,
): News | undefined {
  const firing: LiveAlert[] = [];
  const resolved: LiveAlert[] = [];
  let changed = false;
  let muted = 0;
  let remindable = false;
  for (const alert of alerts) {
    const known = told.get(alert.key);
    if (alert.endsAt !== undefined) {
      if (known !== undefined) resolved.push(alert);
    } else if (isMuted(alert)) {
      if (known !== undefined) muted += 1;
    } else {
      firing.push(alert);
      changed ||= known !== toldOf(alert);
      remindable ||= always || alert.acknowledged === undefined;
    }
  }
  const due = toldAt !== undefined && now >= toldAt + afterMs;
  const repeat = !changed && resolved.length === 0 && remindable && due;
  return changed || resolved.length > 0 || repeat ? { firing, resolved, muted, repeat } : undefined;
}

/** Before it is sent: from here on a resolve is owed, and what the sink knows is not known until it answers. */
export function noteTried({ told }: Ledger, { firing, resolved }: News): void {
  for (const alert of firing) {
    const known = told.get(alert.key);
    if (known === undefined) told.set(alert.key, "tried");
    else if (known !== "tried" && known !== toldOf(alert)) told.set(alert.key, "unsure");
  }
  for (const { key } of resolved) if (told.get(key) !== "tried") told.set(key, "unsure");
}

/** After it was taken. */
export function noteTold(ledger: Ledger, firing: readonly ToldAlert[], resolved: readonly ToldAlert[]): void {
  for (const alert of firing) ledger.told.set(alert.key, toldOf(alert));
  for (const { key } of resolved) ledger.told.delete(key);
}

function toldOf({ acknowledged }: Omit<ToldAlert, "key">): Told {
  return acknowledged ? "acknowledged" : "firing";
}

export interface ToldAlert {
  readonly key: string;
  readonly acknowledged?: unknown;
}
