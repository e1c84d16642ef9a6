import { closed } from "./closed.ts";
import { open } from "./open.ts";
import type { Admission, HalfOpen, Outcome, Policy, Step } from "./states.ts";

/** The state with its first probe under way. */
export function halfOpen(generation: number, failures: number, now: number): HalfOpen {
  return { kind: "half-open", generation, failures, successes: 0, inFlight: 1, probedAt: now };
}

/** Lets a call through as a probe while there is room. */
export function admitProbe(policy: Policy, state: HalfOpen, now: number): Admission {
  if (state.inFlight < policy.halfOpenMaxRequests) {
    return { admitted: true, state: { ...state, inFlight: state.inFlight + 1, probedAt: now } };
  }
  // Probes that hang must not hold the breaker for ever: a new generation gives them up.
  if (now - state.probedAt >= policy.probeLapseMs) {
    return { admitted: true, state: halfOpen(state.generation + 1, state.failures, now) };
  }
  return { admitted: false, retryAfterMs: 0, state };
}

/** One failed probe opens the breaker again; enough that succeed close it. */
export function settleProbe(policy: Policy, state: HalfOpen, outcome: Outcome, now: number): Step {
  const { generation, failures } = state;
  const inFlight = state.inFlight - 1;
  if (outcome === "nothing") return { state: { ...state, inFlight } };
  if (outcome === "failure") {
    return { state: open(policy, generation + 1, failures + 1, now), reason: "probe-failure" };
  }
  const successes = state.successes + 1;
  if (successes >= policy.successThreshold) {
    return { state: closed(generation + 1), reason: "probe-success" };
  }
  return { state: { ...state, inFlight, successes, failures: 0 } };
}
