import { expect, test } from "vitest";
import { seededRandom } from "../src/index.ts";

const take = (seed: number | string, count: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random());
};

test("the same seed gives the same numbers, another seed others", () => {
  expect(take(7, 20)).toEqual(take(7, 20));
  expect(take("job-7", 20)).toEqual(take("job-7", 20));
  expect(take(7, 20)).not.toEqual(take(8, 20));
  expect(take(0.1, 20)).not.toEqual(take(0.2, 20));
  expect(take("ab", 5)).not.toEqual(take("ba", 5));
});

test("a seed gives these numbers in every version", () => {
  // Worked out apart from this code, in Python with whole numbers of 32 bits.
  const known = [
    [42, 3698429650, 4228569332, 3819207717, 1459345384],
    ["job-7", 3765306455, 26859519, 3615808254, 792255684],
    [0.1, 3784423735, 859510455, 3388400582, 965208075],
  ] as const;
  for (const [seed, ...wholes] of known) expect(take(seed, 4)).toEqual(wholes.map((each) => each / 2 ** 32));
  expect(take("job-7", 1000).at(-1)).toBe(2479015937 / 2 ** 32);
});

test("numbers lie in [0, 1) and are spread evenly", () => {
  const numbers = take(42, 20_000);
  const tenths = Array.from({ length: 10 }, () => 0);
  for (const number of numbers) {
    expect(number >= 0 && number < 1).toBe(true);
    const at = Math.floor(number * 10);
    tenths[at] = (tenths[at] ?? 0) + 1;
  }
  for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(200);
  // Neighbours have nothing to do with each other.
  const product = numbers
    .slice(1)
    .reduce((sum, next, i) => sum + (next - 0.5) * ((numbers[i] ?? 0) - 0.5), 0);
  expect(Math.abs(product / numbers.length)).toBeLessThan(0.005);
});

test("seeds that are alike do not begin alike", () => {
  const firsts = Array.from({ length: 1000 }, (_, seed) => seededRandom(seed)());
  expect(new Set(firsts).size).toBe(1000);
  expect(firsts.filter((first) => first < 0.5).length).toBeGreaterThan(430);
  expect(firsts.filter((first) => first < 0.5).length).toBeLessThan(570);
});
