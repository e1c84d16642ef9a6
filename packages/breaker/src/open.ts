import { recoveryMs } from "./recovery.ts";
import type { Open, Policy } from "./states.ts";

/** Opens now, for the time that the number of openings in a row asks for. */
export function open(
  policy: Policy,
  generation: number,
  failures: number,
  openings: number,
  now: number,
): Open {
  const openMs = recoveryMs(policy.recovery, openings, policy.random());
  return { kind: "open", generation, since: now, failures, openings, until: now + openMs };
}

/** Whole ms until probes are let through, rounded up; 0 when they are now. */
export function remainingMs(state: Open, now: number): number {
  return Math.max(0, Math.ceil(state.until - now));
}
