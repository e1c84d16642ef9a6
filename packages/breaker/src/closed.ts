import { report } from "./guard.ts";
import { open } from "./open.ts";
import { passesRamp, rampRemainingMs, startRamp } from "./ramp-up.ts";
import type { Admission, Closed, Outcome, Policy, Step } from "./states.ts";
import type { SavedWindow, Trip, TripWindow } from "./trip.ts";

/** A fresh closed state, or one that goes on with saved windows. */
export function closed(
  policy: Policy,
  generation: number,
  now: number,
  openings = 0,
  saved: readonly (SavedWindow | undefined)[] = [],
): Closed {
  const windows = policy.trips.map((trip, index) => trip.start(saved[index], now));
  return { kind: "closed", generation, since: now, openings, windows, failures: 0, ramp: undefined };
}

/** Closed after a recovery: with a ramp if there is to be one. */
export function recovered(policy: Policy, generation: number, now: number, openings: number): Closed {
  return { ...closed(policy, generation, now, openings), ramp: startRamp(policy, now) };
}

/** Lets every call through, but for a share of them during the ramp. */
export function admitClosed(policy: Policy, state: Closed, now: number): Admission {
  if (state.ramp === undefined) return { admitted: true, state };
  const retryAfterMs = rampRemainingMs(policy, state.ramp, now);
  if (retryAfterMs === 0) state.ramp = undefined;
  else if (!passesRamp(policy, state.ramp, now)) return { admitted: false, retryAfterMs };
  return { admitted: true, state };
}

/** Every trip policy takes in the call; the first that trips opens the breaker. */
export function settleClosed(
  policy: Policy,
  state: Closed,
  outcome: Outcome,
  durationMs: number,
  now: number,
): Step | undefined {
  if (outcome === "nothing") return undefined;
  const failed = outcome === "failure";
  state.failures = failed ? state.failures + 1 : 0;
  for (const window of state.windows) {
    const trip = recorded(window, failed, durationMs, now, state.failures);
    if (trip === undefined) continue;
    const inARow = now - state.since >= policy.recovery.resetAfterMs ? 1 : state.openings + 1;
    return {
      state: open(policy, state.generation + 1, state.failures, inARow, now),
      reason: "tripped",
      trip,
    };
  }
  return undefined;
}

/** A policy of the user's own may throw: the call has ended all the same, and the other policies hear of it. */
function recorded(
  window: TripWindow,
  failed: boolean,
  durationMs: number,
  now: number,
  failuresInARow: number,
): Trip | undefined {
  try {
    return window.record(failed, durationMs, now, failuresInARow);
  } catch (error) {
    report("A trip policy", window, error);
    return undefined;
  }
}
