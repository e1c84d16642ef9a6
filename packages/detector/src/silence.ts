import type { SilenceSummary } from "./health.ts";

/** @param phi The level of suspicion, from policies that have one. */
export function summarizeSilence(silentMs: number, limitMs: number, phi?: number): SilenceSummary {
  return { silentMs, limitMs, marginMs: limitMs - silentMs, ...(phi !== undefined && { phi }) };
}
