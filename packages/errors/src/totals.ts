import { CountRing } from "./count-ring.ts";
import { SEVERITIES } from "./vocabulary.ts";
import type { Severity } from "./vocabulary.ts";
import { HOUR_MS, MINUTE_MS, MINUTES_BY_MINUTE } from "./window.ts";
import type { TimeWindow } from "./window.ts";

export interface Counts {
  total: number;
  byCategory: Record<string, number>;
  bySeverity: Record<Severity, number>;
  /** Of the errors that came with a duration. */
  timed: { errors: number; totalMs: number };
}

/** One slot: its start in ms, counts by category and severity (worst first), and those with a duration. */
export interface TotalsSlot {
  readonly atMs: number;
  readonly counts: Readonly<Record<string, readonly number[]>>;
  readonly timed: number;
  readonly totalMs: number;
}

export interface SavedTotals {
  readonly minutes: readonly TotalsSlot[];
  readonly hours: readonly TotalsSlot[];
}

/** Slots of the hourly ring: the hours of the retention and the current one. */
export function hourSlots(retentionMs: number): number {
  return Math.ceil(retentionMs / HOUR_MS) + 1;
}

/** Counts of all errors, apart from the records, so that they stay right when records have been dropped. */
export class Totals {
  readonly #categories: readonly string[];
  // A slot holds a counter for each category and severity, then the summed durations and their number.
  readonly #durations: number;
  readonly #minutes: CountRing;
  readonly #hours: CountRing;

  constructor(categories: readonly string[], retentionMs: number) {
    this.#categories = categories;
    this.#durations = categories.length * SEVERITIES.length;
    const width = this.#durations + 2;
    this.#minutes = new CountRing({ slotMs: MINUTE_MS, slots: MINUTES_BY_MINUTE + 1, width });
    this.#hours = new CountRing({ slotMs: HOUR_MS, slots: hourSlots(retentionMs), width });
  }

  add(atMs: number, category: string, severity: Severity, durationMs?: number): void {
    const cell = this.#categories.indexOf(category) * SEVERITIES.length + SEVERITIES.indexOf(severity);
    for (const ring of [this.#minutes, this.#hours]) {
      ring.add(atMs, cell);
      if (durationMs !== undefined) {
        ring.add(atMs, this.#durations, durationMs);
        ring.add(atMs, this.#durations + 1);
      }
    }
  }

  within(window: TimeWindow): Counts {
    const sums = (window.unit === "minute" ? this.#minutes : this.#hours).sum(window.sinceMs, window.untilMs);
    const byCategory: Record<string, number> = {};
    const bySeverity: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0 };
    let total = 0;
    let cell = 0;
    for (const category of this.#categories) {
      let errors = 0;
      for (const severity of SEVERITIES) {
        const count = sums[cell] ?? 0;
        cell += 1;
        errors += count;
        bySeverity[severity] += count;
      }
      byCategory[category] = errors;
      total += errors;
    }
    const timed = { errors: sums[this.#durations + 1] ?? 0, totalMs: sums[this.#durations] ?? 0 };
    return { total, byCategory, bySeverity, timed };
  }

  save(): SavedTotals {
    return { minutes: this.#slotsOf(this.#minutes, MINUTE_MS), hours: this.#slotsOf(this.#hours, HOUR_MS) };
  }

  /** Adds what was saved to what was counted since. Slots out of reach and unknown categories are left out. */
  restore(saved: SavedTotals, nowMs: number): void {
    const reach = { minute: MINUTES_BY_MINUTE * MINUTE_MS, hour: this.#hours.lengthMs - HOUR_MS };
    this.#put(this.#minutes, saved.minutes, nowMs - reach.minute, nowMs);
    this.#put(this.#hours, saved.hours, nowMs - reach.hour, nowMs);
  }

  #slotsOf(ring: CountRing, slotMs: number): TotalsSlot[] {
    return ring.save().map(([slot, cells]) => {
      const counts: Record<string, number[]> = {};
      for (const [c, category] of this.#categories.entries()) {
        const row = cells.slice(c * SEVERITIES.length, (c + 1) * SEVERITIES.length);
        if (row.some((count) => count !== 0)) counts[category] = row;
      }
      const totalMs = cells[this.#durations] ?? 0;
      return { atMs: slot * slotMs, counts, timed: cells[this.#durations + 1] ?? 0, totalMs };
    });
  }

  #put(ring: CountRing, slots: readonly TotalsSlot[], sinceMs: number, untilMs: number): void {
    for (const { atMs, counts, timed, totalMs } of slots) {
      if (atMs < sinceMs || atMs > untilMs) continue;
      for (const [c, category] of this.#categories.entries()) {
        for (const s of SEVERITIES.keys())
          ring.add(atMs, c * SEVERITIES.length + s, counts[category]?.[s] ?? 0);
      }
      ring.add(atMs, this.#durations, totalMs);
      ring.add(atMs, this.#durations + 1, timed);
    }
  }
}
