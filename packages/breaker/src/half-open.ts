import { recovered } from "./closed.ts";
import { open } from "./open.ts";
import { recoveryMs } from "./recovery.ts";
import type { Admission, Admitted, HalfOpen, Open, Outcome, Policy, Step } from "./states.ts";

/** The state that follows an opening, without probes yet. */
export function halfOpen(policy: Policy, from: Open, now: number): HalfOpen {
  const { failures, openings } = from;
  const reopenMs = recoveryMs(policy.recovery, openings + 1, policy.random());
  const generation = from.generation + 1;
  return {
    kind: "half-open",
    generation,
    since: now,
    failures,
    openings,
    successes: 0,
    probes: [],
    reopenMs,
  };
}

/** Lets a call through as a probe while there is room. */
export function admitProbe(policy: Policy, state: HalfOpen, now: number): Admission {
  const { probes } = state;
  if (probes.length < policy.halfOpenMaxRequests) {
    return { admitted: true, state: { ...state, probes: [...probes, now] } };
  }
  return { admitted: false, retryAfterMs: Math.max(0, Math.ceil(lapseAt(policy, state) - now)) };
}

/** Clock time at which the oldest probe has gone without a result for too long. */
export function lapseAt(policy: Policy, state: HalfOpen): number {
  return (state.probes[0] ?? Infinity) + policy.probeTimeoutMs;
}

/** What a hung probe makes of the state: open since it lapsed, however late anyone looks. */
export function lapsed(policy: Policy, state: HalfOpen): Open {
  const { generation, failures, openings, reopenMs } = state;
  const since = lapseAt(policy, state);
  return {
    kind: "open",
    generation: generation + 1,
    since,
    failures: failures + 1,
    openings: openings + 1,
    until: since + reopenMs,
  };
}

/** One failed probe opens the breaker again; enough that succeed close it. */
export function settleProbe(
  policy: Policy,
  state: HalfOpen,
  call: Admitted,
  outcome: Outcome,
  durationMs: number,
  now: number,
): Step {
  const { generation, failures, openings } = state;
  const slow = durationMs > policy.slowProbeMs;
  if (outcome === "failure" || (outcome === "success" && slow)) {
    const next = open(policy, generation + 1, failures + 1, openings + 1, now);
    return { state: next, reason: outcome === "failure" ? "probe-failure" : "probe-slow" };
  }
  const probes = state.probes.toSpliced(state.probes.indexOf(call.startedAt), 1);
  if (outcome === "nothing") return { state: { ...state, probes } };
  const successes = state.successes + 1;
  if (successes >= policy.successThreshold) {
    return { state: recovered(policy, generation + 1, now, openings), reason: "probe-success" };
  }
  return { state: { ...state, probes, successes, failures: 0 } };
}
