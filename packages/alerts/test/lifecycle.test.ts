import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { IDLE, isActive, step, stepsAt, type Phase } from "../src/lifecycle.ts";

const at = { forMs: 10, resolveForMs: 20 };
const now = { forMs: 0, resolveForMs: 0 };

describe("an alert's phases", () => {
  test("at once, without patience", () => {
    expect(step(IDLE, false, now, 5)).toEqual({ phase: IDLE });
    expect(step(IDLE, true, now, 5)).toEqual({ phase: { kind: "firing", since: 5 }, change: "fired" });
    const firing: Phase = { kind: "firing", since: 5 };
    expect(step(firing, true, now, 9)).toEqual({ phase: firing });
    expect(step(firing, false, now, 9)).toEqual({ phase: IDLE, change: "resolved" });
  });

  test("holds for a while before it fires", () => {
    const pending: Phase = { kind: "pending", since: 5 };
    expect(step(IDLE, true, at, 5)).toEqual({ phase: pending });
    expect(step(pending, true, at, 14)).toEqual({ phase: pending });
    expect(step(pending, true, at, 15)).toEqual({ phase: { kind: "firing", since: 15 }, change: "fired" });
    expect(step(pending, false, at, 15)).toEqual({ phase: IDLE });
  });

  test("is over for a while before it resolves", () => {
    const clearing: Phase = { kind: "clearing", since: 5, clearSince: 30 };
    expect(step({ kind: "firing", since: 5 }, false, at, 30)).toEqual({ phase: clearing });
    expect(step(clearing, false, at, 49)).toEqual({ phase: clearing });
    expect(step(clearing, true, at, 49)).toEqual({ phase: { kind: "firing", since: 5 } });
    expect(step(clearing, false, at, 50)).toEqual({ phase: IDLE, change: "resolved" });
  });

  test("when time alone changes something", () => {
    expect(stepsAt(IDLE, at)).toBe(Infinity);
    expect(stepsAt({ kind: "pending", since: 5 }, at)).toBe(15);
    expect(stepsAt({ kind: "firing", since: 5 }, at)).toBe(Infinity);
    expect(stepsAt({ kind: "clearing", since: 5, clearSince: 30 }, at)).toBe(50);
  });

  test("fired and resolved take turns, and tell whether there is an alert", () => {
    const looks = fc.array(fc.record({ holds: fc.boolean(), ms: fc.nat(25) }), { maxLength: 40 });
    fc.assert(
      fc.property(looks, (all) => {
        let phase: Phase = IDLE;
        let time = 0;
        let active = false;
        for (const { holds, ms } of all) {
          time += ms;
          const next = step(phase, holds, at, time);
          phase = next.phase;
          if (next.change !== undefined) {
            expect(next.change).toBe(active ? "resolved" : "fired");
            active = !active;
          }
          expect(isActive(phase)).toBe(active);
        }
      }),
    );
  });
});
