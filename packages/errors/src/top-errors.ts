import { CountRing } from "./count-ring.ts";
import { hourSlots } from "./totals.ts";
import type { ErrorRecord, TopError } from "./types.ts";
import { HOUR_MS, MINUTE_MS, MINUTES_BY_MINUTE } from "./window.ts";
import type { TimeWindow } from "./window.ts";

/** Fingerprints followed at once. */
export const FOLLOWED = 256;

interface Followed {
  record: ErrorRecord;
  message: string;
  lastAtMs: number;
  weight: number;
  readonly minutes: CountRing;
  readonly hours: CountRing;
}

/**
 * The most frequent errors, in bounded memory. Replacement is that of space-saving (Metwally, Agrawal,
 * El Abbadi 2005): a newcomer takes the place of the lightest and inherits its weight. Weights halve every
 * hour, so that yesterday's flood does not hold its places against today's. Counts come from rings of their
 * own, never from the weight: they are exact while at most 256 fingerprints are about, and never too high.
 */
export class TopErrors {
  readonly #retentionMs: number;
  readonly #followed: Map<string, Followed> = new Map();
  #hour: number | undefined;

  constructor(retentionMs: number) {
    this.#retentionMs = retentionMs;
  }

  get size(): number {
    return this.#followed.size;
  }

  add(atMs: number, record: ErrorRecord, normalised: string): void {
    this.#age(Math.floor(atMs / HOUR_MS));
    const key = `${record.category} ${record.fingerprint}`;
    const entry = this.#followed.get(key) ?? this.#follow(key, record, normalised);
    entry.record = record;
    entry.lastAtMs = atMs;
    entry.weight += 1;
    entry.minutes.add(atMs, 0);
    entry.hours.add(atMs, 0);
  }

  within(window: TimeWindow, limit: number): TopError[] {
    const found: { entry: Followed; count: number }[] = [];
    for (const entry of this.#followed.values()) {
      if (entry.lastAtMs < window.sinceMs) continue;
      const ring = window.unit === "minute" ? entry.minutes : entry.hours;
      const count = ring.sum(window.sinceMs, window.untilMs)[0] ?? 0;
      if (count > 0) found.push({ entry, count });
    }
    found.sort((a, b) => b.count - a.count || b.entry.lastAtMs - a.entry.lastAtMs);
    return found.slice(0, limit).map(({ entry, count }) => ({
      fingerprint: entry.record.fingerprint,
      category: entry.record.category,
      name: entry.record.name,
      message: entry.message,
      count,
      lastAt: entry.record.at,
      severity: entry.record.severity,
    }));
  }

  #follow(key: string, record: ErrorRecord, message: string): Followed {
    const weight = this.#followed.size < FOLLOWED ? 0 : this.#dropLightest();
    const entry: Followed = {
      record,
      message,
      lastAtMs: 0,
      weight,
      minutes: new CountRing({
        slotMs: MINUTE_MS,
        slots: MINUTES_BY_MINUTE + 1,
        width: 1,
        cells: Uint32Array,
      }),
      hours: new CountRing({
        slotMs: HOUR_MS,
        slots: hourSlots(this.#retentionMs),
        width: 1,
        cells: Uint32Array,
      }),
    };
    this.#followed.set(key, entry);
    return entry;
  }

  #dropLightest(): number {
    let lightest: { key: string; weight: number } = { key: "", weight: Infinity };
    for (const [key, { weight }] of this.#followed) if (weight < lightest.weight) lightest = { key, weight };
    this.#followed.delete(lightest.key);
    return lightest.weight;
  }

  #age(hour: number): void {
    const passed = hour - (this.#hour ?? hour);
    this.#hour = hour;
    if (passed <= 0) return;
    for (const entry of this.#followed.values()) entry.weight *= 2 ** -passed;
  }
}
