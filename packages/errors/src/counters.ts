import { LostTime } from "./lost-time.ts";
import type { ErrorSnapshot } from "./snapshot.ts";
import { SNAPSHOT_VERSION } from "./snapshot.ts";
import { spikesIn, scoreOf } from "./spikes.ts";
import { TopErrors } from "./top-errors.ts";
import { hourSlots, Totals } from "./totals.ts";
import { directionOf } from "./trends.ts";
import type { ErrorRecord, ErrorSummary, ErrorTrends, HourlyErrors, SpikeHour, TopError } from "./types.ts";
import { HOUR_MS, MINUTE_MS, windowOf } from "./window.ts";

const TOP = 10;
/** Hours before an hour that say whether it is a spike. */
const TRAILING_HOURS = 24;

// The categories that a tracker has are known by type only where it is made.
type ByCategory = HourlyErrors["byCategory"];

export interface CountersSettings {
  readonly categories: readonly string[];
  readonly retentionMs: number;
  readonly minSpikeCount: number;
}

/** All that is counted, apart from the records, and the answers drawn from it. */
export class Counters {
  readonly #settings: CountersSettings;
  readonly #totals: Totals;
  readonly #top: TopErrors;
  readonly #lost: LostTime;
  #startedMs: number;

  constructor(settings: CountersSettings, startedMs: number) {
    const { categories, retentionMs } = settings;
    this.#settings = settings;
    this.#totals = new Totals(categories, retentionMs);
    this.#top = new TopErrors(retentionMs);
    this.#lost = new LostTime(retentionMs);
    this.#startedMs = startedMs;
  }

  add(atMs: number, record: ErrorRecord, normalised: string): void {
    const { category, severity, durationMs, operation } = record;
    this.#totals.add(atMs, category, severity, durationMs);
    this.#top.add(atMs, record, normalised);
    if (durationMs !== undefined && operation !== undefined) this.#lost.add(atMs, operation, durationMs);
  }

  summary(nowMs: number, minutes: number): ErrorSummary {
    const window = windowOf(nowMs, minutes, this.#settings.retentionMs);
    const { timed, total, byCategory, bySeverity } = this.#totals.within(window);
    const { errors, totalMs } = timed;
    return {
      since: iso(window.sinceMs),
      until: iso(window.untilMs),
      total,
      byCategory: byCategory as ByCategory,
      bySeverity,
      ratePerMinute: perMinute(total, window),
      topErrors: this.#top.within(window, TOP),
      impact: {
        errors,
        totalMs,
        meanMs: errors === 0 ? 0 : totalMs / errors,
        byOperation: this.#lost.within(window, TOP),
      },
    };
  }

  /** Errors per minute, of all categories or of one. */
  rate(nowMs: number, minutes: number, category?: string): number {
    const window = windowOf(nowMs, minutes, this.#settings.retentionMs);
    const { total, byCategory } = this.#totals.within(window);
    return perMinute(category === undefined ? total : (byCategory[category] ?? 0), window);
  }

  top(nowMs: number, minutes: number, limit: number): TopError[] {
    return this.#top.within(windowOf(nowMs, minutes, this.#settings.retentionMs), limit);
  }

  trends(nowMs: number, hours: number): ErrorTrends {
    const { retentionMs, minSpikeCount } = this.#settings;
    const count = Math.min(hours, hourSlots(retentionMs));
    const thisHour = Math.floor(nowMs / HOUR_MS);
    const first = thisHour - count + 1;
    const buckets = Array.from({ length: count }, (_, i) => this.#hour(first + i));
    const sinceMs = first * HOUR_MS;
    const totals = buckets.map(({ total }) => total);
    const startedMs = this.#startedMs;
    // Hours before the window say what is usual at its begin; hours before the start say nothing.
    const known = Math.max(Math.floor(startedMs / HOUR_MS), thisHour - hourSlots(retentionMs) + 1);
    const before = Math.max(0, Math.min(TRAILING_HOURS, first - known));
    const unknown = Math.max(0, known - first);
    const earlier = Array.from({ length: before }, (_, i) => this.#hour(first - before + i).total);
    const observed = [...earlier, ...totals.slice(unknown)];
    const spikes = spikesIn(observed, { minCount: minSpikeCount, trailing: TRAILING_HOURS }).flatMap(
      ({ index, baseline }): SpikeHour[] => {
        const bucket = buckets[index - before + unknown];
        if (bucket === undefined) return [];
        const { hour, total } = bucket;
        return [{ hour, total, baseline: baseline.median, score: scoreOf(total, baseline) }];
      },
    );
    const direction = directionOf({ totals, sinceMs, startedMs, nowMs });
    return { since: iso(sinceMs), until: iso(nowMs), buckets, direction, spikes };
  }

  /** Errors of one category in the whole intervals since the start, at most `intervals`, oldest first. */
  intervals(category: string, nowMs: number, intervalMs: number, intervals: number): number[] {
    const now = Math.floor(nowMs / intervalMs);
    const first = Math.max(Math.ceil(this.#startedMs / intervalMs), now - intervals);
    return Array.from({ length: Math.max(0, now - first) }, (_, i) => {
      const sinceMs = (first + i) * intervalMs;
      const untilMs = sinceMs + intervalMs - 1;
      return this.#totals.within({ unit: "minute", sinceMs, untilMs }).byCategory[category] ?? 0;
    });
  }

  save(nowMs: number): ErrorSnapshot {
    return {
      version: SNAPSHOT_VERSION,
      savedAtMs: nowMs,
      startedAtMs: this.#startedMs,
      totals: this.#totals.save(),
      groups: this.#top.save(),
      operations: this.#lost.save(),
    };
  }

  /** Adds what was saved to what was counted since. */
  restore(snapshot: ErrorSnapshot, nowMs: number): void {
    this.#startedMs = Math.min(this.#startedMs, snapshot.startedAtMs);
    this.#totals.restore(snapshot.totals, nowMs);
    const known = snapshot.groups.filter(({ category }) => this.#settings.categories.includes(category));
    this.#top.restore(known, nowMs);
    this.#lost.restore(snapshot.operations, nowMs);
  }

  #hour(hour: number): HourlyErrors {
    const sinceMs = hour * HOUR_MS;
    const { total, byCategory } = this.#totals.within({ unit: "hour", sinceMs, untilMs: sinceMs });
    return { hour: iso(sinceMs), total, byCategory: byCategory as ByCategory };
  }
}

function perMinute(count: number, { sinceMs, untilMs }: { sinceMs: number; untilMs: number }): number {
  return (count * MINUTE_MS) / Math.max(1, untilMs - sinceMs);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
