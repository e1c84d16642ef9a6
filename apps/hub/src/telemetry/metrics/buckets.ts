import type { LabelValues } from "./series.ts";

/** From half a millisecond to a minute: calls, commits, waits. In seconds. */
export const LATENCY_BOUNDS: readonly number[] = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];
/** From a few milliseconds to hours: what jobs take. In seconds. */
export const JOB_BOUNDS: readonly number[] = [
  0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3_600, 14_400,
];
/** How many share something. */
export const SIZE_BOUNDS: readonly number[] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];

/** How often values fell into ranges. Each bound is the upper end of a range, and belongs to it. */
export class Buckets {
  readonly values: LabelValues;
  readonly #bounds: readonly number[];
  readonly #counts: Float64Array;
  #sum = 0;
  #count = 0;

  constructor(bounds: readonly number[], values: LabelValues = []) {
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length);
    this.values = values;
  }

  /** What is not a number of 0 or more counts as 0: clocks of other machines may be ahead. */
  observe(value: number): void {
    const seen = value > 0 ? value : 0;
    this.#sum += seen;
    this.#count += 1;
    let low = 0;
    let high = this.#counts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (seen <= (this.#bounds[middle] ?? Infinity)) high = middle;
      else low = middle + 1;
    }
    // Above the last bound there is no place: that is what the count says.
    if (low < this.#counts.length) this.#counts[low] = (this.#counts[low] ?? 0) + 1;
  }

  get sum(): number {
    return this.#sum;
  }

  get count(): number {
    return this.#count;
  }

  /** With each bound how many values were at most that. */
  cumulative(): (readonly [bound: number, count: number])[] {
    let total = 0;
    return this.#bounds.map((bound, index) => [bound, (total += this.#counts[index] ?? 0)]);
  }
}

/** The histograms of one metric, one for each combination of label values. */
export class BucketsSet {
  readonly bounds: readonly number[];
  readonly #all = new Map<string, Buckets>();

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
  }

  with(...values: string[]): Buckets {
    const key = values.join("\n");
    let buckets = this.#all.get(key);
    if (buckets === undefined) this.#all.set(key, (buckets = new Buckets(this.bounds, values)));
    return buckets;
  }

  all(): Iterable<Buckets> {
    return this.#all.values();
  }
}
