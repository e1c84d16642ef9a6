import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createErrorTracker } from "../src/index.ts";
import { baselineOf, scoreOf, spikeLimit, spikesIn } from "../src/spikes.ts";
import { HOUR, ManualClock, silent } from "./support.ts";

describe("the baseline", () => {
  test("is the median, with the median absolute deviation made a standard deviation", () => {
    expect(baselineOf([1, 9, 1_000, 21, 30, 41])).toEqual({ median: 25.5, sigma: 1.4826 * 16 });
    expect(baselineOf([100, 100, 100, 100, 100, 100, 100])).toEqual({ median: 100, sigma: 10 });
    expect(baselineOf([0, 0, 0, 0, 0, 0])).toEqual({ median: 0, sigma: 1 });
  });

  test("needs six counts, in any order", () => {
    expect(baselineOf([5, 5, 5, 5, 5])).toBeUndefined();
    expect(baselineOf([3, 1, 2, 6, 5, 4])?.median).toBe(3.5);
    expect(baselineOf([10, 9, 100, 8, 7, 6, 5])?.median).toBe(8);
  });
});

test("a score is in robust standard deviations, the limit the first whole count above 3.5 of them", () => {
  const baseline = { median: 100, sigma: 10 };
  expect(scoreOf(120, baseline)).toBe(2);
  expect(scoreOf(80, baseline)).toBe(-2);
  expect(spikeLimit(baseline, 20)).toBe(136);
  expect(spikeLimit({ median: 1, sigma: 1 }, 20)).toBe(20);
  expect(spikeLimit({ median: 1, sigma: 1 }, 1)).toBe(5);
});

describe("spikesIn", () => {
  const found = (counts: number[], minCount = 20, trailing = 24): number[] =>
    spikesIn(counts, { minCount, trailing }).map(({ index }) => index);

  test("finds counts far above those before them", () => {
    expect(found([5, 5, 5, 5, 5, 5, 50, 5, 5, 49])).toEqual([6, 9]);
    expect(found([5, 5, 5, 5, 5, 50])).toEqual([]);
    expect(found([0, 0, 0, 0, 0, 0, 19, 20])).toEqual([7]);
    expect(found([0, 0, 0, 0, 0, 0, 19, 20], 5)).toEqual([6, 7]);
    expect(found([90, 110, 100, 95, 105, 100, 120])).toEqual([]);
  });

  test("forgets what lies further back", () => {
    const counts = [...Array<number>(20).fill(200), ...Array<number>(6).fill(2), 60];
    expect(found(counts)).toEqual([]);
    expect(found(counts, 20, 6)).toContain(26);
  });

  test("no count is a spike by adding the same to all, or to the baseline alone", () => {
    const counts = fc.array(fc.nat({ max: 500 }), { minLength: 7, maxLength: 40 });
    fc.assert(
      fc.property(counts, fc.nat({ max: 1_000 }), (before, more) => {
        const spikes = found(before);
        for (const index of found(before.map((count) => count + more))) {
          // Counts below minCount before are no spikes then, but may be one now.
          if ((before[index] ?? 0) >= 20) expect(spikes).toContain(index);
        }
      }),
    );
  });
});

test("trends tell the hours that are spikes, also by hours before their window", () => {
  const clock = new ManualClock();
  const tracker = createErrorTracker({ logger: silent, clock, spikes: { minCount: 10 } });
  const hour = (count: number): void => {
    for (let i = 0; i < count; i++) tracker.logJobError("j", "x");
    clock.advance(HOUR);
  };
  for (const count of [2, 3, 2, 3, 2, 3]) hour(count);
  hour(30);
  hour(2);
  const spike = { hour: "2026-01-15T18:00:00.000Z", total: 30, baseline: 2.5, score: 27.5 / Math.sqrt(2.5) };
  expect(tracker.getErrorTrends().spikes).toEqual([spike]);
  expect(tracker.getErrorTrends(3).spikes).toEqual([spike]);
  expect(tracker.getErrorTrends(2).spikes).toEqual([]);
  const strict = createErrorTracker({ logger: silent, clock });
  expect(strict.getErrorTrends().spikes).toEqual([]);
});

test("trends do not take the time before the start for hours without errors", () => {
  const clock = new ManualClock();
  const tracker = createErrorTracker({ logger: silent, clock });
  for (let i = 0; i < 100; i++) tracker.logJobError("j", "x");
  expect(tracker.getErrorTrends(48).spikes).toEqual([]);
});
