import fc from "fast-check";
import { expect, test } from "vitest";
import { visibleRows } from "../src/ui/visible-rows.ts";

test("what is seen is drawn, and little more is", () => {
  fc.assert(
    fc.property(
      fc.nat(100_000),
      fc.integer({ min: 20, max: 60 }),
      fc.nat(6_000_000),
      fc.integer({ min: 100, max: 2_000 }),
      fc.nat(10),
      (count, height, scrollTop, view, overscan) => {
        const { first, end } = visibleRows(count, height, scrollTop, view, overscan);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(count);
        expect(end - first).toBeLessThanOrEqual(Math.ceil(view / height) + 1 + 2 * overscan);
        const top = Math.max(0, Math.min(scrollTop, count * height - view));
        expect(first * height).toBeLessThanOrEqual(top);
        expect(end * height).toBeGreaterThanOrEqual(Math.min(count * height, top + view));
      },
    ),
  );
});

test("an empty list has nothing to draw", () => {
  expect(visibleRows(0, 44, 0, 600, 4)).toEqual({ first: 0, end: 0 });
});
