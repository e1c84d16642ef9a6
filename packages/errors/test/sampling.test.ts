import { describe, expect, test, vi } from "vitest";
import { createErrorTracker } from "../src/index.ts";
import type { ErrorTracker, ErrorTrackerOptions } from "../src/index.ts";
import { logDigest } from "../src/log.ts";
import { MemoryLogger, MINUTE } from "./support.ts";
import { ManualTimers } from "./support-timers.ts";

function setup(options: ErrorTrackerOptions = {}): {
  tracker: ErrorTracker;
  logger: MemoryLogger;
  timers: ManualTimers;
  lines: () => [string, unknown][];
} {
  const timers = new ManualTimers();
  const logger = new MemoryLogger();
  const tracker = createErrorTracker({ logger, clock: timers.clock, timers, ...options });
  const lines = (): [string, unknown][] =>
    logger.lines.map(({ message, fields }) => [message, fields["pigeon.error.left_out"]]);
  return { tracker, logger, timers, lines };
}

const fail = (tracker: ErrorTracker, times: number): void => {
  for (let i = 0; i < times; i++) tracker.logJobError(`job-${i}`, `job ${i} failed`);
};

describe("the log of errors that repeat", () => {
  test("has the first ten, the hundredth, and a minute later what was left out", () => {
    const { tracker, timers, lines } = setup();
    fail(tracker, 105);
    expect(lines()).toHaveLength(11);
    expect(lines()[9]).toEqual(["job error: job 9 failed", undefined]);
    expect(lines()[10]).toEqual(["job error: job 99 failed", 89]);
    timers.pass(MINUTE);
    expect(lines()[11]).toEqual(["5 more errors of job like: job <number> failed", 5]);
    expect(timers.waiting).toBe(0);
    fail(tracker, 1);
    expect(lines()).toHaveLength(13);
    expect(tracker.getErrorSummary().total).toBe(106);
    expect(tracker.getErrors()).toHaveLength(106);
  });

  test("is told of every interval, whenever it began", () => {
    const { tracker, timers, lines } = setup({ sampling: { first: 1, intervalMs: 10_000 } });
    fail(tracker, 3);
    timers.pass(9_000);
    for (let i = 0; i < 4; i++) tracker.logWorkerError("w", "other");
    timers.pass(1_000);
    expect(lines().at(-1)).toEqual(["2 more errors of job like: job <number> failed", 2]);
    timers.pass(10_000);
    expect(lines().at(-1)).toEqual(["3 more errors of worker like: other", 3]);
    expect(lines()).toHaveLength(4);
  });

  test("is brought up to date by an error when the timer is late, and by flush", async () => {
    const { tracker, timers, lines } = setup();
    fail(tracker, 12);
    timers.clock.advance(MINUTE);
    tracker.logWorkerError("w", "other");
    expect(lines().slice(10)).toEqual([
      ["2 more errors of job like: job <number> failed", 2],
      ["worker error: other", undefined],
    ]);
    fail(tracker, 15);
    await tracker.flush();
    expect(lines().at(-1)).toEqual(["5 more errors of job like: job <number> failed", 5]);
    expect(timers.waiting).toBe(0);
  });

  test("has every error where sampling is off", () => {
    const { tracker, timers, lines } = setup({ sampling: false });
    fail(tracker, 50);
    expect(lines()).toHaveLength(50);
    expect(timers.waiting).toBe(0);
  });

  test("stays short in a flood of errors that are all different", () => {
    const { tracker, lines } = setup({ sampling: { first: 1 } });
    for (let i = 0; i < 3_000; i++) tracker.logJobError("j", "x", { fingerprint: `f${i}` });
    expect(lines()).toHaveLength(1_004);
    expect(lines().at(-1)?.[1]).toBe(899);
  });

  test("needs no timers of the user's own", () => {
    vi.useFakeTimers();
    try {
      const logger = new MemoryLogger();
      const tracker = createErrorTracker({ logger });
      fail(tracker, 12);
      vi.advanceTimersByTime(MINUTE);
      expect(logger.lines.at(-1)?.message).toBe("2 more errors of job like: job <number> failed");
      fail(tracker, 11);
      expect(vi.getTimerCount()).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });

  test("reaches callbacks unsampled", () => {
    const { tracker } = setup();
    let heard = 0;
    tracker.onError(() => (heard += 1));
    fail(tracker, 50);
    expect(heard).toBe(50);
  });
});

test("a digest is logged at the level of its severity, with the names of the group", () => {
  const logger = new MemoryLogger();
  const group = { category: "job", fingerprint: "f", name: "StoreError", message: "disk full" };
  logDigest(logger, { severity: "critical", omitted: 7, group });
  logDigest(logger, { severity: "low", omitted: 8, group: undefined });
  expect(logger.lines).toEqual([
    {
      level: "fatal",
      message: "7 more errors of job like: disk full",
      fields: {
        "pigeon.error.left_out": 7,
        "pigeon.error.category": "job",
        "pigeon.error.severity": "critical",
        "pigeon.error.fingerprint": "f",
        "exception.type": "StoreError",
      },
    },
    { level: "info", message: "8 more errors of other groups", fields: { "pigeon.error.left_out": 8 } },
  ]);
});
