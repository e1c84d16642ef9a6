import { CountWindow } from "./count-window.ts";
import { rateWindow } from "./rate.ts";
import { integer, number, positive, type Rule } from "./rules.ts";
import { TimeWindow } from "./time-window.ts";
import { checkTrip, type TripPolicy } from "./trip.ts";

/** Options of {@link failureRate}. */
export interface FailureRateOptions {
  /** Opens at this share of failures, in per cent: above 0, up to 100. Default 50. */
  percent?: number;
  /** The window: this many calls, 1 to 1000000, at a byte each. Default 100. */
  lastCalls?: number;
  /** Calls that must be in the window before it can open; at most `lastCalls`. Default 20 or `lastCalls`, whichever is less. */
  minimumCalls?: number;
}

/** Options of {@link failureRateOverTime}. */
export interface FailureRateOverTimeOptions {
  /** Opens at this share of failures, in per cent: above 0, up to 100. Default 50. */
  percent?: number;
  /** The window: the calls that ended in the latest ms, 10 to 86400000. Default 60000. */
  windowMs?: number;
  /** Calls that must be in the window before it can open; an integer from 1. Default 20. */
  minimumCalls?: number;
}

export const PERCENT: Rule = positive(100);
export const LAST_CALLS: Rule = integer(1, 1_000_000);
export const WINDOW_MS: Rule = number(10, 86_400_000);

/** Opens when too many of the latest calls failed. Throws a `BreakerOptionsError` that names every problem. */
export function failureRate(options: FailureRateOptions = {}): TripPolicy {
  const kind = "failure-rate";
  checkTrip(kind, options, {
    percent: PERCENT,
    lastCalls: LAST_CALLS,
    minimumCalls: integer(1, options?.lastCalls ?? 100),
  });
  const { percent = 50, lastCalls = 100, minimumCalls = Math.min(20, lastCalls) } = options;
  return {
    kind,
    timed: false,
    start: (saved) => rateWindow(kind, new CountWindow(lastCalls, saved), percent, minimumCalls, isFailed),
  };
}

/** Opens when too many of the calls in a stretch of time failed. Throws a `BreakerOptionsError` that names every problem. */
export function failureRateOverTime(options: FailureRateOverTimeOptions = {}): TripPolicy {
  const kind = "failure-rate-over-time";
  checkTrip(kind, options, {
    percent: PERCENT,
    windowMs: WINDOW_MS,
    minimumCalls: integer(1, Number.MAX_SAFE_INTEGER),
  });
  const { percent = 50, windowMs = 60_000, minimumCalls = 20 } = options;
  return {
    kind,
    start: (saved, now) =>
      rateWindow(kind, new TimeWindow(windowMs, saved, now), percent, minimumCalls, isFailed),
  };
}

function isFailed(failed: boolean): boolean {
  return failed;
}
