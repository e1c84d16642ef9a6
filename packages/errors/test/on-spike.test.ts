import { describe, expect, test } from "vitest";
import { createErrorTracker } from "../src/index.ts";
import type { ErrorSpike, ErrorTracker } from "../src/index.ts";
import { MemoryLogger, MINUTE, silent } from "./support.ts";
import { ManualTimers } from "./support-timers.ts";

const SPIKES = { intervalMinutes: 1, baselineIntervals: 10, minCount: 10 };

function setup(): { tracker: ErrorTracker; timers: ManualTimers; told: ErrorSpike[] } {
  const timers = new ManualTimers();
  const { clock } = timers;
  const tracker = createErrorTracker({ logger: silent, clock, timers, spikes: SPIKES, sampling: false });
  const told: ErrorSpike[] = [];
  tracker.onSpike((spike) => told.push(spike));
  return { tracker, timers, told };
}

const times = (count: number, call: () => unknown): void => {
  for (let i = 0; i < count; i++) call();
};

describe("onSpike", () => {
  test("tells begin and end of each category, the end without a further error", () => {
    const { tracker, timers, told } = setup();
    timers.pass(6 * MINUTE);
    times(30, () => tracker.logJobError("j", "x"));
    times(30, () => tracker.logNetworkError("n", "x"));
    times(9, () => tracker.logWorkerError("w", "x"));
    expect(told.map(({ phase, category, count }) => [phase, category, count])).toEqual([
      ["begin", "job", 10],
      ["begin", "network", 10],
    ]);
    timers.pass(MINUTE);
    expect(told).toHaveLength(2);
    timers.pass(MINUTE);
    expect(told.slice(2)).toEqual([
      expect.objectContaining({ phase: "end", category: "job", count: 0, at: "2026-01-15T12:08:00.000Z" }),
      expect.objectContaining({ phase: "end", category: "network" }),
    ]);
    expect(timers.waiting).toBe(0);
  });

  test("tells nothing of a spike that another process told of", async () => {
    const timers = new ManualTimers();
    let kept: unknown;
    const persistence = { load: () => kept, save: (snapshot: unknown) => void (kept = snapshot) };
    const start = (): { tracker: ErrorTracker; told: ErrorSpike[] } => {
      const { clock } = timers;
      const tracker = createErrorTracker({ logger: silent, clock, timers, spikes: SPIKES, persistence });
      const told: ErrorSpike[] = [];
      tracker.onSpike((spike) => told.push(spike));
      return { tracker, told };
    };
    const first = start();
    timers.pass(6 * MINUTE);
    times(10, () => first.tracker.logJobError("j", "x"));
    await first.tracker.flush();
    const second = start();
    await second.tracker.restore();
    timers.pass(2 * MINUTE);
    expect(first.told.map(({ phase }) => phase)).toEqual(["begin", "end"]);
    expect(second.told).toEqual([]);
  });

  test("keeps watching through a restore in the middle of a spike", async () => {
    const timers = new ManualTimers();
    let kept: unknown;
    const taking = createErrorTracker({
      logger: silent,
      clock: timers.clock,
      timers,
      persistence: { load: () => undefined, save: (snapshot) => void (kept = snapshot) },
    });
    taking.logJobError("j", "x");
    await taking.flush();
    const persistence = { load: () => kept, save: () => {} };
    const { clock } = timers;
    const tracker = createErrorTracker({ logger: silent, clock, timers, spikes: SPIKES, persistence });
    const told: string[] = [];
    tracker.onSpike(({ phase }) => told.push(phase));
    timers.pass(6 * MINUTE);
    times(10, () => tracker.logJobError("j", "x"));
    expect(await tracker.restore()).toMatchObject({ status: "restored" });
    timers.pass(2 * MINUTE);
    expect(told).toEqual(["begin", "end"]);
  });

  test("ends when asked to, and a callback that fails is logged by name", () => {
    const timers = new ManualTimers();
    const logger = new MemoryLogger();
    const tracker = createErrorTracker({
      logger,
      clock: timers.clock,
      timers,
      spikes: SPIKES,
      sampling: false,
    });
    let heard = 0;
    const end = tracker.onSpike(() => (heard += 1));
    tracker.onSpike(() => {
      throw new RangeError("token=hunter2");
    });
    timers.pass(6 * MINUTE);
    times(10, () => tracker.logJobError("j", "x"));
    expect(heard).toBe(1);
    expect(logger.lines.at(-1)).toEqual({
      level: "warn",
      message: "onSpike callback failed",
      fields: { "exception.type": "RangeError", "pigeon.error.category": "job" },
    });
    end();
    timers.pass(2 * MINUTE);
    expect(heard).toBe(1);
  });

  test("has intervals of five minutes, a baseline of two hours and at least 20 errors by default", () => {
    const timers = new ManualTimers();
    const tracker = createErrorTracker({ logger: silent, clock: timers.clock, timers });
    const told: ErrorSpike[] = [];
    tracker.onSpike((spike) => told.push(spike));
    for (let i = 0; i < 24; i++) {
      times(i < 11 ? 100 : 1, () => tracker.logJobError("j", "x"));
      timers.pass(5 * MINUTE);
    }
    times(19, () => tracker.logJobError("j", "x"));
    expect(told).toEqual([]);
    tracker.logJobError("j", "x");
    expect(told).toEqual([expect.objectContaining({ count: 20, baseline: 1, intervalMs: 300_000 })]);
  });
});
