import fc from "fast-check";
import { expect, test } from "vitest";
import { draw, hashText, streamOf, within } from "../src/draw.ts";
import { valueAt } from "../src/range.ts";

const indexes = Array.from({ length: 4000 }, (_, index) => index);

test("the same seed and names draw the same, today and in later versions", () => {
  expect(streamOf(1, "rule", "a")).toBe(streamOf(1, "rule", "a"));
  expect(streamOf("1", "rule", "a")).toBe(streamOf(1, "rule", "a"));
  expect([0, 1, 2].map((index) => draw(streamOf(7, "rule", "fault-1"), index))).toMatchInlineSnapshot(`
    [
      0.7191710469778627,
      0.034166366094723344,
      0.6167593067511916,
    ]
  `);
  expect(hashText("pigeon")).toMatchInlineSnapshot(`2003042071`);
});

test("seeds, names and their order matter", () => {
  const streams = [streamOf(1), streamOf(2), streamOf(1, "a"), streamOf(1, "b"), streamOf(1, "a", "b")];
  const all = [...streams, streamOf(1, "b", "a"), streamOf(1, "ab")];
  expect(new Set(all).size).toBe(all.length);
});

test("draws are even: mean, spread and each tenth", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const stream = streamOf(seed);
      const draws = indexes.map((index) => draw(stream, index));
      const mean = draws.reduce((sum, u) => sum + u, 0) / draws.length;
      expect(Math.abs(mean - 0.5)).toBeLessThan(0.03);
      for (let tenth = 0; tenth < 10; tenth += 1) {
        const share = draws.filter((u) => Math.floor(u * 10) === tenth).length / draws.length;
        expect(Math.abs(share - 0.1)).toBeLessThan(0.03);
      }
    }),
    { numRuns: 50 },
  );
});

test("neighbours know nothing of each other: calls, draws of a call, seeds", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
      const stream = streamOf(seed);
      const pairs: [string, (index: number) => [number, number]][] = [
        ["calls", (i) => [draw(within(stream, i), 0), draw(within(stream, i + 1), 0)]],
        ["draws", (i) => [draw(within(stream, i), 0), draw(within(stream, i), 1)]],
        ["seeds", (i) => [draw(streamOf(seed + i, "x"), 0), draw(streamOf(seed + i + 1, "x"), 0)]],
      ];
      for (const [what, pair] of pairs) {
        const both = indexes.filter((index) => pair(index).every((u) => u < 0.5)).length / indexes.length;
        expect(Math.abs(both - 0.25), what).toBeLessThan(0.05);
      }
    }),
    { numRuns: 20 },
  );
});

test("a range is drawn from evenly, a number is itself", () => {
  expect(valueAt(5, 0.9)).toBe(5);
  expect([0, 0.5, 1].map((u) => valueAt({ min: 10, max: 20 }, u))).toEqual([10, 15, 20]);
});
