import { createBreaker } from "./breaker.ts";
import type { StateChange } from "./events.ts";
import type { BreakerOptions } from "./options.ts";
import type { BreakerState } from "./states.ts";
import type { Breaker, Breakers, Clock, Timer } from "./types.ts";

/** A clock for tests: it stands still until it is told to advance, and keeps the time limits of calls too. */
export interface ManualClock extends Clock {
  setTimer(callback: () => void, ms: number): Timer;
  /** Moves the time on by `ms`, which must be 0 or more, and fires the timers on the way. Throws a `RangeError` otherwise. */
  advance(ms: number): void;
  /** Timers that are set and have not fired. */
  readonly timers: number;
}

/** Makes a clock that shows `startMs` (default 0). */
export function createManualClock(startMs: number = 0): ManualClock {
  let now = startMs;
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  return {
    now: () => now,
    setTimer(callback, ms) {
      timers.add({ at: now + ms, callback });
      return {};
    },
    advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`A clock cannot advance by ${ms} ms: expected 0 or more`);
      const end = now + ms;
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.callback();
      }
      now = end;
    },
    get timers() {
      return timers.size;
    },
  };
}

/**
 * Makes a breaker that is in `state` already. An open one stays so for its recovery time; a half-open one has no
 * probes yet.
 */
export function createBreakerIn(state: BreakerState, options: BreakerOptions = {}): Breaker {
  const breaker = createBreaker(options);
  const { recoveryTimeoutMs = 60_000 } = options;
  const baseMs = typeof recoveryTimeoutMs === "number" ? recoveryTimeoutMs : recoveryTimeoutMs.baseMs;
  const opened = state === "open" || state === "half-open";
  breaker.restore({
    ...breaker.snapshot(),
    state,
    openings: opened ? 1 : 0,
    retryAfterMs: state === "open" ? baseMs : 0,
    windows: [],
  });
  return breaker;
}

/** What {@link recordTransitions} has seen. */
export interface Transitions {
  readonly changes: readonly StateChange[];
  /**
   * Throws an `Error` that shows both lists unless the changes since the last check were these, in this order:
   * "closed > open", or with the reason, "closed > open: tripped". From a set, the name comes first: "payments: closed > open".
   */
  expect(...expected: string[]): void;
  stop(): void;
}

/** Writes down every change of state of a breaker, or of all breakers of a set. */
export function recordTransitions(source: Pick<Breaker | Breakers, "on">): Transitions {
  const changes: StateChange[] = [];
  let checked = 0;
  const stop = source.on("stateChange", (change) => changes.push(change));
  return {
    changes,
    expect(...expected) {
      const fresh = changes.slice(checked);
      checked = changes.length;
      const same =
        fresh.length === expected.length && fresh.every((change, i) => matches(change, expected[i] ?? ""));
      if (same) return;
      const seen = fresh.map(({ name, from, to, reason }) => `${name}: ${from} > ${to}: ${reason}`);
      throw new Error(`Expected transitions [${expected.join(", ")}], saw [${seen.join(", ")}]`);
    },
    stop,
  };
}

function matches({ name, from, to, reason }: StateChange, expected: string): boolean {
  const short = `${from} > ${to}`;
  return [short, `${short}: ${reason}`, `${name}: ${short}`, `${name}: ${short}: ${reason}`].includes(
    expected,
  );
}
