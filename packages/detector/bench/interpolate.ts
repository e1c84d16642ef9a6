import type { Point } from "./sweep.ts";

/**
 * The detection time at which a curve makes so many mistakes: between its two points around it, linear in
 * the logarithm of mistakes. Where noise lets a curve cross the rate more than once, the fastest crossing.
 * `undefined` where the curve does not reach that rate.
 */
export function detectionAt(points: readonly Point[], mistakesPerNodeDay: number): number | undefined {
  let fastest: number | undefined;
  for (const [index, right] of points.entries()) {
    const left = points[index - 1];
    if (left === undefined || right.mistakesPerNodeDay <= 0 || left.mistakesPerNodeDay <= 0) continue;
    const [from, to] = [Math.log(left.mistakesPerNodeDay), Math.log(right.mistakesPerNodeDay)];
    const wanted = Math.log(mistakesPerNodeDay);
    if (wanted < Math.min(from, to) || wanted > Math.max(from, to)) continue;
    const share = from === to ? 0 : (wanted - from) / (to - from);
    const meanMs = left.meanMs + share * (right.meanMs - left.meanMs);
    fastest = Math.min(fastest ?? Infinity, meanMs);
  }
  return fastest;
}
