import { checkOptions, type OptionRules } from "../check-options.ts";

const finestMs = 0.1;
const growth = 1.05;
// From 0.1 ms to beyond an hour.
const buckets = 360;

export interface LatencySketchOptions {
  /** How many latencies are remembered before the older ones count half. 10 to 1000000, default 1000. */
  readonly memory?: number | undefined;
}

const rules: OptionRules<LatencySketchOptions> = {
  memory: {
    expected: "an integer from 10 to 1000000",
    accepts: (value) => Number.isInteger(value) && Number(value) >= 10 && Number(value) <= 1_000_000,
  },
};

/**
 * Latencies in buckets that each are 5 % wider than the one before: any quantile to within 5 %, in a
 * fixed 3 kB. Newer latencies count more: each time `memory` of them are there, all counts are halved.
 */
export class LatencySketch {
  readonly #counts: Float64Array = new Float64Array(buckets);
  readonly #memory: number;
  #total = 0;

  /** @throws RetryOptionsError naming every invalid value. */
  constructor(options: LatencySketchOptions = {}) {
    checkOptions(options, rules);
    this.#memory = options.memory ?? 1000;
  }

  /** How many latencies count, older ones by their share. */
  get count(): number {
    return this.#total;
  }

  /** Takes one latency. What is not a number of 0 or more is ignored. */
  record(latencyMs: number): void {
    if (!(latencyMs >= 0)) return;
    const bucket = latencyMs <= finestMs ? 0 : Math.ceil(Math.log(latencyMs / finestMs) / Math.log(growth));
    const at = Math.min(bucket, buckets - 1);
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#total += 1;
    if (this.#total < this.#memory) return;
    for (let each = 0; each < buckets; each += 1) this.#counts[each] = (this.#counts[each] ?? 0) / 2;
    this.#total /= 2;
  }

  /** The latency that a share `q` (0 to 1) of those recorded did not exceed; undefined if none was. */
  quantile(q: number): number | undefined {
    if (this.#total === 0) return undefined;
    const wanted = Math.min(Math.max(q, 0), 1) * this.#total;
    let seen = 0;
    let at = 0;
    for (let each = 0; each < buckets; each += 1) {
      const count = this.#counts[each] ?? 0;
      if (count === 0) continue;
      seen += count;
      at = each;
      // Halves of halves do not add up exactly.
      if (seen >= wanted - 1e-9) break;
    }
    return finestMs * growth ** at;
  }
}
