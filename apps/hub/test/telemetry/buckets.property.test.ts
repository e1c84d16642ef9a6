import fc from "fast-check";
import { expect, test } from "vitest";
import { Buckets, JOB_BOUNDS, LATENCY_BOUNDS, SIZE_BOUNDS } from "../../src/telemetry/metrics/buckets.ts";

const value = fc.oneof(
  fc.double({ min: 0, max: 1e5, noNaN: true }),
  fc.constantFrom(...LATENCY_BOUNDS, ...JOB_BOUNDS, ...SIZE_BOUNDS),
);

test("each bound counts the values that are at most that", () => {
  fc.assert(
    fc.property(fc.constantFrom(LATENCY_BOUNDS, JOB_BOUNDS, SIZE_BOUNDS), fc.array(value), (bounds, seen) => {
      const buckets = new Buckets(bounds);
      for (const each of seen) buckets.observe(each);
      expect(buckets.cumulative()).toEqual(
        bounds.map((bound) => [bound, seen.filter((each) => each <= bound).length]),
      );
      expect(buckets.count).toBe(seen.length);
      expect(buckets.sum).toBeCloseTo(
        seen.reduce((sum, each) => sum + each, 0),
        5,
      );
    }),
  );
});

test("what is no time counts as none", () => {
  const buckets = new Buckets([1]);
  for (const odd of [-1, Number.NaN, -Infinity]) buckets.observe(odd);
  expect({ sum: buckets.sum, cumulative: buckets.cumulative() }).toEqual({ sum: 0, cumulative: [[1, 3]] });
});

test("bounds rise", () => {
  for (const bounds of [LATENCY_BOUNDS, JOB_BOUNDS, SIZE_BOUNDS])
    expect(bounds.toSorted((one, other) => one - other)).toEqual(bounds);
});
