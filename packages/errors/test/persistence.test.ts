import { describe, expect, test } from "vitest";
import { createErrorTracker } from "../src/index.ts";
import type { ErrorSnapshot, ErrorSpike, ErrorTracker, ErrorTrackerOptions } from "../src/index.ts";
import { DAY, HOUR, MemoryLogger, MINUTE, silent } from "./support.ts";
import { ManualTimers, settle } from "./support-timers.ts";

/** A store that keeps JSON, as most do. */
class Shelf {
  kept: string | undefined;
  saves = 0;
  loads = 0;
  failing = false;

  load = async (): Promise<string | undefined> => {
    this.loads += 1;
    if (this.failing) throw new RangeError("token=hunter2");
    return this.kept;
  };

  save = async (snapshot: ErrorSnapshot): Promise<void> => {
    if (this.failing) throw new RangeError("token=hunter2");
    this.kept = JSON.stringify(snapshot);
    this.saves += 1;
  };
}

const timers = new ManualTimers();
const { clock } = timers;

function start(shelf: Shelf, options: ErrorTrackerOptions = {}): ErrorTracker {
  return createErrorTracker({
    logger: silent,
    clock,
    timers,
    persistence: shelf,
    sampling: false,
    ...options,
  });
}

describe("a restart", () => {
  test("forgets records, and no summary, trend, top error or lost time", async () => {
    const shelf = new Shelf();
    const before = start(shelf);
    for (let hour = 0; hour < 8; hour++) {
      for (let i = 0; i < (hour === 7 ? 60 : 3); i++) {
        before.logJobError(`job-${i}`, `job ${i} failed`, { operation: "render", durationMs: 10 });
      }
      before.logNetworkError("a.example", "lost", { severity: "critical", fingerprint: "lost" });
      timers.pass(hour === 7 ? 1_000 : HOUR);
    }
    await before.flush();
    const after = start(shelf);
    expect(await after.restore()).toEqual({ status: "restored", savedAt: new Date(clock.ms).toISOString() });
    for (const minutes of [5, 60, 1_440, 7 * 1_440]) {
      expect(after.getErrorSummary(minutes)).toEqual(before.getErrorSummary(minutes));
    }
    expect(after.getErrorTrends(24)).toEqual(before.getErrorTrends(24));
    expect(after.getErrorTrends().spikes).toHaveLength(1);
    expect(after.getTopErrors(10, 1_440)).toEqual(before.getTopErrors(10, 1_440));
    expect(after.getErrors()).toEqual([]);
  });

  test("adds what was counted before the load to what was saved", async () => {
    const shelf = new Shelf();
    const before = start(shelf);
    before.logJobError("j", "x", { operation: "render", durationMs: 5 });
    await before.flush();
    timers.pass(MINUTE);
    const after = start(shelf);
    after.logJobError("j", "x", { severity: "high", operation: "render", durationMs: 7 });
    await after.restore();
    expect(after.getErrorSummary()).toMatchObject({
      total: 2,
      bySeverity: { medium: 1, high: 1 },
      impact: { totalMs: 12, byOperation: [{ operation: "render", errors: 2 }] },
      topErrors: [{ count: 2, severity: "high" }],
    });
  });

  test("leaves out what is older than the retention, and categories that are no more", async () => {
    const shelf = new Shelf();
    const before = createErrorTracker({
      logger: silent,
      clock,
      timers,
      persistence: shelf,
      categories: ["billing"],
      retentionDays: 3,
    });
    before.logJobError("j", "old");
    timers.pass(DAY + HOUR);
    before.log("billing", "b", "x");
    before.logJobError("j", "new");
    await before.flush();
    const after = start(shelf, { retentionDays: 1 });
    await after.restore();
    expect(after.getErrorSummary(7 * 1_440)).toMatchObject({ total: 1, topErrors: [{ message: "new" }] });
  });

  test("leaves out what lies ahead of a clock that was set back", async () => {
    const shelf = new Shelf();
    const before = start(shelf);
    before.logJobError("j", "x");
    await before.flush();
    const earlier = { now: (): number => clock.ms - 5 * HOUR };
    const after = start(shelf, { clock: earlier });
    await after.restore();
    after.logJobError("j", "x");
    expect(after.getErrorSummary(60).total).toBe(1);
    expect(after.getErrorTrends(2).buckets.map(({ total }) => total)).toEqual([0, 1]);
  });

  test("keeps the baseline of spikes", async () => {
    const shelf = new Shelf();
    const before = start(shelf);
    for (let i = 0; i < 12; i++) {
      before.logJobError("j", "x");
      timers.pass(5 * MINUTE);
    }
    await before.flush();
    const after = start(shelf);
    await after.restore();
    const told: ErrorSpike[] = [];
    after.onSpike((spike) => told.push(spike));
    for (let i = 0; i < 20; i++) after.logJobError("j", "x");
    expect(told).toEqual([expect.objectContaining({ phase: "begin", count: 20, baseline: 1 })]);
  });
});

