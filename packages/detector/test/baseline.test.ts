import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  firstBaseline,
  FLOOR_MS,
  isUnusual,
  isWarm,
  learn,
  usualMs,
  WARM_UP_MS,
  WARM_UP_SAMPLES,
  type Baseline,
} from "../src/baseline.ts";

const FACTOR = 4;
const MINUTE_MS = 60_000;

/** Feeds latencies at a steady pace. Tells which of them were unusual. */
function feed(start: Baseline, latencies: Iterable<number>, paceMs: number) {
  let baseline = start;
  const unusual: boolean[] = [];
  for (const latency of latencies) {
    const now = baseline.at + paceMs;
    const odd = isUnusual(baseline, latency, FACTOR, now);
    unusual.push(odd);
    baseline = learn(baseline, latency, odd, now);
  }
  return { baseline, unusual };
}

const times = (count: number, latencyMs: number) => Array.from({ length: count }, () => latencyMs);
const warm = (latencyMs: number) => feed(firstBaseline(latencyMs, 0), times(100, latencyMs), 1000).baseline;

describe("what is usual", () => {
  test("is the mean of the logarithms", () => {
    const { baseline } = feed(firstBaseline(10, 0), [1000, 10, 1000], 1);
    expect(usualMs(baseline)).toBeCloseTo(100);
    expect(usualMs(warm(50))).toBeCloseTo(50);
    expect(usualMs(warm(0))).toBeCloseTo(0.01);
  });

  test("is known after 20 samples and a minute, not before", () => {
    const { baseline: early } = feed(firstBaseline(50, 5), times(WARM_UP_SAMPLES - 2, 50), 1);
    expect(isWarm(early, 5 + WARM_UP_MS)).toBe(false);
    const { baseline } = feed(early, [50], 1);
    expect(isWarm(baseline, 5 + WARM_UP_MS - 1)).toBe(false);
    expect(isWarm(baseline, 5 + WARM_UP_MS)).toBe(true);
    expect(isUnusual(baseline, 9999, FACTOR, 5 + WARM_UP_MS - 1)).toBe(false);
    expect(isUnusual(baseline, 9999, FACTOR, 5 + WARM_UP_MS)).toBe(true);
  });

  test("begins to be exceeded at the factor, and above the floor", () => {
    const now = 1_000_000;
    expect(isUnusual(warm(50), 199.9, FACTOR, now)).toBe(false);
    expect(isUnusual(warm(50), 200.1, FACTOR, now)).toBe(true);
    expect(isUnusual(warm(1), FLOOR_MS, FACTOR, now)).toBe(false);
    expect(isUnusual(warm(1), FLOOR_MS + 0.1, FACTOR, now)).toBe(true);
  });

  test("begins to be exceeded later where latencies vary widely", () => {
    const { baseline } = feed(
      firstBaseline(40, 0),
      times(200, 0).map((_, index) => (index % 2 ? 40 : 4000)),
      1000,
    );
    expect(usualMs(baseline)).toBeCloseTo(400, -2);
    expect(isUnusual(baseline, 5000, FACTOR, 1e6)).toBe(false);
    expect(isUnusual(baseline, 60_000, FACTOR, 1e6)).toBe(true);
  });

  test("follows a drift without taking it for unusual", () => {
    // One percent more every ten seconds: fourfold within 23 minutes.
    const drift = Array.from({ length: 300 }, (_, index) => 150 * 1.01 ** index);
    const { unusual, baseline } = feed(warm(150), drift, 10_000);
    expect(unusual).not.toContain(true);
    expect(usualMs(baseline)).toBeGreaterThan(1000);
  });

  test.each([1000, 10_000])(
    "ten minutes of slowness do not become usual, an hour does: one sample per %d ms",
    (paceMs) => {
      const hour = (60 * MINUTE_MS) / paceMs;
      const { unusual } = feed(warm(50), times(hour, 500), paceMs);
      expect(unusual.slice(0, hour / 6)).not.toContain(false);
      expect(unusual.at(-1)).toBe(false);
      const accepted = unusual.indexOf(false) * paceMs;
      expect(accepted).toBeGreaterThan(30 * MINUTE_MS);
      expect(accepted).toBeLessThan(45 * MINUTE_MS);
    },
  );

  test("even a thousandfold slowness becomes usual within 45 minutes", () => {
    const { unusual } = feed(warm(50), times(2700, 50_000), 1000);
    expect(unusual.at(-1)).toBe(false);
  });

  test("one sample after a long pause teaches 5 % at most, and an unusual one an eighth of that", () => {
    const before = warm(50);
    const now = before.at + 1000 * MINUTE_MS;
    const step = (latencyMs: number, unusual: boolean) => {
      const { logMs, deviation } = learn(before, latencyMs, unusual, now);
      return [logMs - before.logMs, deviation - before.deviation];
    };
    const whole = Math.log(150 / 50);
    expect(step(150, false)[0]).toBeCloseTo(0.05 * whole, 9);
    expect(step(150, false)[1]).toBeCloseTo(0.05 * whole, 9);
    expect(step(5000, true)[0]).toBeCloseTo((0.05 / 8) * Math.log(100), 9);
    expect(step(5000, true)[1]).toBeCloseTo((0.05 / 8) * Math.log(100), 9);
  });

  test("moves by 63 % of a change within ten minutes", () => {
    const { baseline } = feed(warm(100), times(600, 200), 1000);
    expect(Math.log(usualMs(baseline) / 100) / Math.log(2)).toBeCloseTo(1 - 1 / Math.E, 2);
  });

  test("latencies that always varied alike never make most successes unusual", () => {
    const values = fc.array(fc.double({ min: 1, max: 100_000, noNaN: true }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(values, (cycle) => {
        const latencies = Array.from({ length: 600 }, (_, index) => cycle[index % cycle.length] ?? 1);
        const { unusual } = feed(firstBaseline(cycle[0] ?? 1, 0), latencies, 1000);
        const lately = unusual.slice(-60);
        expect(lately.filter(Boolean).length).toBeLessThanOrEqual(lately.length / 2);
      }),
    );
  });
});
