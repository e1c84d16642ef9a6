import { expect, test } from "vitest";
import { median, percentile } from "../src/statistics.ts";

test("a percentile is one of the values: the nearest rank", () => {
  const values = [30, 10, 20, 40];
  expect(percentile(values, 0.5)).toBe(20);
  expect(percentile(values, 0.51)).toBe(30);
  expect(percentile(values, 0.99)).toBe(40);
  expect(percentile(values, 1)).toBe(40);
  expect(percentile(values, 0)).toBe(10);
  expect(percentile([7], 0.99)).toBe(7);
});

test("the percentile of 100 values leaves one above p99", () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(values, 0.99)).toBe(99);
});

test("numbers are sorted as numbers, and the input stays as it was", () => {
  const values = [9, 100, 20];
  expect(percentile(values, 0.5)).toBe(20);
  expect(median(values)).toBe(20);
  expect(values).toEqual([9, 100, 20]);
});

test("the median of an even number of values lies between the two in the middle", () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([5])).toBe(5);
});

test("nothing has no percentile and no median", () => {
  expect(percentile([], 0.5)).toBeNaN();
  expect(median([])).toBeNaN();
});
