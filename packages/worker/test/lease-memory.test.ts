import fc from "fast-check";
import { expect, test } from "vitest";
import { LeaseMemory } from "../src/lease-memory.ts";

test("the last ids are remembered, and never more than twice as many", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 200 }),
      (capacity, added) => {
        const memory = new LeaseMemory(capacity);
        for (const id of added) memory.add(`l${id}`);
        const newestFirst = [...new Set(added.toReversed())];
        for (const id of newestFirst.slice(0, capacity)) expect(memory.has(`l${id}`)).toBe(true);
        expect(newestFirst.filter((id) => memory.has(`l${id}`)).length).toBeLessThanOrEqual(2 * capacity);
      },
    ),
  );
});

test("the oldest are forgotten", () => {
  const memory = new LeaseMemory(2);
  for (const id of ["a", "b", "c", "d", "e"]) memory.add(id);
  expect(["a", "b", "c", "d", "e", "f"].map((id) => memory.has(id))).toEqual([
    false,
    false,
    true,
    true,
    true,
    false,
  ]);
});
