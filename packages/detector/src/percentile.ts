/** The place, counted from 1, of a percentile among `count` values: the nearest-rank method. */
export function nearestRank(fraction: number, count: number): number {
  return Math.max(1, Math.ceil(fraction * count));
}

/** True when the 95th percentile of `count` values lies above a limit that `above` of them exceed. */
export function p95Exceeds(count: number, above: number): boolean {
  return count > 0 && count - above < nearestRank(0.95, count);
}
