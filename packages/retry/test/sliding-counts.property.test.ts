import fc from "fast-check";
import { expect, test } from "vitest";
import { SlidingCounts } from "../src/sliding-counts.ts";

test("agrees with a list of everything that was counted", () => {
  const step = fc.record({
    passMs: fc.integer({ min: -200, max: 900 }),
    first: fc.nat(3),
    second: fc.nat(3),
  });
  fc.assert(
    fc.property(
      fc.array(step),
      fc.integer({ min: 10, max: 2000 }),
      fc.integer({ min: -5000, max: 10_000 }),
      (steps, windowMs, start) => {
        const counts = new SlidingCounts(windowMs);
        const all: { slice: number; first: number; second: number }[] = [];
        let now = start;
        let latest = -Infinity;
        for (const { passMs, first, second } of steps) {
          now += passMs;
          latest = Math.max(latest, Math.floor(now / counts.sliceMs));
          counts.moveTo(now);
          counts.add(first, second);
          all.push({ slice: latest, first, second });
          const recent = all.filter(({ slice }) => slice > latest - 10);
          expect(counts.first).toBe(recent.reduce((sum, each) => sum + each.first, 0));
          expect(counts.second).toBe(recent.reduce((sum, each) => sum + each.second, 0));
        }
      },
    ),
  );
});
