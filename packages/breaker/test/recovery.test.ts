import { describe, expect, test } from "vitest";
import { passesRamp, rampRemainingMs, startRamp } from "../src/ramp-up.ts";
import { recoveryMs, recoveryOf } from "../src/recovery.ts";

describe("the recovery time", () => {
  test("of a number does not grow", () => {
    expect([1, 2, 50].map((openings) => recoveryMs(recoveryOf(300), openings, 1))).toEqual([300, 300, 300]);
  });

  test("doubles by default, up to ten times the base, without chance", () => {
    const recovery = recoveryOf({ baseMs: 100 });
    expect(recovery).toEqual({ baseMs: 100, factor: 2, maxMs: 1_000, jitter: 0, resetAfterMs: 1_000 });
    expect([1, 2, 3, 4, 5, 5_000].map((openings) => recoveryMs(recovery, openings, 1))).toEqual([
      100, 200, 400, 800, 1_000, 1_000,
    ]);
  });

  test("is spread below its value, in whole ms", () => {
    const recovery = recoveryOf({ baseMs: 100, maxMs: 150, jitter: 0.5 });
    expect([0, 0.5, 0.999].map((chance) => recoveryMs(recovery, 1, chance))).toEqual([100, 75, 50]);
    expect(recoveryMs(recovery, 9, 0.5)).toBe(113);
  });

  test("of nothing stays nothing", () => {
    expect(recoveryMs(recoveryOf({ baseMs: 0, maxMs: 50 }), 9_999, 0)).toBe(0);
  });
});

describe("the ramp", () => {
  const plan = { rampUpMs: 1_000, rampUpFrom: 0.1 };

  test("there is none of 0 ms", () => {
    expect(startRamp({ ...plan, rampUpMs: 0 }, 5)).toBe(undefined);
  });

  test("lets the first call through, and of any number the share to within one", () => {
    for (const [now, share] of [
      [0, 0.1],
      [250, 0.325],
      [500, 0.55],
      [1_000, 1],
    ] as const) {
      const ramp = startRamp(plan, 0);
      let passed = 0;
      for (let calls = 1; calls <= 1_000; calls += 1) {
        if (ramp !== undefined && passesRamp(plan, ramp, now)) passed += 1;
        if (now === 0 && calls === 1) expect(passed).toBe(1);
        expect(Math.abs(passed - calls * share)).toBeLessThanOrEqual(1);
      }
    }
  });

  test("says how long it lasts", () => {
    const ramp = startRamp(plan, 100);
    expect([100, 600.5, 1_100, 5_000].map((now) => ramp && rampRemainingMs(plan, ramp, now))).toEqual([
      1_000, 500, 0, 0,
    ]);
  });
});
