import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HALF, LatencySketch, LOWEST_MS, RELATIVE_ERROR } from "../src/latency-sketch.ts";
import { nearestRank } from "../src/percentile.ts";

const DAY_MS = 86_400_000;

function sketchOf(latencies: Iterable<number>): LatencySketch {
  const sketch = new LatencySketch();
  for (const latency of latencies) sketch.add(latency);
  return sketch;
}

function expectNear(found: number | undefined, exact: number): void {
  if (found === undefined) throw new Error("nothing in the sketch");
  // What lies below the lowest bucket counts as 0, and nothing lies above a day.
  const bounded = Math.min(exact, DAY_MS);
  const allowed = exact <= LOWEST_MS ? LOWEST_MS : bounded * RELATIVE_ERROR * (1 + 1e-9);
  expect(Math.abs(found - bounded)).toBeLessThanOrEqual(allowed);
}

describe("the sketch of latencies", () => {
  test("has nothing to tell before the first", () => {
    expect(new LatencySketch().summary()).toBeUndefined();
  });

  test("is within 3 % of the exact percentiles, whatever the latencies", () => {
    const latency = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1000, noNaN: true }),
      fc.double({ min: 0, max: 1e12, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1, maxLength: 2 * HALF }), (latencies) => {
        const sorted = latencies.toSorted((a, b) => a - b);
        const exact = (fraction: number) => sorted[nearestRank(fraction, sorted.length) - 1] ?? -1;
        const summary = sketchOf(latencies).summary();
        expectNear(summary?.p50, exact(0.5));
        expectNear(summary?.p95, exact(0.95));
        expectNear(summary?.p99, exact(0.99));
      }),
      { numRuns: 300 },
    );
  });

  test("tells the edges: nothing, hardly anything, a day and more", () => {
    expect(sketchOf([0]).summary()).toEqual({ p50: 0, p95: 0, p99: 0 });
    expect(sketchOf([LOWEST_MS]).summary()?.p50).toBe(0);
    expect(sketchOf([LOWEST_MS * 1.001]).summary()?.p50).toBeGreaterThan(LOWEST_MS);
    expect(sketchOf([1e300]).summary()).toEqual(sketchOf([DAY_MS]).summary());
    expectNear(sketchOf([1e300]).summary()?.p50, DAY_MS);
  });

  test("old latencies fade: after 1000 more nothing is left of them", () => {
    const sketch = sketchOf(Array.from({ length: HALF }, () => 1000));
    for (let count = 0; count < HALF; count++) sketch.add(10);
    expectNear(sketch.summary()?.p50, 10);
    expectNear(sketch.summary()?.p95, 1000);
    sketch.add(10);
    expectNear(sketch.summary()?.p99, 10);
  });

  test("the tail does not fade first", () => {
    const latencies = Array.from({ length: 10_000 }, (_, index) => (index % 50 === 0 ? 1000 : 10));
    const { p50, p95, p99 } = sketchOf(latencies).summary() ?? {};
    expectNear(p50, 10);
    expectNear(p95, 10);
    expectNear(p99, 1000);
  });
});
