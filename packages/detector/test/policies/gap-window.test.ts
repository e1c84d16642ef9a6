import { expect, test } from "vitest";
import { gapWindow } from "../../src/policies/gap-window.ts";

function held(size: number, ...values: number[]): { mean: number; deviation: number } {
  const window = gapWindow(size);
  const memory = new Float64Array(window.memorySize + 2).fill(9);
  window.clear(memory, 1);
  for (const value of values) window.add(memory, 1, value);
  expect([memory[0], memory.at(-1)]).toEqual([9, 9]);
  return { mean: window.mean(memory, 1), deviation: window.deviation(memory, 1) };
}

// The figures of Pekko's AccrualFailureDetectorSpec, "Statistics for heartbeats".
test("mean and variance as published", () => {
  const five = held(20, 100, 200, 125, 340, 130);
  expect(five.mean).toBeCloseTo(179, 5);
  expect(five.deviation ** 2).toBeCloseTo(7584, 5);
});

test.each([
  [[100, 110, 90], 100, 66.6666667],
  [[100, 110, 90, 140], 113.333333, 422.222222],
  [[100, 110, 90, 140, 80], 103.333333, 688.88888889],
])("the last three of %j", (values, mean, variance) => {
  const three = held(3, ...values);
  expect(three.mean).toBeCloseTo(mean, 5);
  expect(three.deviation ** 2).toBeCloseTo(variance, 5);
});

test("one value has no deviation, and rounding never makes it less", () => {
  expect(held(600, 1000)).toEqual({ mean: 1000, deviation: 0 });
  expect(held(600, 0.1, 0.1, 0.1).deviation).toBeCloseTo(0, 5);
  expect(held(600, ...Array.from({ length: 3000 }, () => 1234.567)).deviation).toBeCloseTo(0, 2);
});

test("errors of rounding do not gather: a huge value that has left leaves nothing behind", () => {
  const { mean, deviation } = held(4, 1e15, ...Array.from({ length: 7 }, (_, index) => 0.1 * (index + 1)));
  expect(mean).toBeCloseTo(0.55, 12);
  expect(deviation).toBeCloseTo(Math.sqrt(0.0125), 6);
});