describe("saving", () => {
  test("follows a change after a minute, or the time given, and not without one", async () => {
    for (const intervalMs of [undefined, 5_000]) {
      const shelf = new Shelf();
      const tracker = start(shelf, {
        persistence: { load: shelf.load, save: shelf.save, intervalMs },
      });
      timers.pass(HOUR);
      expect(timers.waiting).toBe(0);
      tracker.logJobError("j", "x");
      tracker.logJobError("j", "x");
      timers.pass((intervalMs ?? MINUTE) - 1);
      await settle();
      expect(shelf.saves).toBe(0);
      timers.pass(1);
      await settle();
      expect(shelf.saves).toBe(1);
      await tracker.flush();
      expect(shelf.saves).toBe(1);
      expect(timers.waiting).toBe(0);
    }
  });

  test("loads first, so that nothing is overwritten", async () => {
    const shelf = new Shelf();
    const before = start(shelf);
    before.logJobError("j", "x");
    await before.flush();
    const after = start(shelf);
    after.logJobError("j", "x");
    await after.flush();
    expect(shelf.loads).toBe(2);
    expect(JSON.parse(shelf.kept ?? "")).toMatchObject({
      groups: [{ minutes: [[expect.any(Number), 2, 0]] }],
    });
  });

  test("is never under way twice", async () => {
    let running = 0;
    let most = 0;
    let saves = 0;
    const save = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      saves += 1;
    };
    const tracker = start(new Shelf(), { persistence: { load: () => undefined, save } });
    tracker.logJobError("j", "x");
    const first = tracker.flush();
    tracker.logJobError("j", "x");
    await Promise.all([first, tracker.flush(), tracker.flush()]);
    expect([most, saves]).toEqual([1, 1]);
    tracker.logJobError("j", "x");
    await tracker.flush();
    expect(saves).toBe(2);
  });

  test("waits while loading fails, and is tried again", async () => {
    const shelf = new Shelf();
    const logger = new MemoryLogger();
    const tracker = start(shelf, { logger });
    shelf.kept = "precious";
    shelf.failing = true;
    tracker.logJobError("j", "x");
    expect(await tracker.restore()).toEqual({ status: "failed" });
    timers.pass(MINUTE);
    await settle();
    expect([shelf.loads, shelf.saves, shelf.kept]).toEqual([2, 0, "precious"]);
    shelf.failing = false;
    timers.pass(MINUTE);
    await settle();
    expect([shelf.loads, shelf.saves]).toEqual([3, 1]);
    expect(logger.lines.slice(1)).toEqual([
      { level: "warn", message: "errors could not be loaded", fields: { "exception.type": "RangeError" } },
      { level: "warn", message: "errors could not be loaded", fields: { "exception.type": "RangeError" } },
      {
        level: "warn",
        message: "saved errors were refused: version is a value of type undefined, not 1",
        fields: { "exception.type": "ErrorSnapshot" },
      },
    ]);
  });

  test("that fails is logged by name and tried again", async () => {
    const shelf = new Shelf();
    const logger = new MemoryLogger();
    const tracker = start(shelf, { logger });
    await tracker.restore();
    shelf.failing = true;
    tracker.logJobError("j", "x");
    await tracker.flush();
    expect(logger.lines.at(-1)).toEqual({
      level: "warn",
      message: "errors could not be saved",
      fields: { "exception.type": "RangeError" },
    });
    shelf.failing = false;
    timers.pass(MINUTE);
    await settle();
    expect(shelf.saves).toBe(1);
  });

  test("survives a port that throws what is no error, at once", async () => {
    const logger = new MemoryLogger();
    const fail = (): never => {
      // oxlint-disable-next-line no-throw-literal, only-throw-error
      throw "no";
    };
    const tracker = start(new Shelf(), { logger, persistence: { load: fail, save: fail } });
    expect(await tracker.restore()).toEqual({ status: "failed" });
    expect(logger.lines[0]?.fields).toEqual({ "exception.type": "string" });
  });
});

test("restore loads once, and says what it found", async () => {
  const shelf = new Shelf();
  const tracker = start(shelf);
  expect(await Promise.all([tracker.restore(), tracker.restore()])).toEqual([
    { status: "nothing" },
    { status: "nothing" },
  ]);
  expect(shelf.loads).toBe(1);
  expect(await start(shelf, { persistence: { load: () => null, save() {} } }).restore()).toEqual({
    status: "nothing",
  });
  const refusing = start(shelf, { persistence: { load: () => ({ version: 9 }), save() {} } });
  expect(await refusing.restore()).toEqual({ status: "refused", problem: "version is 9, not 1" });
  expect(await createErrorTracker({ logger: silent }).restore()).toEqual({ status: "nothing" });
});

test("a tracker without persistence sets no timer to save", async () => {
  const own = new ManualTimers();
  const tracker = createErrorTracker({ logger: silent, clock: own.clock, timers: own });
  tracker.logJobError("j", "x");
  expect(own.waiting).toBe(0);
  await tracker.flush();
});
