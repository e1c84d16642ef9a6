import { expect, test } from "vitest";
import { createErrorTracker } from "../src/index.ts";
import { LostTime, OPERATIONS } from "../src/lost-time.ts";
import { windowOf } from "../src/window.ts";
import { DAY, HOUR, ManualClock, silent, T0 } from "./support.ts";

const RETENTION = 7 * DAY;

test("ranks operations by the time lost, then by errors", () => {
  const lost = new LostTime(RETENTION);
  lost.add(T0, "render", 100);
  lost.add(T0, "render", 300);
  lost.add(T0, "send", 1_000);
  lost.add(T0, "once", 400);
  lost.add(T0 - 2 * HOUR, "old", 9_999);
  expect(lost.within(windowOf(T0, 60, RETENTION), 10)).toEqual([
    { operation: "send", errors: 1, totalMs: 1_000, meanMs: 1_000 },
    { operation: "render", errors: 2, totalMs: 400, meanMs: 200 },
    { operation: "once", errors: 1, totalMs: 400, meanMs: 400 },
  ]);
  expect(lost.within(windowOf(T0, 60, RETENTION), 1)).toHaveLength(1);
});

test("follows a bounded number of operations, and keeps those that lose most", () => {
  const lost = new LostTime(RETENTION);
  lost.add(T0, "slow", 5_000);
  for (let i = 0; i < 3 * OPERATIONS; i++) lost.add(T0, `operation-${i}`, 1);
  const found = lost.within(windowOf(T0, 60, RETENTION), 1_000);
  expect(found).toHaveLength(OPERATIONS);
  expect(found[0]).toMatchObject({ operation: "slow", totalMs: 5_000 });
});

test("saves the fifty heaviest and takes them up again", () => {
  const lost = new LostTime(RETENTION);
  for (let i = 1; i <= 60; i++) lost.add(T0, `operation-${i}`, i);
  const saved = lost.save();
  expect(saved).toHaveLength(50);
  expect(saved[0]).toEqual({
    operation: "operation-60",
    lostMs: 60,
    minutes: [[T0 / 60_000, 1, 60]],
    hours: [[T0 / HOUR, 1, 60]],
  });
  const next = new LostTime(RETENTION);
  next.add(T0, "operation-60", 40);
  next.restore(saved, T0);
  expect(next.within(windowOf(T0, 60, RETENTION), 2)).toEqual([
    { operation: "operation-60", errors: 2, totalMs: 100, meanMs: 50 },
    { operation: "operation-59", errors: 1, totalMs: 59, meanMs: 59 },
  ]);
  expect(next.save()[0]?.lostMs).toBe(100);
});

test("a summary tells the time lost by operation, of errors that have both", () => {
  const clock = new ManualClock();
  const tracker = createErrorTracker({ logger: silent, clock });
  tracker.logInfrastructureError("open-store", "x", { durationMs: 40 });
  tracker.logJobError("job-1", "x", { durationMs: 100, operation: "render" });
  tracker.logJobError("job-2", "x", { durationMs: 20, operation: "render" });
  tracker.logJobError("job-3", "x", { durationMs: 7 });
  tracker.logJobError("job-4", "x", { operation: "render" });
  expect(tracker.getErrorSummary().impact).toEqual({
    errors: 4,
    totalMs: 167,
    meanMs: 41.75,
    byOperation: [
      { operation: "render", errors: 2, totalMs: 120, meanMs: 60 },
      { operation: "open-store", errors: 1, totalMs: 40, meanMs: 40 },
    ],
  });
});
