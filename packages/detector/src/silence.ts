import type { SilenceSummary } from "./health.ts";
import { toThousandths } from "./round.ts";

/** @param phi The level of suspicion, from policies that have one. */
export function summarizeSilence(silentMs: number, limitMs: number, phi?: number): SilenceSummary {
  return {
    silentMs: toThousandths(silentMs),
    limitMs: toThousandths(limitMs),
    marginMs: toThousandths(limitMs - silentMs),
    ...(phi !== undefined && { phi: toThousandths(phi) }),
  };
}
