import { Leaders } from "./leaders.ts";
import { Tally } from "./tally.ts";
import type { TallySlots } from "./tally.ts";
import type { ErrorRecord, TopError } from "./types.ts";
import type { ErrorCategory, Severity } from "./vocabulary.ts";
import type { TimeWindow } from "./window.ts";

/** Fingerprints followed at once. */
export const FOLLOWED = 256;
/** The heaviest ones, which are saved. */
const SAVED = 100;

/** What is told of a group: of its latest error. */
type Latest = Omit<TopError, "count" | "lastAt"> & { readonly lastAtMs: number };

interface Followed {
  latest: Latest;
  readonly tally: Tally;
}

/** A group of errors as it is saved. Slots are [number of the minute or hour since the epoch, count, 0]. */
export interface SavedGroup {
  readonly category: string;
  readonly fingerprint: string;
  readonly name: string;
  readonly message: string;
  readonly severity: Severity;
  readonly lastAtMs: number;
  readonly weight: number;
  readonly minutes: TallySlots;
  readonly hours: TallySlots;
}

/** The most frequent errors. Counts are exact while at most 256 groups are about, and never too high. */
export class TopErrors {
  readonly #retentionMs: number;
  readonly #leaders: Leaders<Followed> = new Leaders(FOLLOWED);

  constructor(retentionMs: number) {
    this.#retentionMs = retentionMs;
  }

  get size(): number {
    return this.#leaders.size;
  }

  add(atMs: number, record: ErrorRecord, normalised: string): void {
    const { category, fingerprint, name, severity } = record;
    const latest = { category, fingerprint, name, severity, message: normalised, lastAtMs: atMs };
    const followed = this.#follow(atMs, latest, 1);
    followed.latest = latest;
    followed.tally.add(atMs);
  }

  within(window: TimeWindow, limit: number): TopError[] {
    const found: { latest: Latest; count: number }[] = [];
    for (const { latest, tally } of this.#leaders.values()) {
      if (latest.lastAtMs < window.sinceMs) continue;
      const { count } = tally.within(window);
      if (count > 0) found.push({ latest, count });
    }
    found.sort((a, b) => b.count - a.count || b.latest.lastAtMs - a.latest.lastAtMs);
    return found.slice(0, limit).map(({ latest: { lastAtMs, ...latest }, count }) => {
      return { ...latest, count, lastAt: new Date(lastAtMs).toISOString() };
    });
  }

  save(): SavedGroup[] {
    return this.#leaders
      .ranked()
      .slice(0, SAVED)
      .map(({ value: { latest, tally }, weight }) => ({ ...latest, weight, ...tally.save() }));
  }

  restore(groups: readonly SavedGroup[], nowMs: number): void {
    for (const { weight, minutes, hours, ...saved } of groups) {
      const latest = { ...saved, category: saved.category as ErrorCategory };
      const followed = this.#follow(nowMs, latest, weight);
      if (saved.lastAtMs > followed.latest.lastAtMs) followed.latest = latest;
      followed.tally.restore({ minutes, hours });
    }
  }

  #follow(atMs: number, latest: Latest, weight: number): Followed {
    const key = `${latest.category} ${latest.fingerprint}`;
    return this.#leaders.touch(atMs, key, weight, () => {
      return { latest, tally: new Tally(this.#retentionMs) };
    });
  }
}
