import fc from "fast-check";
import { expect, test } from "vitest";
import type { DeadlinePolicy } from "../../src/deadline-policy.ts";
import { adaptiveDeadline } from "../../src/policies/adaptive.ts";
import { chenDeadline } from "../../src/policies/chen.ts";
import { fixedDeadline } from "../../src/policies/fixed.ts";
import { missedHeartbeats } from "../../src/policies/missed-heartbeats.ts";
import { phiAccrual } from "../../src/policies/phi-accrual.ts";
import { Fed, times } from "./feed.ts";

const POLICIES: readonly DeadlinePolicy[] = [
  fixedDeadline(),
  fixedDeadline({ limitMs: 700 }),
  missedHeartbeats(),
  phiAccrual({ maxSampleSize: 20 }),
  chenDeadline(),
  adaptiveDeadline(),
  adaptiveDeadline({ multiple: 3, deviations: 0, memoryGaps: 10_000, floorMs: 1, ceilingMs: 20_000 }),
];

const interval = fc.double({ min: 1, max: 86_400_000, noNaN: true });
/** Anything from a backlog to the end of days, with many ordinary gaps. */
const anyGap = fc.oneof(
  fc.double({ min: 500, max: 2000, noNaN: true }),
  fc.double({ min: 0, minExcluded: true, max: 1, noNaN: true }),
  fc.double({ min: 0, minExcluded: true, max: 1e12, noNaN: true }),
  fc.constantFrom(5e-324, 1e-9, 1000, 6000, 1e12),
);
const gapsAbout = (mean: number, by: number, count: number): fc.Arbitrary<number[]> =>
  fc.array(fc.double({ min: mean * (1 - by), max: mean * (1 + by), noNaN: true }), {
    minLength: count,
    maxLength: count + 40,
  });

test.each(POLICIES)(
  "$name: for any gaps the limit is a time, and the heartbeat is expected within it",
  (policy) => {
    fc.assert(
      fc.property(interval, fc.array(anyGap, { maxLength: 120 }), (promised, gaps) => {
        const fed = new Fed(policy, promised);
        for (const gap of [undefined, ...gaps]) {
          if (gap !== undefined) fed.learn(gap);
          const { limitMs, expectedMs } = fed;
          expect(limitMs).toBeGreaterThan(0);
          expect(limitMs).toBeLessThan(Infinity);
          expect(expectedMs).toBeGreaterThan(0);
          expect(expectedMs).toBeLessThanOrEqual(limitMs);
        }
        expect(fed.neighboursUntouched).toBe(true);
      }),
    );
  },
);

test.each([missedHeartbeats(), fixedDeadline(), chenDeadline(), adaptiveDeadline({ floorMs: 1 })])(
  "$name knows no seconds: gaps in another unit give the same limit in it",
  (policy) => {
    const gap = fc.oneof(fc.double({ min: 20, max: 5000, noNaN: true }), fc.constantFrom(1000, 3000));
    fc.assert(
      fc.property(fc.array(gap), fc.integer({ min: 1, max: 9 }), (gaps, power) => {
        const unit = 2 ** power;
        const fed = new Fed(policy, 1000).learn(...gaps);
        const scaled = new Fed(policy, 1000 * unit).learn(...gaps.map((each) => each * unit));
        expect(scaled.limitMs).toBe(fed.limitMs * unit);
        expect(scaled.expectedMs).toBe(fed.expectedMs * unit);
      }),
    );
  },
);

test("phi reaches the threshold at the limit, and never falls as silence grows", () => {
  const threshold = fc.double({ min: 0.5, max: 100, noNaN: true });
  const gap = fc.double({ min: 1, max: 5000, noNaN: true });
  fc.assert(
    fc.property(threshold, fc.array(gap), fc.array(gap, { minLength: 2 }), (threshold, gaps, silences) => {
      const fed = new Fed(phiAccrual({ threshold, maxSampleSize: 10 }), 1000).learn(...gaps);
      expect(fed.phi(fed.limitMs)).toBeCloseTo(threshold, 6);
      const phis = silences.toSorted((a, b) => a - b).map((silence) => fed.phi(silence) ?? Number.NaN);
      expect(phis).toEqual(phis.toSorted((a, b) => a - b));
    }),
  );
});

test("adaptive: within floor and ceiling, whatever comes", () => {
  const bound = fc.double({ min: 1, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(interval, bound, bound, fc.array(anyGap), (promised, one, other, gaps) => {
      const [floorMs, ceilingMs] = [Math.min(one, other), Math.max(one, other)];
      const fed = new Fed(adaptiveDeadline({ floorMs, ceilingMs }), promised).learn(...gaps);
      expect(fed.limitMs).toBeGreaterThanOrEqual(floorMs);
      expect(fed.limitMs).toBeLessThanOrEqual(ceilingMs);
    }),
  );
});

test("adaptive: one long gap at most doubles the limit", () => {
  fc.assert(
    fc.property(gapsAbout(1000, 0.2, 0), fc.double({ min: 1000, max: 1e10, noNaN: true }), (gaps, long) => {
      const fed = new Fed(adaptiveDeadline(), 1000).learn(...gaps);
      const before = fed.limitMs;
      expect(fed.learn(long).limitMs).toBeLessThanOrEqual(2 * before * (1 + 1e-9));
    }),
  );
});

test("adaptive: what is read at once after a long gap moves the limit by no more than its own length", () => {
  const backlog = fc.array(fc.double({ min: 0, minExcluded: true, max: 0.5, noNaN: true }));
  fc.assert(
    fc.property(gapsAbout(1000, 0.2, 3), backlog, (gaps, backlog) => {
      const fed = new Fed(adaptiveDeadline(), 1000).learn(...gaps, 9000);
      const before = fed.limitMs;
      const lasted = backlog.reduce((sum, gap) => sum + gap, 0);
      expect(Math.abs(fed.learn(...backlog).limitMs - before)).toBeLessThanOrEqual(3 * lasted);
    }),
  );
});

test("adaptive: a step is followed with at most three mistakes", () => {
  const story = fc
    .double({ min: 1.05, max: 500, noNaN: true })
    .chain((ratio) => fc.tuple(gapsAbout(1000, 0.03, 10), gapsAbout(1000 * ratio, 0.03, 20)));
  fc.assert(
    fc.property(story, ([before, after]) => {
      const fed = new Fed(adaptiveDeadline(), 1000).learn(...before);
      expect(fed.mistakes(after)).toBeLessThanOrEqual(3);
    }),
  );
});

test("adaptive: any regular interval is known after two dozen gaps, whatever was promised", () => {
  const real = fc.double({ min: 200, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.double({ min: 100, max: 1e6, noNaN: true }), real, (promised, real) => {
      const fed = new Fed(adaptiveDeadline(), promised).learn(...times(24, real));
      expect(fed.limitMs / real).toBeGreaterThan(1.45);
      expect(fed.limitMs / real).toBeLessThan(1.7);
    }),
  );
});
