import { CountWindow } from "./count-window.ts";
import { LAST_CALLS, PERCENT, WINDOW_MS } from "./failure-rate.ts";
import { rateWindow } from "./rate.ts";
import { integer, positive } from "./rules.ts";
import { TimeWindow } from "./time-window.ts";
import { checkTrip, type TripPolicy } from "./trip.ts";

/** Options of {@link slowCalls}. */
export interface SlowCallsOptions {
  /** A call is slow when it takes longer than this many ms, whether it succeeds or fails; above 0. */
  slowerThanMs: number;
  /** Opens at this share of slow calls, in per cent: above 0, up to 100. Default 50. */
  percent?: number;
  /** The window: this many calls, 1 to 1000000. Default 100. Has no effect beside `windowMs`. */
  lastCalls?: number;
  /** The window, instead of `lastCalls`: the calls that ended in the latest ms, 10 to 86400000. */
  windowMs?: number;
  /** Calls that must be in the window before it can open. Default 20, or `lastCalls` where that is the window and less. */
  minimumCalls?: number;
}

/** Opens when too many calls are slow. Throws a `BreakerOptionsError` that names every problem. */
export function slowCalls(options: SlowCallsOptions): TripPolicy {
  const kind = "slow-calls";
  const most = options?.windowMs === undefined ? (options?.lastCalls ?? 100) : Number.MAX_SAFE_INTEGER;
  checkTrip(
    kind,
    options,
    {
      slowerThanMs: positive(Number.MAX_SAFE_INTEGER),
      percent: PERCENT,
      lastCalls: LAST_CALLS,
      windowMs: WINDOW_MS,
      minimumCalls: integer(1, most),
    },
    ["slowerThanMs"],
  );
  const {
    slowerThanMs,
    percent = 50,
    lastCalls = 100,
    windowMs,
    minimumCalls = Math.min(20, most),
  } = options;
  const isSlow = (_failed: boolean, durationMs: number): boolean => durationMs > slowerThanMs;
  return {
    kind,
    slowerThanMs,
    start: (saved, now) =>
      rateWindow(
        kind,
        windowMs === undefined ? new CountWindow(lastCalls, saved) : new TimeWindow(windowMs, saved, now),
        percent,
        minimumCalls,
        isSlow,
      ),
  };
}
