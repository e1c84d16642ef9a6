import type { TrendDirection } from "./types.ts";
import { HOUR_MS } from "./window.ts";

/** Below this many errors in all, no direction is called. */
const MIN_ERRORS = 5;
/** Standard errors that the two rates must lie apart: about 1 in 20 by chance. */
const MIN_Z = 2;
/** A significant change below this share is still called steady. */
const MIN_CHANGE = 0.25;
/** The least time over which a rate is taken, so that the first seconds of an hour are not blown up. */
const MIN_EXPOSURE_MS = 60_000;

export interface TrendInput {
  /** Errors per hour, oldest first; the last hour is the current one. */
  totals: readonly number[];
  /** Start of the first hour. */
  sinceMs: number;
  /** When counting began: the time before says nothing. */
  startedMs: number;
  nowMs: number;
}

/**
 * Compares the rate of the newest quarter of the observed hours (at least one) with that of the hours before:
 * a z-test of two Poisson rates, each over the time that was really observed, so the current hour counts
 * for as long as it has lasted.
 */
export function directionOf({ totals, sinceMs, startedMs, nowMs }: TrendInput): TrendDirection {
  const first = Math.max(0, Math.floor((startedMs - sinceMs) / HOUR_MS));
  const observed = totals.length - first;
  if (observed < 2) return "steady";

  const split = totals.length - Math.max(1, Math.round(observed / 4));
  const splitMs = sinceMs + split * HOUR_MS;
  const before = { count: sum(totals.slice(first, split)), ms: splitMs - Math.max(sinceMs, startedMs) };
  const recent = { count: sum(totals.slice(split)), ms: nowMs - splitMs };
  if (before.count + recent.count < MIN_ERRORS) return "steady";

  const beforeMs = Math.max(before.ms, MIN_EXPOSURE_MS);
  const recentMs = Math.max(recent.ms, MIN_EXPOSURE_MS);
  const rateBefore = before.count / beforeMs;
  const change = recent.count / recentMs - rateBefore;
  const spread = Math.sqrt(recent.count / recentMs ** 2 + before.count / beforeMs ** 2);
  if (Math.abs(change) < MIN_Z * spread || Math.abs(change) < MIN_CHANGE * rateBefore) return "steady";
  return change > 0 ? "rising" : "falling";
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
