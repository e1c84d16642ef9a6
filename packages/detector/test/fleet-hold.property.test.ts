import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isMassSuspicion, nextHold, NO_HOLD, type FleetView, type Hold } from "../src/fleet-hold.ts";

const rule = fc.record({
  share: fc.double({ min: 0.01, max: 1, noNaN: true }),
  minWorkers: fc.integer({ min: 1, max: 10 }),
  settleMs: fc.integer({ min: 1, max: 10_000 }),
});
const view = fc
  .tuple(fc.nat({ max: 40 }), fc.nat({ max: 40 }))
  .map(([a, b]): FleetView => ({ fleet: Math.max(a, b), suspects: Math.min(a, b) }));
const moments = fc.array(fc.record({ passedMs: fc.nat({ max: 5_000 }), view }), { maxLength: 40 });

describe("a hold", () => {
  test("begins only by enough suspects, in number and in share, and by no more than that", () => {
    fc.assert(
      fc.property(rule, view, (given, seen) => {
        const begins = nextHold(NO_HOLD, seen, 0, given).kind === "holding";
        expect(begins).toBe(seen.suspects >= given.minWorkers && seen.suspects / seen.fleet >= given.share);
      }),
    );
  });

  test("lasts no longer than its settle time, however many stay suspect", () => {
    fc.assert(
      fc.property(rule, moments, (given, list) => {
        let hold: Hold = NO_HOLD;
        let now = 0;
        let beganAt = 0;
        for (const { passedMs, view: seen } of list) {
          now += passedMs;
          const before: Hold = hold;
          hold = nextHold(before, seen, now, given);
          if (before.kind !== "holding" && hold.kind === "holding") beganAt = now;
          if (before.kind === "holding" && now - beganAt >= given.settleMs) expect(hold.kind).toBe("over");
          if (hold.kind === "holding") expect(hold.untilMs).toBe(beganAt + given.settleMs);
        }
      }),
    );
  });

  test("goes on only while there are enough suspects, and ends once", () => {
    fc.assert(
      fc.property(rule, moments, (given, list) => {
        let hold: Hold = NO_HOLD;
        let now = 0;
        for (const { passedMs, view: seen } of list) {
          now += passedMs;
          const before: Hold = hold;
          hold = nextHold(before, seen, now, given);
          if (hold.kind === "holding") expect(isMassSuspicion(seen, given)).toBe(true);
          if (hold.kind === "over") expect(before.kind).toBe("holding");
        }
      }),
    );
  });

  test("more suspects never end what fewer would keep", () => {
    fc.assert(
      fc.property(rule, view, fc.nat({ max: 10 }), (given, seen, more) => {
        const suspects = Math.min(seen.fleet, seen.suspects + more);
        if (isMassSuspicion(seen, given)) {
          expect(isMassSuspicion({ ...seen, suspects }, given)).toBe(true);
        }
      }),
    );
  });
});
