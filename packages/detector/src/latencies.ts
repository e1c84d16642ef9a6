import { firstBaseline, isUnusual, learn, usualMs, type Baseline } from "./baseline.ts";
import type { LatencySummary } from "./health.ts";
import { LatencySketch } from "./latency-sketch.ts";
import { toThousandths } from "./round.ts";

/** Operations with a baseline of their own; any further ones share one, so that names cannot use up memory. */
export const MAX_OPERATIONS = 8;

/** A success that took far longer than usual. */
export interface UnusualSuccess {
  readonly operation: string;
  readonly latencyMs: number;
  /** What was usual then. */
  readonly usualMs: number;
}

/** What one worker's operations take, and what they usually take. Empty until the first timed success. */
export class Latencies {
  readonly #factor: number | false;
  #sketch: LatencySketch | undefined;
  #baselines: Map<string, Baseline> | undefined;
  #shared: Baseline | undefined;
  #lastUnusual: UnusualSuccess | undefined;

  /** @param factor A success that takes so many times as long as usual is unusual; `false`: none is. */
  constructor(factor: number | false) {
    this.#factor = factor;
  }

  /** The last one, for evidence. */
  get lastUnusual(): UnusualSuccess | undefined {
    return this.#lastUnusual;
  }

  /** Notes a timed success. True when it was unusually slow. */
  add(operation: string, latencyMs: number, now: number): boolean {
    this.#sketch ??= new LatencySketch();
    this.#sketch.add(latencyMs);
    if (this.#factor === false) return false;
    this.#baselines ??= new Map();
    const own = this.#baselines.get(operation);
    const known = own ?? (this.#baselines.size < MAX_OPERATIONS ? undefined : this.#shared);
    const unusual = known !== undefined && isUnusual(known, latencyMs, this.#factor, now);
    if (unusual) this.#lastUnusual = { operation, latencyMs, usualMs: usualMs(known) };
    const next = known ? learn(known, latencyMs, unusual, now) : firstBaseline(latencyMs, now);
    if (own !== undefined || this.#baselines.size < MAX_OPERATIONS) this.#baselines.set(operation, next);
    else this.#shared = next;
    return unusual;
  }

  summary(): LatencySummary | undefined {
    const exact = this.#sketch?.summary();
    if (!exact) return undefined;
    const { p50, p95, p99 } = exact;
    return { p50: toThousandths(p50), p95: toThousandths(p95), p99: toThousandths(p99) };
  }
}
