import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  beginHold,
  isMassSuspicion,
  isUnsure,
  nextHold,
  NO_HOLD,
  type FleetView,
  type Hold,
} from "../src/fleet-hold.ts";

const rule = fc.record({
  share: fc.double({ min: 0.01, max: 1, noNaN: true }),
  minWorkers: fc.integer({ min: 1, max: 10 }),
  settleMs: fc.integer({ min: 1, max: 10_000 }),
});
const view: fc.Arbitrary<FleetView> = fc.record({
  suspects: fc.nat({ max: 20 }),
  heard: fc.nat({ max: 20 }),
  fleet: fc.nat({ max: 60 }),
  peers: fc.nat({ max: 40 }),
});
const calm = fc.nat({ max: 3000 });
const moments = fc.array(
  fc.record({ passedMs: fc.nat({ max: 5_000 }), mass: fc.boolean(), answered: fc.boolean() }),
  {
    maxLength: 40,
  },
);

describe("a mass suspicion", () => {
  test("of a fleet that is known throughout needs enough suspects, in number and in share, and no more", () => {
    fc.assert(
      fc.property(rule, view, (given, { suspects, heard }) => {
        const enough = suspects >= given.minWorkers && suspects >= given.share * (suspects + heard);
        const seen = { suspects, heard, fleet: suspects + heard, peers: 0 };
        expect(isMassSuspicion(seen, given)).toBe(enough);
      }),
    );
  });

  test("needs more than its share where little is known, but never more than all who are known", () => {
    const rule = { share: 0.3, minWorkers: 3, settleMs: 1 };
    const least = (told: number, fleet: number): number => {
      for (let suspects = 0; suspects <= told; suspects++)
        if (isMassSuspicion({ suspects, heard: told - suspects, fleet, peers: 0 }, rule)) return suspects;
      return Infinity;
    };
    // 0.3 * told + sqrt(told * 0.21 * untold / (fleet - 1))
    expect([least(100, 100), least(40, 100), least(40, 41), least(40, 1_000_000)]).toEqual([30, 15, 13, 15]);
    expect([least(3, 100), least(3, 3), least(4, 1000)]).toEqual([3, 3, 3]);
  });

  test("is not ended by more suspects, nor begun by more that were heard", () => {
    fc.assert(
      fc.property(rule, view, fc.nat({ max: 10 }), (given, seen, more) => {
        if (isMassSuspicion(seen, given)) {
          const grown = { ...seen, suspects: seen.suspects + more, fleet: seen.fleet + more };
          expect(isMassSuspicion({ ...grown, fleet: grown.suspects + seen.heard }, given)).toBe(true);
        } else expect(isMassSuspicion({ ...seen, heard: seen.heard + more, fleet: 1000 }, given)).toBe(false);
      }),
    );
  });

  test.each([
    [{ suspects: 2, heard: 0, fleet: 9, peers: 3 }, true],
    [{ suspects: 2, heard: 1, fleet: 9, peers: 3 }, false],
    [{ suspects: 3, heard: 0, fleet: 9, peers: 3 }, false],
    [{ suspects: 2, heard: 0, fleet: 9, peers: 2 }, false],
  ])("of %j is unsure: %j", (seen, unsure) => {
    expect(isUnsure(seen, { share: 0.3, minWorkers: 3, settleMs: 1 })).toBe(unsure);
  });
});

const mass = { mass: true, answered: false };
const few = { mass: false, answered: false };
const answered = { mass: false, answered: true };

describe("a hold", () => {
  test("ends with its settle time, or with a calm that began before", () => {
    fc.assert(
      fc.property(rule, calm, moments, (given, calmMs, list) => {
        let hold: Hold = beginHold(0, given);
        let now = 0;
        let calmSince: number | undefined;
        for (const { passedMs, mass, answered } of list) {
          const before: number = now;
          now += passedMs;
          hold = nextHold(hold, { mass, answered }, now, calmMs);
          if (mass && now < given.settleMs) calmSince = undefined;
          else if (!mass) calmSince ??= now;
          if (hold.kind === "over") {
            if (mass) expect([hold.because, now >= given.settleMs]).toEqual(["the settle time passed", true]);
            else {
              expect(hold.because).toBe(answered ? "they answered" : "too few are suspect");
              expect(now - (calmSince ?? Infinity)).toBeGreaterThanOrEqual(calmMs);
            }
            return;
          }
          expect(hold.kind).toBe("holding");
          // Whoever looks on sees it end with the first look after both are over.
          expect(before).toBeLessThan(Math.max(given.settleMs, (calmSince ?? 0) + calmMs) + 1);
          if (mass) expect(now).toBeLessThan(given.settleMs);
        }
      }),
    );
  });

  test("does not begin by itself, nor go on after its end", () => {
    expect(nextHold(NO_HOLD, mass, 0, 0)).toEqual(NO_HOLD);
    expect(nextHold({ kind: "over", because: "they answered" }, mass, 0, 0)).toEqual(NO_HOLD);
  });

  test("that grows calm waits for as long as a deadline, and starts anew when it does not stay so", () => {
    const rule = { share: 0.3, minWorkers: 3, settleMs: 10_000 };
    const held = nextHold(beginHold(0, rule), few, 1000, 1500);
    expect(held).toEqual({ kind: "holding", untilMs: 10_000, calmSinceMs: 1000 });
    expect(nextHold(held, answered, 2499, 1500)).toEqual(held);
    expect(nextHold(held, answered, 2500, 1500)).toEqual({ kind: "over", because: "they answered" });
    expect(nextHold(held, few, 2500, 1500)).toEqual({ kind: "over", because: "too few are suspect" });
    expect(nextHold(held, mass, 2000, 1500)).toEqual({ kind: "holding", untilMs: 10_000 });
    expect(nextHold(held, mass, 10_000, 1500)).toEqual({ kind: "over", because: "the settle time passed" });
  });
});
