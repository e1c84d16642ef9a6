import { expect, test } from "vitest";
import { createErrorTracker } from "../src/index.ts";
import { Counters } from "../src/counters.ts";
import { CATEGORIES } from "../src/vocabulary.ts";
import { DAY, ManualClock, MINUTE, record, silent, T0 } from "./support.ts";

test("getErrorRate gives errors per minute, of all or of one category", () => {
  const clock = new ManualClock();
  const tracker = createErrorTracker({ logger: silent, clock });
  for (let i = 0; i < 30; i++) tracker.logJobError("j", "x");
  clock.advance(10 * MINUTE);
  for (let i = 0; i < 10; i++) tracker.logWorkerError("w", "x");
  expect(tracker.getErrorRate()).toBe(2);
  expect(tracker.getErrorRate(10)).toBe(4);
  expect(tracker.getErrorRate(10, "job")).toBe(3);
  expect(tracker.getErrorRate(10, "network")).toBe(0);
  expect(tracker.getErrorRate(10, undefined)).toBe(4);
  expect(() => tracker.getErrorRate(0)).toThrow("minutes must be a finite number > 0, received 0");
  expect(() => tracker.getErrorRate(5, "jobs" as "job")).toThrow(
    "category must be one of infrastructure, worker, job, network, received jobs",
  );
  expect(() => tracker.getErrorRate(5, "" as "job")).toThrow(RangeError);
});

test("the intervals of a category begin with the first whole one, and end with the last", () => {
  const settings = { categories: CATEGORIES, retentionMs: DAY, minSpikeCount: 20 };
  const counters = new Counters(settings, T0 + 1);
  for (const minute of [0, 2, 2, 3, 5]) counters.add(T0 + minute * MINUTE, record(), "x");
  const intervals = (minutes: number, of = 10): number[] =>
    counters.intervals("job", T0 + minutes * MINUTE, MINUTE, of);
  expect(intervals(5)).toEqual([0, 2, 1, 0]);
  expect(intervals(5.9, 2)).toEqual([1, 0]);
  expect(intervals(6)).toEqual([0, 2, 1, 0, 1]);
  expect(intervals(0)).toEqual([]);
  expect(counters.intervals("worker", T0 + 3 * MINUTE, MINUTE, 10)).toEqual([0, 0]);
  expect(counters.intervals("nothing", T0 + 3 * MINUTE, MINUTE, 10)).toEqual([0, 0]);
});
