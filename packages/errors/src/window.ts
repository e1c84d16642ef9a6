export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Windows up to this length are counted by the minute, longer ones by the hour. */
export const MINUTES_BY_MINUTE = 1_440;

export interface TimeWindow {
  readonly unit: "minute" | "hour";
  readonly sinceMs: number;
  readonly untilMs: number;
}

/**
 * The window that covers the last `minutes`. It begins at the start of a whole minute or hour, so it is up
 * to one unit longer than asked for and misses nothing. It never reaches further back than the retention.
 */
export function windowOf(nowMs: number, minutes: number, retentionMs: number): TimeWindow {
  const unit = minutes <= MINUTES_BY_MINUTE ? "minute" : "hour";
  const unitMs = unit === "minute" ? MINUTE_MS : HOUR_MS;
  const lengthMs = Math.min(minutes * MINUTE_MS, retentionMs);
  return { unit, sinceMs: Math.floor((nowMs - lengthMs) / unitMs) * unitMs, untilMs: nowMs };
}
