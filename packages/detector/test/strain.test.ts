import { describe, expect, test } from "vitest";
import { strainLimits, strainOf } from "../src/strain.ts";
import type { OutcomeCounts } from "../src/window.ts";

const counts = (over: Partial<OutcomeCounts>): OutcomeCounts => ({
  outcomes: 0,
  failures: 0,
  timed: 0,
  slow: 0,
  ...over,
});
const limits = strainLimits(false, 1000);

describe("strain", () => {
  test("is harder to leave than to enter", () => {
    expect(strainLimits(false, 1000)).toEqual({ minSuccessRate: 0.8, maxP95Ms: 1000 });
    expect(strainLimits(true, 1000)).toEqual({ minSuccessRate: 0.9, maxP95Ms: 800 });
  });

  test("none without outcomes and reports", () => {
    expect(strainOf(counts({}), undefined, limits)).toEqual([]);
    expect(strainOf(counts({}), "ok", limits)).toEqual([]);
  });

  test("a report of overload, but not of an error, which is a verdict", () => {
    expect(strainOf(counts({}), "overloaded", limits)).toEqual([
      { kind: "own-report", status: "overloaded" },
    ]);
    expect(strainOf(counts({}), "error", limits)).toEqual([]);
  });

  test("a success rate below the limit, from 5 outcomes on", () => {
    expect(strainOf(counts({ outcomes: 4, failures: 4 }), "ok", limits)).toEqual([]);
    expect(strainOf(counts({ outcomes: 5, failures: 1 }), "ok", limits)).toEqual([]);
    expect(strainOf(counts({ outcomes: 5, failures: 2 }), "ok", limits)).toEqual([
      { kind: "low-success-rate", rate: 0.6, limit: 0.8, outcomes: 5 },
    ]);
  });

  test("a p95 above the limit", () => {
    expect(strainOf(counts({ timed: 20, slow: 1 }), "ok", limits)).toEqual([]);
    expect(strainOf(counts({ timed: 20, slow: 2 }), "ok", limits)).toEqual([
      { kind: "slow", slow: 2, successes: 20, limitMs: 1000 },
    ]);
  });
});
