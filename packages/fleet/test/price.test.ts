import { describe, expect, test } from "vitest";
import { affordable, costOf, payable, priceOf } from "../src/autoscale/price.ts";

const large = { type: "large", zone: "a", market: "spot" } as const;
const small = { type: "small", zone: "a", market: "on-demand" } as const;
const budget = { perHour: 1, prices: { large: 0.4, "large/spot": 0.1, small: 0.2 } };

describe("prices", () => {
  test("of the market before that of the type; the dearest for what has none", () => {
    expect(priceOf(large, budget)).toBe(0.1);
    expect(priceOf({ ...large, market: "on-demand" }, budget)).toBe(0.4);
    expect(priceOf(small, budget)).toBe(0.2);
    expect(priceOf({ ...large, type: "huge" }, budget)).toBe(0.4);
    expect(costOf([large, large, small], budget)).toBeCloseTo(0.4);
    expect(costOf([], budget)).toBe(0);
  });
});

describe("a budget", () => {
  test("pays for those that are there, and more at the price of the next", () => {
    expect(affordable([], large, budget)).toBe(10);
    expect(affordable([small, small], large, budget)).toBe(8);
    expect(affordable([small, small], small, budget)).toBe(5);
    expect(affordable([], undefined, budget)).toBe(2);
  });

  test("is not cut short by sums that are not exact", () => {
    expect(affordable([], large, { perHour: 0.3, prices: { large: 0.1 } })).toBe(3);
    expect(affordable([large, large, large], large, { perHour: 0.3, prices: { large: 0.1 } })).toBe(3);
  });

  test("that is overdrawn keeps what can stay if the dearest go", () => {
    const dear = { ...large, market: "on-demand" } as const;
    expect(affordable([dear, large, large, dear], large, { ...budget, perHour: 0.6 })).toBe(3);
    expect(affordable([dear, large, large, dear], large, { ...budget, perHour: 0.2 })).toBe(2);
    expect(affordable([large, large], large, { ...budget, perHour: 0 })).toBe(0);
  });

  test("pays for so many only at some offers", () => {
    const dear = { ...large, market: "on-demand" } as const;
    const offers = [large, dear, small];
    expect(payable(offers, [], 5, budget)).toEqual([large, small]);
    expect(payable(offers, [], 10, budget)).toEqual([large]);
    expect(payable(offers, [small, small, small], 2, budget)).toEqual([large, small]);
    expect(payable(offers, [dear, dear, small], 0, budget)).toEqual([]);
    expect(payable([large], [], 3, { perHour: 0.3, prices: { large: 0.1 } })).toEqual([large]);
  });

  test("pays for any number of what costs nothing", () => {
    expect(affordable([], small, { perHour: 0, prices: { small: 0 } })).toBe(Infinity);
  });
});
