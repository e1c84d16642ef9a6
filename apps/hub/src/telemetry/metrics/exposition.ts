import { Counter, Gauge, Histogram, Registry } from "@prometheus-io/client";
import { BucketsSet, type Buckets } from "./buckets.ts";
import { SeriesSet, type LabelValues } from "./series.ts";

/** What a gauge is when somebody asks: the values of its labels, and the value. */
export type Reading = readonly [values: LabelValues, value: number];

/** A metric as its documentation has it. */
export interface Described {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];
}

/**
 * The metrics of one hub. The client of the Prometheus project checks and writes them; the counting itself
 * is done beside it, because the client makes a key of all labels at every single count, which costs a busy
 * hub more than it may.
 */
export class Exposition {
  readonly #registry = new Registry();
  readonly #described: Described[] = [];

  /** In the order in which they were made. */
  get described(): readonly Described[] {
    return this.#described;
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** Counts up; its name ends with `_total`. */
  counter(name: string, help: string, ...labelNames: string[]): SeriesSet {
    const series = new SeriesSet();
    const counter = new Counter({
      ...this.#describe(name, "counter", help, labelNames),
      collect: () => {
        counter.reset();
        for (const { values, value } of series.all()) counter.inc(labelsOf(labelNames, values), value);
      },
    });
    return series;
  }

  /** A counter that is kept elsewhere and read when somebody asks. */
  readCounter(
    name: string,
    help: string,
    labelNames: readonly string[],
    read: () => Iterable<Reading>,
  ): void {
    const counter = new Counter({
      ...this.#describe(name, "counter", help, labelNames),
      collect: () => {
        counter.reset();
        for (const [values, value] of read()) counter.inc(labelsOf(labelNames, values), value);
      },
    });
  }

  /** A level, read when somebody asks. Without a reading there is nothing to tell, and no value. */
  gauge(
    name: string,
    help: string,
    labelNames: readonly string[],
    read: () => Iterable<Reading> | Promise<Iterable<Reading>>,
  ): void {
    const gauge = new Gauge({
      ...this.#describe(name, "gauge", help, labelNames),
      collect: async () => {
        // What could not be read is not told: a level of yesterday would be a lie.
        const readings = await Promise.resolve()
          .then(read)
          .catch(() => []);
        gauge.reset();
        if (labelNames.length === 0) gauge.remove({});
        for (const [values, value] of readings) gauge.set(labelsOf(labelNames, values), value);
      },
    });
  }

  /** How values spread: in seconds, or in numbers of things. */
  histogram(name: string, help: string, bounds: readonly number[], ...labelNames: string[]): BucketsSet {
    const buckets = new BucketsSet(bounds);
    const made = new CountedHistogram(
      { ...this.#describe(name, "histogram", help, labelNames), buckets: [...bounds] },
      buckets,
      labelNames,
    );
    // Without labels there is one series from the start.
    if (labelNames.length === 0) buckets.with();
    this.#registry.registerMetric(made);
    return buckets;
  }

  #describe(name: string, type: Described["type"], help: string, labels: readonly string[]) {
    this.#described.push({ name, type, help, labels });
    return { name, help, labelNames: [...labels], registers: [this.#registry] };
  }
}

type HistogramConfiguration = ConstructorParameters<typeof Histogram<string>>[0];

/** A histogram of the client that tells what was counted beside it. */
class CountedHistogram extends Histogram<string> {
  readonly #about: { name: string; help: string; labelNames: readonly string[]; buckets: BucketsSet };

  constructor(configuration: HistogramConfiguration, buckets: BucketsSet, labelNames: readonly string[]) {
    super(configuration);
    const { name, help } = configuration;
    this.#about = { name, help, labelNames, buckets };
  }

  override async get(): ReturnType<Histogram<string>["get"]> {
    const { name, help, labelNames, buckets } = this.#about;
    const values = [...buckets.all()].flatMap((each) =>
      samples(name, each, labelsOf(labelNames, each.values)),
    );
    return { name, help, type: "histogram", aggregator: "sum", collect: () => {}, values };
  }

  /** What the registry asks for when it writes text. */
  getForPromString(): ReturnType<Histogram<string>["get"]> {
    return this.get();
  }
}

function samples(name: string, buckets: Buckets, labels: Record<string, string>) {
  const { sum, count } = buckets;
  return [
    ...buckets
      .cumulative()
      .map(([le, value]) => ({ metricName: `${name}_bucket`, labels: { ...labels, le }, value })),
    { metricName: `${name}_bucket`, labels: { ...labels, le: "+Inf" }, value: count },
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}

function labelsOf(names: readonly string[], values: LabelValues): Record<string, string> {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
}
