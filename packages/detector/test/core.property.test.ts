import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anchorActiveTime, isStalled, readActiveTime, startActiveTime } from "../src/active-time.ts";
import { silenceOf } from "../src/deadline.ts";
import { describeReason } from "../src/describe-reason.ts";
import { p95Exceeds, summarize } from "../src/percentile.ts";
import { strainLimits, strainOf } from "../src/strain.ts";
import { OutcomeWindow } from "../src/window.ts";

const ms = fc.integer({ min: 0, max: 100_000 });

describe("properties of the pure core", () => {
  test("silence is monotone: what speaks against a worker speaks louder later", () => {
    fc.assert(
      fc.property(ms, ms, ms, ms, (seen, wait, more, limit) => {
        const early = silenceOf(seen, seen + wait, limit);
        const late = silenceOf(seen, seen + wait + more, limit);
        expect(early !== undefined).toBe(wait > limit);
        if (early) expect(late).toEqual({ kind: "silence", silentMs: wait + more, limitMs: limit });
      }),
    );
  });

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
          const p95 = summarize(latencies.toSorted((a, b) => a - b))?.p95;
          const above = latencies.filter((latency) => latency > limit).length;
          expect(p95Exceeds(latencies.length, above)).toBe(p95 !== undefined && p95 > limit);
        },
      ),
    );
  });

  test("the window is the tail of a list", () => {
    const outcome = fc.oneof(
      fc.record({
        kind: fc.constant("success" as const),
        latency: fc.option(fc.integer({ min: 0, max: 99 }), { nil: undefined }),
      }),
      fc.constant({ kind: "failure" as const }),
      fc.constant({ kind: "mark" as const }),
    );
    fc.assert(
      fc.property(
        fc.array(outcome),
        fc.integer({ min: 1, max: 8 }),
        fc.nat(50),
        fc.nat(99),
        (list, size, since, slowLimit) => {
          const window = new OutcomeWindow(size);
          let all: { at: number; latency: number | undefined; failed: boolean }[] = [];
          let marked = 0;
          list.forEach((item, at) => {
            if (item.kind === "mark") {
              window.mark();
              marked = all.length;
              return;
            }
            if (item.kind === "success") window.addSuccess(at, item.latency);
            else window.addFailure(at);
            all = [
              ...all,
              {
                at,
                latency: item.kind === "success" ? item.latency : undefined,
                failed: item.kind === "failure",
              },
            ];
          });
          const held = all.slice(-size);
          const judged = all
            .slice(marked)
            .slice(-size)
            .filter((item) => item.at >= since);
          const latencies = (items: typeof all) => items.flatMap((item) => item.latency ?? []);
          expect(window.count(since, slowLimit)).toEqual({
            outcomes: judged.length,
            failures: judged.filter((item) => item.failed).length,
            timed: latencies(judged).length,
            slow: latencies(judged).filter((latency) => latency > slowLimit).length,
          });
          expect([...window.sortedLatencies()]).toEqual(latencies(held).toSorted((a, b) => a - b));
          const good = held.filter((item) => !item.failed).length;
          expect(window.successRate).toBe(held.length === 0 ? 1 : good / held.length);
        },
      ),
    );
  });

  test("what degrades a worker keeps it degraded: no flapping on one set of outcomes", () => {
    const outcomes = fc.array(fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(outcomes, fc.constantFrom("ok", "overloaded", undefined), (latencies, report) => {
        const window = new OutcomeWindow(30);
        for (const latency of latencies) {
          if (latency === undefined) window.addFailure(0);
          else window.addSuccess(0, latency);
        }
        const strainAt = (degraded: boolean) => {
          const limits = strainLimits(degraded, 200);
          return strainOf(window.count(0, limits.maxP95Ms), report, limits).map((item) => item.kind);
        };
        expect(strainAt(true)).toEqual(expect.arrayContaining(strainAt(false)));
      }),
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
