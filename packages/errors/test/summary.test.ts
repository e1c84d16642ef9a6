import { describe, expect, test } from "vitest";
import { createErrorTracker } from "../src/index.ts";
import type { ErrorTracker, ErrorTrackerOptions } from "../src/index.ts";
import { DAY, HOUR, ManualClock, MINUTE, silent } from "./support.ts";

function setup(options: ErrorTrackerOptions = {}): { tracker: ErrorTracker; clock: ManualClock } {
  const clock = new ManualClock();
  return { clock, tracker: createErrorTracker({ logger: silent, clock, ...options }) };
}

describe("getErrorSummary", () => {
  test("is all zero without errors", () => {
    expect(setup().tracker.getErrorSummary()).toEqual({
      since: "2026-01-15T11:00:00.000Z",
      until: "2026-01-15T12:00:00.000Z",
      total: 0,
      byCategory: { infrastructure: 0, worker: 0, job: 0, network: 0 },
      bySeverity: { critical: 0, high: 0, medium: 0, low: 0 },
      ratePerMinute: 0,
      topErrors: [],
      impact: { errors: 0, totalMs: 0, meanMs: 0, byOperation: [] },
    });
  });

  test("counts the last minutes by category and severity", () => {
    const { tracker, clock } = setup();
    tracker.logInfrastructureError("op", "old", { severity: "critical" });
    clock.advance(30 * MINUTE);
    tracker.logJobError("job-1", "job 1 failed", { severity: "low", durationMs: 100 });
    tracker.logJobError("job-2", "job 2 failed", { severity: "low", durationMs: 300 });
    tracker.logNetworkError("a.example", "reset", { severity: "high" });
    clock.advance(9 * MINUTE + 30_000);
    expect(tracker.getErrorSummary(10)).toEqual({
      since: "2026-01-15T12:29:00.000Z",
      until: "2026-01-15T12:39:30.000Z",
      total: 3,
      byCategory: { infrastructure: 0, worker: 0, job: 2, network: 1 },
      bySeverity: { critical: 0, high: 1, medium: 0, low: 2 },
      ratePerMinute: 3 / 10.5,
      topErrors: [
        expect.objectContaining({
          category: "job",
          message: "job <number> failed",
          count: 2,
          severity: "low",
        }),
        expect.objectContaining({ category: "network", message: "reset", count: 1, severity: "high" }),
      ],
      impact: { errors: 2, totalMs: 400, meanMs: 200, byOperation: [] },
    });
    expect(tracker.getErrorSummary().total).toBe(4);
    expect(tracker.getErrorSummary(5).total).toBe(0);
  });

  test("counts windows over a day by the hour, up to the retention", () => {
    const { tracker, clock } = setup({ retentionDays: 3 });
    tracker.logJobError("j", "x");
    clock.advance(2 * DAY);
    tracker.logJobError("j", "x");
    expect(tracker.getErrorSummary(1_440).total).toBe(1);
    expect(tracker.getErrorSummary(2 * 1_440).total).toBe(2);
    expect(tracker.getErrorSummary(2 * 1_440).topErrors[0]?.count).toBe(2);
    const longest = tracker.getErrorSummary(1_000_000);
    expect(longest.since).toBe("2026-01-14T12:00:00.000Z");
    clock.advance(2 * DAY);
    expect(tracker.getErrorSummary(1_000_000).total).toBe(1);
  });

  test("stays finite for the shortest window", () => {
    const { tracker } = setup();
    tracker.logJobError("j", "x");
    expect(tracker.getErrorSummary(Number.MIN_VALUE).ratePerMinute).toBe(60_000);
  });

  test("refuses minutes that are none", () => {
    expect(() => setup().tracker.getErrorSummary(0)).toThrow(
      "minutes must be a finite number > 0, received 0",
    );
  });
});

describe("getErrorTrends", () => {
  test("gives one bucket an hour, oldest first, the current one last", () => {
    const { tracker, clock } = setup();
    tracker.logJobError("j", "x");
    clock.advance(HOUR);
    tracker.logJobError("j", "x");
    tracker.logWorkerError("w", "x");
    clock.advance(HOUR + 30 * MINUTE);
    const none = { infrastructure: 0, worker: 0, job: 0, network: 0 };
    expect(tracker.getErrorTrends(3)).toEqual({
      since: "2026-01-15T12:00:00.000Z",
      until: "2026-01-15T14:30:00.000Z",
      buckets: [
        { hour: "2026-01-15T12:00:00.000Z", total: 1, byCategory: { ...none, job: 1 } },
        { hour: "2026-01-15T13:00:00.000Z", total: 2, byCategory: { ...none, job: 1, worker: 1 } },
        { hour: "2026-01-15T14:00:00.000Z", total: 0, byCategory: none },
      ],
      direction: "steady",
      spikes: [],
    });
    expect(tracker.getErrorTrends().buckets).toHaveLength(24);
  });

  test.each([
    ["rising", [2, 2, 2, 20]],
    ["falling", [20, 20, 20, 2]],
    ["steady", [9, 10, 11, 10]],
  ])("says %s for %j", (direction, hours) => {
    const { tracker, clock } = setup();
    for (const [i, count] of hours.entries()) {
      if (i > 0) clock.advance(HOUR);
      for (let n = 0; n < count; n++) tracker.logJobError("j", "x");
    }
    clock.advance(HOUR - 1);
    expect(tracker.getErrorTrends().direction).toBe(direction);
  });

  test("reaches no further than the retention", () => {
    const { tracker } = setup({ retentionDays: 0.25 });
    expect(tracker.getErrorTrends(1_000).buckets).toHaveLength(7);
  });

  test.each([0, -1, 1.5])("refuses %s hours", (hours) => {
    expect(() => setup().tracker.getErrorTrends(hours)).toThrow(/^hours must be an integer >= /);
  });
});

describe("getTopErrors", () => {
  test("gives the most frequent of the last hour, ten by default", () => {
    const { tracker, clock } = setup();
    const words = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
    for (const [i, word] of words.entries()) {
      for (let n = 0; n <= i; n++) tracker.logJobError("j", `${word} failed`);
    }
    expect(tracker.getTopErrors().map(({ count }) => count)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    expect(tracker.getTopErrors(1)).toMatchObject([{ message: "k failed", count: 11 }]);
    expect(tracker.getTopErrors(0)).toEqual([]);
    clock.advance(2 * HOUR);
    expect(tracker.getTopErrors()).toEqual([]);
    expect(tracker.getTopErrors(20, 180)).toHaveLength(11);
  });

  test("refuses what is no limit and no window", () => {
    expect(() => setup().tracker.getTopErrors(-1)).toThrow(/^limit must be/);
    expect(() => setup().tracker.getTopErrors(1, 0)).toThrow(/^minutes must be/);
  });
});
