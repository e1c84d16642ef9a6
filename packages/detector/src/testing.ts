import type { Clock, Timers } from "./ports.ts";

/** Time that stands still until it is told to move, for tests of what uses a detector. */
export interface ManualTime {
  /** The time-keeping options of `createDetector`. */
  readonly ports: { readonly clock: Clock; readonly timers: Timers; readonly wallClock: () => Date };
  /** Timers that have not run yet. */
  readonly pendingTimers: number;
  /** Moves on by `ms`, runs each timer at the moment it is due, and lets promises settle after each. */
  advance(ms: number): Promise<void>;
  /** Moves on by `ms` at one blow and only then runs what became due: a process that was stalled. */
  stall(ms: number): Promise<void>;
  /** Lets promises settle, e.g. the answers of probes. */
  settle(): Promise<void>;
}

/**
 * Hand its ports to a detector: `createDetector({ ...time.ports })`.
 * @param startAt What the wall clock shows at first; default 2026-01-01T00:00:00Z.
 */
export function createManualTime(startAt: Date = new Date("2026-01-01T00:00:00Z")): ManualTime {
  const pending = new Set<{ readonly dueMs: number; readonly callback: () => void }>();
  let nowMs = 0;

  function runNext(untilMs: number): boolean {
    const [next] = [...pending].filter((timer) => timer.dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs);
    if (!next) return false;
    pending.delete(next);
    nowMs = Math.max(nowMs, next.dueMs);
    next.callback();
    return true;
  }

  // Ten promises deep is more than a probe and what awaits it ever need.
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }

  return {
    settle,
    ports: {
      clock: { now: () => nowMs },
      timers: {
        after(delayMs, callback) {
          const timer = { dueMs: nowMs + delayMs, callback };
          pending.add(timer);
          return () => void pending.delete(timer);
        },
      },
      wallClock: () => new Date(startAt.getTime() + nowMs),
    },
    get pendingTimers() {
      return pending.size;
    },
    async advance(ms) {
      const untilMs = nowMs + ms;
      while (runNext(untilMs)) await settle();
      nowMs = untilMs;
    },
    async stall(ms) {
      nowMs += ms;
      const untilMs = nowMs;
      while (runNext(untilMs)) await settle();
    },
  };
}
