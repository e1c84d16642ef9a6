import fc from "fast-check";
import { expect, test } from "vitest";
import { LatencySketch, seededRandom } from "../src/index.ts";

test("knows nothing at first, and ignores what is no latency", () => {
  const sketch = new LatencySketch();
  for (const nothing of [Number.NaN, -1]) sketch.record(nothing);
  expect(sketch.count).toBe(0);
  expect(sketch.quantile(0.5)).toBeUndefined();
});

test("any quantile is right to within 5 %", () => {
  const latency = fc.double({ min: 0.1, max: 3_600_000, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(latency, { minLength: 1, maxLength: 200 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (all, q) => {
        const sketch = new LatencySketch();
        for (const each of all) sketch.record(each);
        const sorted = all.sort((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil(q * all.length - 1e-9) - 1)] ?? NaN;
        const found = sketch.quantile(q) ?? NaN;
        expect(found).toBeGreaterThanOrEqual(exact * 0.9999);
        expect(found).toBeLessThanOrEqual(exact * 1.0501);
      },
    ),
  );
});

test("forgets: after a change, newer latencies decide", () => {
  const sketch = new LatencySketch({ memory: 100 });
  for (let i = 0; i < 1000; i += 1) sketch.record(10);
  for (let i = 0; i < 400; i += 1) sketch.record(1000);
  expect(sketch.quantile(0.1)).toBeGreaterThan(900);
  expect(sketch.count).toBeLessThanOrEqual(100);
});

test("a quantile that falls between two latencies is the lower one", () => {
  const pair = new LatencySketch();
  for (const latency of [1, 1000]) pair.record(latency);
  expect(pair.quantile(0.5)).toBeLessThan(1.06);
  // 0.55 * 100 is a little more than 55 in binary.
  const hundred = new LatencySketch();
  for (let i = 0; i < 100; i += 1) hundred.record(i < 55 ? 1 : 1000);
  expect(hundred.quantile(0.55)).toBeLessThan(1.06);
  expect(hundred.quantile(0.56)).toBeGreaterThan(999);
});

test("latencies below a tenth of a millisecond count like all others", () => {
  const sketch = new LatencySketch();
  for (const latency of [0, 0.03, 0.1, 10]) sketch.record(latency);
  expect(sketch.count).toBe(4);
  expect([sketch.quantile(0.25), sketch.quantile(0.5), sketch.quantile(0.75)]).toEqual([0.1, 0.1, 0.1]);
  expect(sketch.quantile(1)).toBeGreaterThan(9.99);
});

test("as soon as its memory is full, all that it holds counts half", () => {
  const sketch = new LatencySketch({ memory: 10 });
  for (let i = 0; i < 9; i += 1) sketch.record(10);
  expect(sketch.count).toBe(9);
  sketch.record(10);
  expect(sketch.count).toBe(5);
});

test("extremes end in the first and the last bucket", () => {
  const sketch = new LatencySketch();
  sketch.record(0);
  expect(sketch.quantile(1)).toBeCloseTo(0.1);
  sketch.record(Infinity);
  expect(sketch.quantile(1)).toBeGreaterThan(3_600_000);
  expect(sketch.quantile(7)).toBe(sketch.quantile(1));
  expect(sketch.quantile(-7)).toBe(sketch.quantile(0));
});

test("a million latencies take no more than a few", () => {
  const sketch = new LatencySketch();
  const random = seededRandom(1);
  for (let i = 0; i < 1_000_000; i += 1) sketch.record(100 * random());
  expect(sketch.count).toBeLessThan(1000);
  expect(sketch.quantile(0.9)).toBeGreaterThan(80);
  expect(sketch.quantile(0.9)).toBeLessThan(100);
});

test("invalid options are told", () => {
  expect(() => new LatencySketch({ memory: 3 })).toThrow(/memory: expected an integer from 10/);
});
