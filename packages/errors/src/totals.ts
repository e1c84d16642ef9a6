import { CountRing } from "./count-ring.ts";
import { CATEGORIES, SEVERITIES } from "./vocabulary.ts";
import type { ErrorCategory, Severity } from "./vocabulary.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, MINUTES_BY_MINUTE } from "./window.ts";
import type { TimeWindow } from "./window.ts";
import type { ErrorImpact } from "./types.ts";

// A slot holds one counter for each category and severity, then the summed durations and their number.
const DURATION_SUM = CATEGORIES.length * SEVERITIES.length;
const DURATION_COUNT = DURATION_SUM + 1;
const WIDTH = DURATION_COUNT + 1;

export interface Counts {
  total: number;
  byCategory: Record<ErrorCategory, number>;
  bySeverity: Record<Severity, number>;
  impact: ErrorImpact;
}

/** Slots of the hourly ring: the hours of the retention and the current one. */
export function hourSlots(retentionMs: number): number {
  return Math.ceil(retentionMs / HOUR_MS) + 1;
}

/** Counts of all errors, apart from the records, so that they stay right when records have been dropped. */
export class Totals {
  readonly #minutes: CountRing;
  readonly #hours: CountRing;

  constructor(retentionMs: number = 7 * DAY_MS) {
    this.#minutes = new CountRing({ slotMs: MINUTE_MS, slots: MINUTES_BY_MINUTE + 1, width: WIDTH });
    this.#hours = new CountRing({ slotMs: HOUR_MS, slots: hourSlots(retentionMs), width: WIDTH });
  }

  add(atMs: number, category: ErrorCategory, severity: Severity, durationMs?: number): void {
    const cell = CATEGORIES.indexOf(category) * SEVERITIES.length + SEVERITIES.indexOf(severity);
    for (const ring of [this.#minutes, this.#hours]) {
      ring.add(atMs, cell);
      if (durationMs !== undefined) {
        ring.add(atMs, DURATION_SUM, durationMs);
        ring.add(atMs, DURATION_COUNT);
      }
    }
  }

  within(window: TimeWindow): Counts {
    const ring = window.unit === "minute" ? this.#minutes : this.#hours;
    return countsOf(ring.sum(window.sinceMs, window.untilMs));
  }
}

function countsOf(sums: readonly number[]): Counts {
  const byCategory: Record<ErrorCategory, number> = { infrastructure: 0, worker: 0, job: 0, network: 0 };
  const bySeverity: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0 };
  let total = 0;
  for (const [c, category] of CATEGORIES.entries()) {
    for (const [s, severity] of SEVERITIES.entries()) {
      const count = sums[c * SEVERITIES.length + s] ?? 0;
      byCategory[category] += count;
      bySeverity[severity] += count;
      total += count;
    }
  }
  const totalMs = sums[DURATION_SUM] ?? 0;
  const errors = sums[DURATION_COUNT] ?? 0;
  return {
    total,
    byCategory,
    bySeverity,
    impact: { errors, totalMs, meanMs: errors === 0 ? 0 : totalMs / errors },
  };
}
