import fc from "fast-check";
import { expect, test } from "vitest";
import { SortedList } from "../../src/store/memory/sorted-list.ts";

/** Enough for several chunks, added in any order, with some removed again. */
const steps = fc.array(fc.record({ value: fc.nat(3_000), remove: fc.boolean() }), {
  minLength: 1_000,
  maxLength: 4_000,
});

test("a sorted list holds what a sorted array would", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const list = new SortedList<number>((one, other) => one - other);
      const model = new Set<number>();
      for (const { value, remove } of all) {
        if (remove) list.remove(value);
        else if (!model.has(value)) list.add(value);
        if (remove) model.delete(value);
        else model.add(value);
      }
      const sorted = [...model].sort((one, other) => one - other);
      expect([...list]).toEqual(sorted);
      expect([...list.backwards()]).toEqual(sorted.toReversed());
      expect(list.size).toBe(sorted.length);
      expect(list.first).toBe(sorted[0]);
      expect(list.take(7)).toEqual(sorted.slice(0, 7));
      const small = list.takeWhile((value) => value < 1_500, 10_000);
      expect(small).toEqual(sorted.filter((value) => value < 1_500));
    }),
    { numRuns: 30 },
  );
});

test("growing at the end leaves full chunks, and emptying leaves nothing", () => {
  const list = new SortedList<number>((one, other) => one - other);
  for (let value = 0; value < 5_000; value++) list.add(value);
  expect([...list]).toHaveLength(5_000);
  for (let value = 0; value < 5_000; value++) list.remove(value);
  expect([list.size, list.first, [...list]]).toEqual([0, undefined, []]);
});
