import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Leaders } from "../src/leaders.ts";
import { HOUR, T0 } from "./support.ts";

const keys = (leaders: Leaders<unknown>): string[] => leaders.ranked().map(({ key }) => key);
const weights = (leaders: Leaders<unknown>): number[] => leaders.ranked().map(({ weight }) => weight);

describe("Leaders", () => {
  test("gives a key the value that was made for it", () => {
    const leaders = new Leaders<object>(2);
    const a = leaders.touch(T0, "a", 1, () => ({}));
    expect(leaders.touch(T0, "a", 1, () => ({}))).toBe(a);
    expect(leaders.touch(T0, "b", 1, () => ({}))).not.toBe(a);
    expect([...leaders.values()]).toHaveLength(2);
    expect(leaders.size).toBe(2);
  });

  test("replaces the lightest, whose weight the newcomer inherits", () => {
    const leaders = new Leaders<string>(3);
    for (const [key, weight] of [
      ["a", 5],
      ["b", 2],
      ["c", 3],
      ["d", 1],
    ] as const) {
      leaders.touch(T0, key, weight, () => key);
    }
    expect(keys(leaders)).toEqual(["a", "d", "c"]);
    expect(weights(leaders)).toEqual([5, 3, 3]);
    expect(leaders.touch(T0, "b", 1, () => "anew")).toBe("anew");
    expect(leaders.size).toBe(3);
  });

  test("halves all weights every hour, and not when the clock goes back", () => {
    const leaders = new Leaders<number>(3);
    leaders.touch(T0, "a", 8, () => 0);
    leaders.touch(T0 + HOUR, "b", 1, () => 0);
    expect(weights(leaders)).toEqual([4, 1]);
    leaders.touch(T0, "b", 1, () => 0);
    leaders.touch(T0 + HOUR, "b", 0, () => 0);
    expect(weights(leaders)).toEqual([4, 2]);
    leaders.touch(T0 + 3 * HOUR, "b", 0, () => 0);
    expect(weights(leaders)).toEqual([1, 0.5]);
  });

  test("never misses what is heavier than the total by the places", () => {
    const stream = fc.array(fc.nat({ max: 40 }), { maxLength: 500 });
    fc.assert(
      fc.property(stream, fc.integer({ min: 1, max: 12 }), (numbers, places) => {
        const leaders = new Leaders<number>(places);
        const truth = new Map<string, number>();
        for (const n of numbers) {
          leaders.touch(T0, `${n}`, 1, () => n);
          truth.set(`${n}`, (truth.get(`${n}`) ?? 0) + 1);
        }
        const ranked = new Map(leaders.ranked().map(({ key, weight }) => [key, weight]));
        expect(ranked.size).toBe(Math.min(places, truth.size));
        for (const [key, count] of truth) {
          if (count > numbers.length / places) expect(ranked.has(key)).toBe(true);
          if (ranked.has(key)) expect(ranked.get(key)).toBeGreaterThanOrEqual(count);
        }
      }),
    );
  });
});
