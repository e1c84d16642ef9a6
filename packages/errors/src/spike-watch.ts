import { baselineOf, scoreOf, spikeLimit } from "./spikes.ts";
import type { Baseline } from "./spikes.ts";

/** Far more errors of one category than usual, or the end of it. */
export interface ErrorSpike<Category extends string = string> {
  readonly phase: "begin" | "end";
  readonly category: Category;
  /** When it was noticed, or when it was over, ISO 8601. */
  readonly at: string;
  /** Errors of the interval until then; at the end, of the first usual one. */
  readonly count: number;
  /** Length of an interval, in ms. */
  readonly intervalMs: number;
  /** Median of the intervals before the spike. */
  readonly baseline: number;
  /** Modified z-score of `count` against the baseline. */
  readonly score: number;
}

export interface SpikeSettings {
  readonly intervalMs: number;
  /** Intervals that make the baseline. */
  readonly trailing: number;
  /** Fewer errors in an interval are never a spike. */
  readonly minCount: number;
}

type Mood = { readonly is: "usual" } | { readonly is: "spiking"; readonly baseline: Baseline };

/**
 * Watches the errors of one category by intervals of fixed length. A spike begins with the error that makes
 * its interval too full, not at the end of it, and ends after the first interval that is below the limit again.
 */
export class SpikeWatch {
  readonly #category: string;
  readonly #settings: SpikeSettings;
  /** Full intervals, oldest first. */
  #before: number[] = [];
  #interval: number;
  #count = 0;
  /** Of the running interval; undefined while too little has been seen. */
  #baseline: Baseline | undefined;
  #mood: Mood = { is: "usual" };

  /** `before`: counts of full intervals that were seen earlier, oldest first. */
  constructor(category: string, settings: SpikeSettings, startMs: number, before: readonly number[] = []) {
    this.#category = category;
    this.#settings = settings;
    this.#interval = Math.floor(startMs / settings.intervalMs);
    this.#before = before.slice(-settings.trailing);
    this.#baseline = baselineOf(this.#before);
  }

  /** The spike that this error begins, if it does, after the end of one that is over. */
  add(atMs: number): ErrorSpike[] {
    const ended = this.pass(atMs);
    this.#count += 1;
    const baseline = this.#baseline;
    if (this.#mood.is === "spiking" || baseline === undefined) return ended;
    if (this.#count < spikeLimit(baseline, this.#settings.minCount)) return ended;
    this.#mood = { is: "spiking", baseline };
    return [...ended, this.#event("begin", atMs, this.#count, baseline)];
  }

  /** Lets time pass: closes the intervals that are over, and with them the spike. */
  pass(nowMs: number): ErrorSpike[] {
    const { intervalMs, trailing } = this.#settings;
    const now = Math.floor(nowMs / intervalMs);
    if (now <= this.#interval) return [];
    const events: ErrorSpike[] = [];
    // Beyond the baseline all that came before is forgotten, however long the time was.
    const closed = Math.min(now - this.#interval, trailing + 1);
    for (let i = 0; i < closed; i++) {
      if (this.#mood.is === "spiking" && this.#count < this.#endLimit(this.#mood.baseline)) {
        const overMs = (this.#interval + i + 1) * intervalMs;
        events.push(this.#event("end", overMs, this.#count, this.#mood.baseline));
        this.#mood = { is: "usual" };
      }
      this.#before.push(this.#count);
      this.#before = this.#before.slice(-trailing);
      this.#baseline = baselineOf(this.#before);
      this.#count = 0;
    }
    this.#interval = now;
    return events;
  }

  /** When the running spike may be over, in ms since the epoch. */
  get nextEndMs(): number | undefined {
    return this.#mood.is === "spiking" ? (this.#interval + 1) * this.#settings.intervalMs : undefined;
  }

  // What lasts long enough becomes the usual: then the baseline of today ends the spike.
  #endLimit(began: Baseline): number {
    const { minCount } = this.#settings;
    return Math.max(spikeLimit(began, minCount), spikeLimit(this.#baseline ?? began, minCount));
  }

  #event(phase: "begin" | "end", atMs: number, count: number, baseline: Baseline): ErrorSpike {
    return {
      phase,
      category: this.#category,
      at: new Date(atMs).toISOString(),
      count,
      intervalMs: this.#settings.intervalMs,
      baseline: baseline.median,
      score: scoreOf(count, baseline),
    };
  }
}
