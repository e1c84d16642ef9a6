import { describe, expect, test } from "vitest";
import { deviationsAt, phiOf } from "../../src/policies/phi.ts";

const chance = (phi: number): number => 1 - 10 ** -phi;

// Examples as published with Pekko, AccrualFailureDetectorSpec.
describe("published values of phi", () => {
  test.each([
    [0, 0.5, 0.001],
    [6, 0.7257, 0.001],
    [15, 0.9332, 0.001],
    [20, 0.97725, 0.001],
    [25, 0.99379, 0.001],
    [35, 0.99977, 0.001],
    [40, 0.99997, 0.0001],
  ])("at %d with mean 0 and deviation 10 the normal distribution is %d", (silent, expected, by) => {
    expect(Math.abs(chance(phiOf(silent, 0, 10)) - expected)).toBeLessThanOrEqual(by);
  });

  test("another mean", () => {
    expect(Math.abs(chance(phiOf(22, 20, 3)) - 0.7475)).toBeLessThanOrEqual(0.001);
  });

  test.each([
    [0, 0],
    [500, 0.1],
    [1000, 0.3],
    [1200, 1.6],
    [1400, 4.7],
    [1600, 10.8],
    [1700, 15.3],
  ])("after %d ms, where 1000 are usual, give or take 100, phi is %d", (silent, expected) => {
    expect(Math.abs(phiOf(silent, 1000, 100) - expected)).toBeLessThanOrEqual(0.1);
  });

  test("outliers lose no precision", () => {
    expect(Math.abs(phiOf(10, 0, 1) - 38)).toBeLessThanOrEqual(1);
    expect(phiOf(-25, 0, 1)).toBe(0);
    expect(phiOf(1000, 0, 1)).toBeCloseTo((1000 * (1.5976 + 70566)) / Math.LN10, 3);
  });

  test("it rises with silence, and is lower where gaps vary more", () => {
    for (let silent = 0; silent < 40; silent++) {
      expect(phiOf(silent, 0, 10)).toBeLessThan(phiOf(silent + 1, 0, 10));
    }
    expect(phiOf(1100, 1000, 500)).toBeLessThan(phiOf(1100, 1000, 100));
  });
});

test("far from the mean either form keeps its digits", () => {
  expect(phiOf(-7, 0, 1)).toBeGreaterThan(0);
  expect(phiOf(7, 0, 1)).toBeCloseTo(-Math.log10(Math.exp(-7 * (1.5976 + 0.070566 * 49))), 9);
  expect(phiOf(-4, 0, 1)).toBeCloseTo(Math.exp(-4 * (1.5976 + 0.070566 * 16)) / Math.LN10, 6);
});

test.each([0.31, 0.5, 1, 3, 8, 12, 30, 100, 300])("phi is %d at deviationsAt(it)", (threshold) => {
  expect(phiOf(deviationsAt(threshold), 0, 1)).toBeCloseTo(threshold, 8);
});

test("eight is 5.2 deviations by this approximation", () => {
  expect(deviationsAt(8)).toBeCloseTo(5.2, 1);
});
