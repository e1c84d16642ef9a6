import type { LatencySummary } from "./health.ts";
import { nearestRank } from "./percentile.ts";

/** No percentile is further from the exact one than this share of it. */
export const RELATIVE_ERROR = 0.03;
/** Latencies up to here count as 0, and those above a day as a day. */
export const LOWEST_MS = 0.01;
const HIGHEST_MS = 86_400_000;

const GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
const LOG_GAMMA = Math.log(GAMMA);
/** Latencies in one half, before a new half begins. */
export const HALF = 500;
const LAST_BUCKET = Math.ceil(Math.log(HIGHEST_MS / LOWEST_MS) / LOG_GAMMA);
/** Buckets are added so many at a time. */
const GROWTH = 16;

/** How many latencies fell into each bucket, for the buckets from `first` on. */
interface Counts {
  first: number;
  counts: Uint16Array;
  total: number;
}

const NO_COUNTS = new Uint16Array(0);

/**
 * The last 500 to 1000 latencies of one worker, for percentiles within 3 %. Buckets grow by a constant
 * factor, as in DDSketch (Masson, Rim and Lee, PVLDB 12, 2019): 2 bytes each, and 11 of them for every
 * doubling, so some 200 bytes for a worker whose latencies span two powers of ten, and 1600 at most. Old
 * latencies go half by half: counts that were halved instead would lose their tails first.
 */
export class LatencySketch {
  #young: Counts = { first: 0, counts: NO_COUNTS, total: 0 };
  #old: Counts = { first: 0, counts: NO_COUNTS, total: 0 };

  /** @param latencyMs 0 or more. */
  add(latencyMs: number): void {
    if (this.#young.total === HALF) {
      this.#old = this.#young;
      this.#young = { first: 0, counts: NO_COUNTS, total: 0 };
    }
    const young = this.#young;
    const bucket = bucketOf(latencyMs);
    makeRoom(young, bucket);
    const index = bucket - young.first;
    young.counts[index] = (young.counts[index] ?? 0) + 1;
    young.total++;
  }

  /** `undefined` before the first latency. */
  summary(): LatencySummary | undefined {
    if (this.#young.total === 0) return undefined;
    return { p50: this.#percentile(0.5), p95: this.#percentile(0.95), p99: this.#percentile(0.99) };
  }

  #percentile(fraction: number): number {
    const rank = nearestRank(fraction, this.#young.total + this.#old.total);
    let seen = 0;
    for (let bucket = 0; bucket < LAST_BUCKET; bucket++) {
      seen += countIn(this.#young, bucket) + countIn(this.#old, bucket);
      if (seen >= rank) return latencyOf(bucket);
    }
    return latencyOf(LAST_BUCKET);
  }
}

function countIn({ first, counts }: Counts, bucket: number): number {
  return counts[bucket - first] ?? 0;
}

/** Bucket 0 is for what counts as 0; bucket i holds latencies above `LOWEST_MS * GAMMA ** (i - 1)`. */
function bucketOf(latencyMs: number): number {
  if (latencyMs <= LOWEST_MS) return 0;
  return Math.ceil(Math.log(Math.min(latencyMs, HIGHEST_MS) / LOWEST_MS) / LOG_GAMMA);
}

/** The latency that is equally far, by share, from both ends of its bucket. */
function latencyOf(bucket: number): number {
  return bucket === 0 ? 0 : (LOWEST_MS * 2 * GAMMA ** bucket) / (1 + GAMMA);
}

function makeRoom(half: Counts, bucket: number): void {
  const { first, counts } = half;
  if (bucket >= first && bucket < first + counts.length) return;
  const low = bucket - (bucket % GROWTH);
  const from = counts.length === 0 ? low : Math.min(first, low);
  const to = Math.max(low + GROWTH, first + counts.length);
  half.first = from;
  half.counts = new Uint16Array(to - from);
  half.counts.set(counts, counts.length === 0 ? 0 : first - from);
}
