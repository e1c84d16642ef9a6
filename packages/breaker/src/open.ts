import type { Open, Policy } from "./states.ts";

export function open(policy: Policy, generation: number, failures: number, now: number): Open {
  return { kind: "open", generation, failures, until: now + policy.recoveryTimeoutMs };
}

/** Whole ms until probes are let through, rounded up; 0 when they are now. */
export function remainingMs(state: Open, now: number): number {
  return Math.max(0, Math.ceil(state.until - now));
}
