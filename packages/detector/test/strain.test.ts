import { describe, expect, test } from "vitest";
import type { WorkerReport } from "../src/index.ts";
import type { UnusualSuccess } from "../src/latencies.ts";
import { isGoodReport, marksOf, strainOf } from "../src/strain.ts";
import { NEARLY_SLOW, SLOW, TIMED, UNUSUAL, type OutcomeCounts } from "../src/window.ts";

const settings = { responseTimeoutMs: 1000, cpuLimit: 90, memoryLimit: 50 };
const lastUnusual: UnusualSuccess = { operation: "lease", latencyMs: 400, usualMs: 40 };

interface Given {
  counts?: Partial<OutcomeCounts>;
  report?: WorkerReport;
  last?: UnusualSuccess | undefined;
  degraded?: boolean;
}

function strain({ counts = {}, report, last = lastUnusual, degraded = false }: Given) {
  const none = { outcomes: 0, failures: 0, timed: 0, slow: 0, nearlySlow: 0, unusual: 0 };
  const condition = { counts: { ...none, ...counts }, report, lastUnusual: last };
  return strainOf(condition, degraded, settings);
}

describe("strain", () => {
  test("none without outcomes and reports", () => {
    for (const degraded of [false, true]) {
      expect(strain({ degraded })).toEqual([]);
      expect(strain({ report: { status: "ok" }, degraded })).toEqual([]);
    }
  });

  test("a report of overload, but not of an error, which is a verdict", () => {
    expect(strain({ report: { status: "overloaded" } })).toEqual([
      { kind: "own-report", status: "overloaded" },
    ]);
    expect(strain({ report: { status: "error" } })).toEqual([]);
  });

  test("more cpu or memory than the limits; it ends at 90 % of them", () => {
    expect(strain({ report: { status: "ok", cpu: 90, memory: 50 } })).toEqual([]);
    expect(strain({ report: { status: "ok", cpu: 91, memory: 51 } })).toEqual([
      { kind: "high-load", resource: "cpu", percent: 91, limit: 90 },
      { kind: "high-load", resource: "memory", percent: 51, limit: 50 },
    ]);
    expect(strain({ report: { status: "ok", cpu: 82, memory: 46 }, degraded: true })).toEqual([
      { kind: "high-load", resource: "cpu", percent: 82, limit: 81 },
      { kind: "high-load", resource: "memory", percent: 46, limit: 45 },
    ]);
    expect(strain({ report: { status: "ok", cpu: 81, memory: 45 }, degraded: true })).toEqual([]);
    expect(strain({ report: { status: "ok", cpu: Number.NaN } })).toEqual([]);
  });

  test("a success rate below 0.8, from 5 outcomes on; it ends at 0.9", () => {
    expect(strain({ counts: { outcomes: 4, failures: 4 } })).toEqual([]);
    expect(strain({ counts: { outcomes: 5, failures: 1 } })).toEqual([]);
    expect(strain({ counts: { outcomes: 5, failures: 2 } })).toEqual([
      { kind: "low-success-rate", rate: 0.6, limit: 0.8, outcomes: 5 },
    ]);
    expect(strain({ counts: { outcomes: 10, failures: 1 }, degraded: true })).toEqual([]);
    expect(strain({ counts: { outcomes: 9, failures: 1 }, degraded: true })).toEqual([
      { kind: "low-success-rate", rate: 8 / 9, limit: 0.9, outcomes: 9 },
    ]);
  });

  test("a p95 above the response timeout; it ends at 80 % of it", () => {
    expect(strain({ counts: { timed: 20, slow: 1, nearlySlow: 20 } })).toEqual([]);
    expect(strain({ counts: { timed: 20, slow: 2 } })).toEqual([
      { kind: "slow", slow: 2, successes: 20, limitMs: 1000 },
    ]);
    expect(strain({ counts: { timed: 20, slow: 0, nearlySlow: 2 }, degraded: true })).toEqual([
      { kind: "slow", slow: 2, successes: 20, limitMs: 800 },
    ]);
  });

  test("most successes slower than usual, from 10 on; it ends at a quarter", () => {
    expect(strain({ counts: { timed: 9, unusual: 9 } })).toEqual([]);
    expect(strain({ counts: { timed: 10, unusual: 5 } })).toEqual([]);
    expect(strain({ counts: { timed: 10, unusual: 6 } })).toEqual([
      { kind: "slower-than-usual", slower: 6, successes: 10, ...lastUnusual },
    ]);
    expect(strain({ counts: { timed: 12, unusual: 3 }, degraded: true })).toEqual([]);
    expect(strain({ counts: { timed: 12, unusual: 4 }, degraded: true })).toEqual([
      { kind: "slower-than-usual", slower: 4, successes: 12, ...lastUnusual },
    ]);
  });

  test("a good report is ok and within the limits", () => {
    expect(isGoodReport({ status: "ok" }, settings)).toBe(true);
    expect(isGoodReport({ status: "ok", cpu: 90, memory: 50 }, settings)).toBe(true);
    expect(isGoodReport({ status: "ok", cpu: 90.1 }, settings)).toBe(false);
    expect(isGoodReport({ status: "ok", memory: 50.1 }, settings)).toBe(false);
    expect(isGoodReport({ status: "overloaded" }, settings)).toBe(false);
  });

  test("the marks of a success say which limits it broke", () => {
    expect(marksOf(undefined, false, settings)).toBe(0);
    expect(marksOf(0, false, settings)).toBe(TIMED);
    expect(marksOf(800, false, settings)).toBe(TIMED);
    expect(marksOf(801, true, settings)).toBe(TIMED | NEARLY_SLOW | UNUSUAL);
    expect(marksOf(1000, false, settings)).toBe(TIMED | NEARLY_SLOW);
    expect(marksOf(1001, false, settings)).toBe(TIMED | NEARLY_SLOW | SLOW);
  });
});
