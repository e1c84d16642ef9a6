/**
 * Time in which the monitor itself was awake. Whoever was stalled or suspended may not call others
 * silent for that time: their signs of life were waiting unread.
 */
export interface ActiveTime {
  /** Active ms up to the anchor. */
  readonly activeMs: number;
  /** The clock at the last tick. */
  readonly anchorMs: number;
  /** At most so much counts until the next tick; Infinity while no ticks are due. */
  readonly allowanceMs: number;
}

/** How late a timer may be, in ms, before the monitor takes itself for stalled. */
export const LATENESS_MS = 250;

/** What counts of one interval: the interval and an ordinary lateness. */
export function tickAllowanceMs(delayMs: number): number {
  return delayMs + Math.max(LATENESS_MS, delayMs);
}

export function startActiveTime(clockMs: number): ActiveTime {
  return { activeMs: 0, anchorMs: clockMs, allowanceMs: Infinity };
}

/** The active time at that clock reading; it never goes back. */
export function readActiveTime(time: ActiveTime, clockMs: number): number {
  return time.activeMs + Math.min(Math.max(0, clockMs - time.anchorMs), time.allowanceMs);
}

/** A stall, or a clock that was set back: what came meanwhile came at no moment that is known. */
export function isStalled(time: ActiveTime, clockMs: number): boolean {
  const passedMs = clockMs - time.anchorMs;
  return passedMs > time.allowanceMs || passedMs < 0;
}

/** Settles the time up to now, and allows `allowanceMs` until the next tick. */
export function anchorActiveTime(time: ActiveTime, clockMs: number, allowanceMs: number): ActiveTime {
  return { activeMs: readActiveTime(time, clockMs), anchorMs: clockMs, allowanceMs };
}
