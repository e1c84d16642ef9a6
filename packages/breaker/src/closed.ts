import { open } from "./open.ts";
import type { Closed, Outcome, Policy, Step } from "./states.ts";

export function closed(generation: number): Closed {
  return { kind: "closed", generation, failures: 0 };
}

/** Failures in a row open the breaker; one success starts the count afresh. */
export function settleClosed(policy: Policy, state: Closed, outcome: Outcome, now: number): Step {
  if (outcome === "nothing") return { state };
  if (outcome === "success") return { state: state.failures === 0 ? state : { ...state, failures: 0 } };
  const failures = state.failures + 1;
  if (failures < policy.failureThreshold) return { state: { ...state, failures } };
  return { state: open(policy, state.generation + 1, failures, now), reason: "failure-threshold" };
}
