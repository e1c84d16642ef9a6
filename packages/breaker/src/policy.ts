import { admitClosed, closed, settleClosed } from "./closed.ts";
import { admitProbe, halfOpen, lapseAt, lapsed, settleProbe } from "./half-open.ts";
import { remainingMs } from "./open.ts";
import type { Admission, Admitted, BreakerState, Outcome, Policy, State, Step } from "./states.ts";

/** What time alone has changed by `now`: a hung probe has opened the breaker again. */
export function elapse(policy: Policy, state: State, now: number): Step | undefined {
  if (state.kind !== "half-open" || now < lapseAt(policy, state)) return undefined;
  return { state: lapsed(policy, state), reason: "probe-timeout" };
}

/** Whether a call may be made now. Recovery happens here, by comparing times: no timer is needed. */
export function admit(policy: Policy, state: State, now: number): Admission {
  if (state.kind === "closed") return admitClosed(policy, state, now);
  if (state.kind === "half-open") return admitProbe(policy, state, now);
  if (state.kind === "isolated") return { admitted: false, retryAfterMs: 0 };
  const retryAfterMs = remainingMs(state, now);
  if (retryAfterMs > 0) return { admitted: false, retryAfterMs };
  const next = halfOpen(policy, state, now);
  return { admitted: true, state: { ...next, probes: [now] }, reason: "recovery-timeout" };
}

/** Takes in the result of a call; one that another generation admitted changes nothing. */
export function settle(
  policy: Policy,
  state: State,
  call: Admitted,
  outcome: Outcome,
  durationMs: number,
  now: number,
): Step | undefined {
  if (call.generation !== state.generation) return undefined;
  if (state.kind === "closed") return settleClosed(policy, state, outcome, durationMs, now);
  if (state.kind === "half-open") return settleProbe(policy, state, call, outcome, durationMs, now);
  // Open and isolated admit no calls, so no result can carry their generation.
  return undefined;
}

export function reset(policy: Policy, state: State, now: number): Step {
  const next = closed(policy, state.generation + 1, now);
  return state.kind === "closed" ? { state: next } : { state: next, reason: "reset" };
}

export function isolate(state: State, now: number): Step {
  if (state.kind === "isolated") return { state };
  return { state: { kind: "isolated", generation: state.generation + 1, since: now }, reason: "isolate" };
}

/** The state as it stands at `now`: an open breaker whose time is over is half-open. */
export function stateAt(policy: Policy, state: State, now: number): BreakerState {
  const current = elapse(policy, state, now)?.state ?? state;
  return current.kind === "open" && remainingMs(current, now) === 0 ? "half-open" : current.kind;
}

export function retryAfterAt(policy: Policy, state: State, now: number): number {
  const current = elapse(policy, state, now)?.state ?? state;
  return current.kind === "open" ? remainingMs(current, now) : 0;
}

export function failuresInARow(state: State): number {
  return state.kind === "isolated" ? 0 : state.failures;
}
