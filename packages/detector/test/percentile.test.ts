import { describe, expect, test } from "vitest";
import { nearestRank, p95Exceeds, summarize } from "../src/percentile.ts";

describe("percentiles by nearest rank", () => {
  test("of 1 to 100", () => {
    const values = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(summarize(values)).toEqual({ p50: 50, p95: 95, p99: 99 });
  });

  test("of a few values", () => {
    expect(summarize([7])).toEqual({ p50: 7, p95: 7, p99: 7 });
    expect(summarize([1, 9])).toEqual({ p50: 1, p95: 9, p99: 9 });
    expect(summarize([])).toBeUndefined();
  });

  test("the rank is at least 1 and at most the count", () => {
    expect(nearestRank(0.5, 1)).toBe(1);
    expect(nearestRank(0.01, 3)).toBe(1);
    expect(nearestRank(0.99, 3)).toBe(3);
  });

  test("p95 lies above a limit once more than 5 % exceed it", () => {
    expect(p95Exceeds(100, 5)).toBe(false);
    expect(p95Exceeds(100, 6)).toBe(true);
    expect(p95Exceeds(20, 1)).toBe(false);
    expect(p95Exceeds(19, 1)).toBe(true);
    expect(p95Exceeds(1, 1)).toBe(true);
    expect(p95Exceeds(0, 0)).toBe(false);
  });
});
