import { closed, settleClosed } from "./closed.ts";
import { admitProbe, halfOpen, settleProbe } from "./half-open.ts";
import { remainingMs } from "./open.ts";
import type { Admission, BreakerState, Outcome, Policy, State, Step } from "./states.ts";

/** Whether a call may be made now. Recovery happens here, by comparing times: no timer is needed. */
export function admit(policy: Policy, state: State, now: number): Admission {
  if (state.kind === "closed") return { admitted: true, state };
  if (state.kind === "half-open") return admitProbe(policy, state, now);
  if (state.kind === "isolated") return { admitted: false, retryAfterMs: 0, state };
  const retryAfterMs = remainingMs(state, now);
  if (retryAfterMs > 0) return { admitted: false, retryAfterMs, state };
  const next = halfOpen(state.generation + 1, state.failures, now);
  return { admitted: true, state: next, reason: "recovery-timeout" };
}

/** Takes in the result of a call that `generation` admitted; one of another generation changes nothing. */
export function settle(
  policy: Policy,
  state: State,
  generation: number,
  outcome: Outcome,
  now: number,
): Step {
  if (generation !== state.generation) return { state };
  if (state.kind === "closed") return settleClosed(policy, state, outcome, now);
  if (state.kind === "half-open") return settleProbe(policy, state, outcome, now);
  // Open and isolated admit no calls, so no result can carry their generation.
  return { state };
}

export function reset(state: State): Step {
  const next = closed(state.generation + 1);
  return state.kind === "closed" ? { state: next } : { state: next, reason: "reset" };
}

export function isolate(state: State): Step {
  if (state.kind === "isolated") return { state };
  return { state: { kind: "isolated", generation: state.generation + 1 }, reason: "isolate" };
}

/** The state as it stands at `now`: an open breaker whose time is over is half-open. */
export function stateAt(state: State, now: number): BreakerState {
  return state.kind === "open" && remainingMs(state, now) === 0 ? "half-open" : state.kind;
}

export function retryAfterAt(state: State, now: number): number {
  return state.kind === "open" ? remainingMs(state, now) : 0;
}

export function consecutiveFailures(state: State): number {
  return state.kind === "isolated" ? 0 : state.failures;
}
