import fc from "fast-check";
import { expect, test } from "vitest";
import { createErrorTracker } from "../src/index.ts";
import { CATEGORIES, SEVERITIES } from "../src/vocabulary.ts";
import type { ErrorCategory, Severity } from "../src/index.ts";
import { DAY, HOUR, ManualClock, MINUTE, silent, T0 } from "./support.ts";

interface Step {
  waitMs: number;
  category: ErrorCategory;
  severity: Severity;
  text: string;
  durationMs: number | undefined;
}

const LOG = {
  infrastructure: "logInfrastructureError",
  worker: "logWorkerError",
  job: "logJobError",
  network: "logNetworkError",
} as const;

const step: fc.Arbitrary<Step> = fc.record({
  waitMs: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 3 * MINUTE }) },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 5 * HOUR }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 4 * DAY }) },
  ),
  category: fc.constantFrom(...CATEGORIES),
  severity: fc.constantFrom(...SEVERITIES),
  text: fc.constantFrom("alpha failed", "beta failed", "gamma failed"),
  durationMs: fc.option(fc.integer({ min: 0, max: 10_000 }), { nil: undefined }),
});

const RETENTION_DAYS = 3;

test("summaries, trends and top errors equal a model that remembers everything", () => {
  const schedule = fc.array(step, { maxLength: 60 });
  const minutes = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 201, max: 6_000 }));
  fc.assert(
    fc.property(schedule, minutes, fc.integer({ min: 1, max: 72 }), (steps, minutes, hours) => {
      const clock = new ManualClock(T0);
      // One record a category: the counts must not depend on the records.
      const tracker = createErrorTracker({
        logger: silent,
        clock,
        retentionDays: RETENTION_DAYS,
        maxErrorsPerCategory: 1,
      });
      const model: (Step & { atMs: number })[] = [];
      for (const logged of steps) {
        clock.advance(logged.waitMs);
        const { severity, durationMs } = logged;
        tracker[LOG[logged.category]]("subject", logged.text, { severity, durationMs });
        model.push({ ...logged, atMs: clock.ms });
      }

      const summary = tracker.getErrorSummary(minutes);
      const unit = minutes <= 1_440 ? MINUTE : HOUR;
      const lengthMs = Math.min(minutes * MINUTE, RETENTION_DAYS * DAY);
      const sinceMs = Math.floor((clock.ms - lengthMs) / unit) * unit;
      const inside = model.filter(({ atMs }) => atMs >= sinceMs);
      const timed = inside.flatMap(({ durationMs }) => (durationMs === undefined ? [] : [durationMs]));
      expect(Date.parse(summary.since)).toBe(sinceMs);
      expect(summary.total).toBe(inside.length);
      for (const category of CATEGORIES) {
        expect(summary.byCategory[category]).toBe(inside.filter((e) => e.category === category).length);
      }
      for (const severity of SEVERITIES) {
        expect(summary.bySeverity[severity]).toBe(inside.filter((e) => e.severity === severity).length);
      }
      expect(summary.impact.errors).toBe(timed.length);
      expect(summary.impact.totalMs).toBe(timed.reduce((sum, ms) => sum + ms, 0));

      const groups = new Map<string, number>();
      for (const { category, text } of inside) {
        groups.set(`${category} ${text}`, (groups.get(`${category} ${text}`) ?? 0) + 1);
      }
      const top = tracker.getTopErrors(100, minutes);
      expect(new Map(top.map((e) => [`${e.category} ${e.message}`, e.count]))).toEqual(groups);
      expect(top.map(({ count }) => count)).toEqual(top.map(({ count }) => count).sort((a, b) => b - a));

      for (const { hour, total } of tracker.getErrorTrends(hours).buckets) {
        const fromMs = Date.parse(hour);
        expect(total).toBe(model.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + HOUR).length);
      }
    }),
    { numRuns: 150 },
  );
});

test("records equal a model: newest first, bounded, retained, correlated", () => {
  const logged = fc.record({
    waitMs: fc.integer({ min: 0, max: 10 * HOUR }),
    category: fc.constantFrom(...CATEGORIES),
    correlationId: fc.option(fc.constantFrom("c1", "c2"), { nil: undefined }),
  });
  fc.assert(
    fc.property(
      fc.array(logged, { maxLength: 60 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 0, max: 40 }),
      (steps, maxErrorsPerCategory, limit) => {
        const clock = new ManualClock(T0);
        const tracker = createErrorTracker({ logger: silent, clock, retentionDays: 1, maxErrorsPerCategory });
        const model: {
          id: string;
          atMs: number;
          category: ErrorCategory;
          correlationId: string | undefined;
        }[] = [];
        for (const { waitMs, category, correlationId } of steps) {
          clock.advance(waitMs);
          const { id } = tracker[LOG[category]]("subject", "x", { correlationId });
          model.push({ id, atMs: clock.ms, category, correlationId });
        }
        const kept = model.filter(
          (entry, i) =>
            entry.atMs >= clock.ms - DAY &&
            model.slice(i + 1).filter(({ category }) => category === entry.category).length <
              maxErrorsPerCategory,
        );
        const newest = kept.map(({ id }) => id).reverse();
        expect(tracker.getErrors().map(({ id }) => id)).toEqual(newest);
        expect(tracker.getErrors({ limit }).map(({ id }) => id)).toEqual(newest.slice(0, limit));
        for (const correlationId of ["c1", "c2"]) {
          const expected = kept.filter((entry) => entry.correlationId === correlationId).map(({ id }) => id);
          expect(tracker.getCorrelatedErrors(correlationId).map(({ id }) => id)).toEqual(expected);
        }
      },
    ),
    { numRuns: 150 },
  );
});
