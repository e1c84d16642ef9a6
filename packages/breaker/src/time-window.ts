import type { Window } from "./count-window.ts";
import type { SavedWindow } from "./trip.ts";

const BUCKETS = 10;

/**
 * The calls of the latest `windowMs`, in ten buckets that turn as time goes by: a call leaves with its bucket,
 * so the window reaches back between nine tenths of its length and all of it.
 */
export class TimeWindow implements Window {
  calls = 0;
  hits = 0;
  readonly #bucketMs: number;
  #buckets: { calls: number; hits: number }[] | undefined;
  /** Number of the newest bucket, counted from the clock's zero. */
  #newest = 0;

  constructor(windowMs: number, saved?: SavedWindow, now = 0) {
    this.#bucketMs = windowMs / BUCKETS;
    const buckets = saved?.["buckets"];
    if (!Array.isArray(buckets)) return;
    for (const bucket of buckets as readonly unknown[]) {
      if (!Array.isArray(bucket) || !bucket.every(Number.isFinite)) continue;
      const [agoMs = Infinity, calls = 0, hits = 0] = bucket as readonly number[];
      if (agoMs >= 0 && agoMs < windowMs && hits >= 0 && calls >= hits) this.#put(now - agoMs, calls, hits);
    }
    this.turn(now);
  }

  add(hit: boolean, now: number): void {
    this.#put(now, 1, hit ? 1 : 0);
  }

  /** Drops what is too old at `now`. */
  turn(now: number): void {
    const buckets = this.#buckets;
    if (buckets === undefined) return;
    const number = Math.floor(now / this.#bucketMs);
    const turns = Math.min(BUCKETS, number - this.#newest);
    for (let i = 1; i <= turns; i += 1) {
      const bucket = bucketAt(buckets, number - turns + i);
      this.calls -= bucket.calls;
      this.hits -= bucket.hits;
      bucket.calls = 0;
      bucket.hits = 0;
    }
    if (turns > 0) this.#newest = number;
  }

  /** Each bucket that is not empty: how long ago it began, its calls, its hits. */
  save(now: number): SavedWindow {
    this.turn(now);
    const saved: number[][] = [];
    for (let number = this.#newest - BUCKETS + 1; number <= this.#newest; number += 1) {
      const { calls, hits } = bucketAt(this.#buckets ?? [], number);
      if (calls > 0) saved.push([Math.max(0, now - number * this.#bucketMs), calls, hits]);
    }
    return { buckets: saved };
  }

  #put(at: number, calls: number, hits: number): void {
    if (this.#buckets === undefined) {
      this.#buckets = Array.from({ length: BUCKETS }, () => ({ calls: 0, hits: 0 }));
      this.#newest = Math.floor(at / this.#bucketMs);
    }
    this.turn(at);
    const bucket = bucketAt(this.#buckets, this.#newest);
    bucket.calls += calls;
    bucket.hits += hits;
    this.calls += calls;
    this.hits += hits;
  }
}

function bucketAt(
  buckets: { calls: number; hits: number }[],
  number: number,
): { calls: number; hits: number } {
  return buckets[((number % BUCKETS) + BUCKETS) % BUCKETS] ?? { calls: 0, hits: 0 };
}
