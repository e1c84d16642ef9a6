import type { RampPlan, RampUp } from "./ramp-up.ts";
import type { Recovery } from "./recovery.ts";
import type { Trip, TripPolicy, TripWindow } from "./trip.ts";

/** The states of a breaker. */
export type BreakerState = "closed" | "open" | "half-open" | "isolated";

/** Why a breaker changed its state. */
export type StateChangeReason =
  /** A trip policy opened it; `trip` tells which one and its figures. */
  | "tripped"
  /** The recovery time is over and a call came. */
  | "recovery-timeout"
  /** `successThreshold` probes succeeded. */
  | "probe-success"
  /** A probe failed. */
  | "probe-failure"
  /** A probe succeeded, but took longer than a `slowCalls` policy allows. */
  | "probe-slow"
  /** A probe had no result after `probeTimeoutMs`. */
  | "probe-timeout"
  | "reset"
  | "isolate"
  /** `restore()` put it into a saved state. */
  | "restore";

/**
 * Every state has a generation of its own. A call carries the generation that admitted it, so the result of
 * a call from before a change finds another number and falls away.
 */
interface Episode {
  readonly generation: number;
}

/** Its windows and counts change in place: one call costs the same whatever they hold. */
export interface Closed extends Episode {
  readonly kind: "closed";
  readonly since: number;
  /** Openings in a row before this; forgotten once it has been closed for long enough. */
  readonly openings: number;
  readonly windows: readonly TripWindow[];
  failures: number;
  ramp: RampUp | undefined;
}

export interface Open extends Episode {
  readonly kind: "open";
  readonly since: number;
  readonly failures: number;
  /** Openings in a row, this one included. */
  readonly openings: number;
  /** Clock time from which probes are let through. */
  readonly until: number;
}

export interface HalfOpen extends Episode {
  readonly kind: "half-open";
  readonly since: number;
  readonly failures: number;
  readonly openings: number;
  readonly successes: number;
  /** Start times of the probes under way, oldest first. */
  readonly probes: readonly number[];
  /** How long the next opening will take, drawn in advance so that reading the state needs no chance. */
  readonly reopenMs: number;
}

export interface Isolated extends Episode {
  readonly kind: "isolated";
  readonly since: number;
}

export type State = Closed | Open | HalfOpen | Isolated;

/** What the states decide by. */
export interface Policy extends RampPlan {
  readonly trips: readonly TripPolicy[];
  readonly recovery: Recovery;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly halfOpenMaxRequests: number;
  readonly successThreshold: number;
  /** Age in ms at which a probe without a result counts as failed. */
  readonly probeTimeoutMs: number;
  /** A probe that takes longer counts as failed. Infinity without a `slowCalls` policy. */
  readonly slowProbeMs: number;
}

/** An admitted call, as far as the states care. */
export interface Admitted {
  readonly generation: number;
  readonly startedAt: number;
}

/** How an admitted call ended, as far as the states care. */
export type Outcome = "success" | "failure" | "nothing";

/** The state after an event, with the reason when its kind changed. */
export interface Step {
  readonly state: State;
  readonly reason?: StateChangeReason;
  readonly trip?: Trip;
}

/** Leave to make a call, or none and the time in ms until there may be. */
export type Admission =
  | ({ readonly admitted: true } & Step)
  | { readonly admitted: false; readonly retryAfterMs: number };
