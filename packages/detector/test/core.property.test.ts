import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anchorActiveTime, isStalled, readActiveTime, startActiveTime } from "../src/active-time.ts";
import { describeReason } from "../src/describe-reason.ts";
import { nearestRank, p95Exceeds } from "../src/percentile.ts";
import { marksOf, strainOf } from "../src/strain.ts";
import { FAILED, OutcomeWindow, SLOW, TIMED } from "../src/window.ts";

const ms = fc.integer({ min: 0, max: 100_000 });

describe("properties of the pure core", () => {
  test("active time never runs ahead of the clock, never back, and a tick counts at most the allowance", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(ms, ms)), ms, (gaps, allowance) => {
        let clock = 0;
        let time = anchorActiveTime(startActiveTime(0), 0, allowance);
        for (const [read, rest] of gaps) {
          const before = time.activeMs;
          const between = readActiveTime(time, clock + read);
          clock += read + rest;
          const stalled = isStalled(time, clock);
          time = anchorActiveTime(time, clock, allowance);
          expect(between).toBeGreaterThanOrEqual(before);
          expect(time.activeMs).toBeGreaterThanOrEqual(between);
          expect(time.activeMs - before).toBe(Math.min(read + rest, allowance));
          expect(stalled).toBe(read + rest > allowance);
        }
      }),
    );
  });

  test("the counted 95th percentile is the sorted one", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 })),
        fc.integer({ min: 0, max: 50 }),
        (latencies, limit) => {
          const sorted = latencies.toSorted((a, b) => a - b);
          const p95 = sorted[nearestRank(0.95, sorted.length) - 1];
          const above = latencies.filter((latency) => latency > limit).length;
          expect(p95Exceeds(latencies.length, above)).toBe(p95 !== undefined && p95 > limit);
        },
      ),
    );
  });

  test("the window is the tail of a list", () => {
    const marks = fc.constantFrom(0, TIMED, TIMED | SLOW, FAILED);
    const item = fc.oneof({ weight: 9, arbitrary: marks }, fc.constant("afresh" as const));
    fc.assert(
      fc.property(fc.array(item), fc.integer({ min: 1, max: 8 }), fc.nat(50), (list, size, since) => {
        const window = new OutcomeWindow(size);
        const all: { at: number; marks: number }[] = [];
        let afresh = 0;
        for (const [at, marks] of list.entries()) {
          if (marks === "afresh") {
            window.startAfresh();
            afresh = all.length;
          } else {
            window.add(at, marks);
            all.push({ at, marks });
          }
        }
        const judged = all
          .slice(afresh)
          .slice(-size)
          .filter((outcome) => outcome.at >= since);
        const having = (bit: number) => judged.filter((outcome) => outcome.marks & bit).length;
        expect(window.count(since)).toMatchObject({
          outcomes: judged.length,
          failures: having(FAILED),
          timed: having(TIMED),
          slow: having(SLOW),
        });
        const held = all.slice(-size);
        const good = held.filter((outcome) => outcome.marks !== FAILED).length;
        expect(window.successRate).toBe(held.length === 0 ? 1 : good / held.length);
      }),
    );
  });

  test("what degrades a worker keeps it degraded: no flapping on one set of outcomes", () => {
    const outcome = fc.record({
      latencyMs: fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined }),
      unusual: fc.boolean(),
      failed: fc.boolean(),
    });
    const report = fc.record({
      status: fc.constantFrom("ok" as const, "overloaded" as const),
      cpu: fc.integer({ min: 0, max: 100 }),
      memory: fc.integer({ min: 0, max: 100 }),
    });
    const settings = { responseTimeoutMs: 200, cpuLimit: 80, memoryLimit: 90 };
    const lastUnusual = { operation: "call", latencyMs: 9, usualMs: 1 };
    fc.assert(
      fc.property(
        fc.array(outcome, { maxLength: 30 }),
        fc.option(report, { nil: undefined }),
        (outcomes, report) => {
          const window = new OutcomeWindow(30);
          for (const { latencyMs, unusual, failed } of outcomes)
            window.add(0, failed ? FAILED : marksOf(latencyMs, unusual, settings));
          const strainAt = (degraded: boolean) =>
            strainOf({ counts: window.count(0), report, lastUnusual }, degraded, settings).map(
              (item) => item.kind,
            );
          expect(strainAt(true)).toEqual(expect.arrayContaining(strainAt(false)));
        },
      ),
    );
  });

  test("any reason has words, and not too many", () => {
    fc.assert(
      fc.property(fc.anything(), (reason) => {
        const words = describeReason(reason);
        expect(words.length).toBeGreaterThan(0);
        expect(words.length).toBeLessThanOrEqual(500);
      }),
    );
  });
});
