/** The values of a metric's labels, in the order of their names. */
export type LabelValues = readonly string[];

/** One counter or gauge: a number that its owner changes in place. */
export interface Series {
  readonly values: LabelValues;
  value: number;
}

/**
 * The series of one metric. Whoever counts often keeps the series it got, so that counting is an addition
 * and nothing is looked up or made.
 */
export class SeriesSet {
  readonly #series = new Map<string, Series>();

  /** The series of these label values, from 0 on. */
  with(...values: string[]): Series {
    const key = values.join("\n");
    let series = this.#series.get(key);
    if (series === undefined) this.#series.set(key, (series = { values, value: 0 }));
    return series;
  }

  all(): Iterable<Series> {
    return this.#series.values();
  }
}
