import type { LatencySummary } from "./health.ts";

/** The place, counted from 1, of a percentile among `count` values: the nearest-rank method. */
export function nearestRank(fraction: number, count: number): number {
  return Math.max(1, Math.ceil(fraction * count));
}

/** Of values in ascending order; `undefined` of none. */
export function summarize(sorted: ArrayLike<number>): LatencySummary | undefined {
  const count = sorted.length;
  if (count === 0) return undefined;
  const at = (fraction: number): number => sorted[nearestRank(fraction, count) - 1] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** True when the 95th percentile of `count` values lies above a limit that `above` of them exceed. */
export function p95Exceeds(count: number, above: number): boolean {
  return count > 0 && count - above < nearestRank(0.95, count);
}
