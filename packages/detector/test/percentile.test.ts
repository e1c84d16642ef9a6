import { describe, expect, test } from "vitest";
import { nearestRank, p95Exceeds } from "../src/percentile.ts";

describe("percentiles by nearest rank", () => {
  test("the rank is at least 1 and at most the count", () => {
    expect(nearestRank(0.5, 1)).toBe(1);
    expect(nearestRank(0.01, 3)).toBe(1);
    expect(nearestRank(0.99, 3)).toBe(3);
    expect(nearestRank(0.95, 20)).toBe(19);
    expect(nearestRank(0.5, 100)).toBe(50);
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
