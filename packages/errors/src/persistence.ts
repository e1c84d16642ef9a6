import { Alarm } from "./alarm.ts";
import type { Timers } from "./ports.ts";
import { readSnapshot } from "./snapshot.ts";
import type { ErrorSnapshot } from "./snapshot.ts";
import { get } from "./thrown.ts";

/** Where counts outlive a restart. Both methods may return a promise; both may fail without harm. */
export interface ErrorPersistence {
  /** What was saved last: the snapshot, or its JSON as text; undefined or null when there is nothing. */
  load(): unknown;
  /** Keeps this one in place of the last one. Is not called again before its promise has settled. */
  save(snapshot: ErrorSnapshot): unknown;
}

export type RestoreResult =
  | { readonly status: "restored"; readonly savedAt: string }
  | { readonly status: "nothing" }
  /** What was loaded is no snapshot of this version; the next save replaces it. */
  | { readonly status: "refused"; readonly problem: string }
  /** Loading failed. Nothing is saved, so that nothing is lost, until another try succeeds. */
  | { readonly status: "failed" };

export interface KeeperPorts {
  readonly persistence: ErrorPersistence | undefined;
  readonly timers: Timers;
  readonly intervalMs: number;
  readonly take: () => ErrorSnapshot;
  readonly restore: (snapshot: ErrorSnapshot) => void;
  /** Told of failures by the name of the error only. */
  readonly onFailure: (what: string, name: string) => void;
}

/** Loads once, and saves some time after something has changed. */
export class Keeper {
  readonly #ports: KeeperPorts;
  readonly #alarm: Alarm;
  #restored: Promise<RestoreResult> | undefined;
  #saving: Promise<void> | undefined;
  #changed = false;

  constructor(ports: KeeperPorts) {
    this.#ports = ports;
    this.#alarm = new Alarm(ports.timers, () => void this.save());
  }

  /** Something is to be saved, at the latest after the interval. */
  change(): void {
    if (this.#ports.persistence === undefined) return;
    this.#changed = true;
    this.#alarm.set(this.#ports.intervalMs);
  }

  /** Never rejects. A load that failed is tried again by the next call. */
  async restore(): Promise<RestoreResult> {
    this.#restored ??= this.#load();
    const result = await this.#restored;
    if (result.status === "failed") this.#restored = undefined;
    return result;
  }

  /** Saves what has changed, after a save that is under way. Never rejects. */
  async save(): Promise<void> {
    while (this.#saving !== undefined) await this.#saving;
    this.#saving = this.#saveOnce();
    await this.#saving;
    this.#saving = undefined;
  }

  async #load(): Promise<RestoreResult> {
    const { persistence, restore, onFailure } = this.#ports;
    if (persistence === undefined) return { status: "nothing" };
    let saved: unknown;
    try {
      saved = await persistence.load();
    } catch (error) {
      onFailure("errors could not be loaded", nameOf(error));
      return { status: "failed" };
    }
    if (saved === undefined || saved === null) return { status: "nothing" };
    const snapshot = readSnapshot(saved);
    if ("problem" in snapshot) {
      onFailure(`saved errors were refused: ${snapshot.problem}`, "ErrorSnapshot");
      return { status: "refused", problem: snapshot.problem };
    }
    restore(snapshot);
    return { status: "restored", savedAt: new Date(snapshot.savedAtMs).toISOString() };
  }

  async #saveOnce(): Promise<void> {
    const { persistence, take, onFailure } = this.#ports;
    if (persistence === undefined || !this.#changed) return;
    this.#alarm.clear();
    if ((await this.restore()).status === "failed") return this.change();
    this.#changed = false;
    try {
      await persistence.save(take());
    } catch (error) {
      onFailure("errors could not be saved", nameOf(error));
      this.change();
    }
  }
}

function nameOf(error: unknown): string {
  const name = get(error, "name");
  return typeof name === "string" ? name : typeof error;
}
