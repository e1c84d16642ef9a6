/** The states of a breaker. */
export type BreakerState = "closed" | "open" | "half-open" | "isolated";

/** Why a breaker changed its state. */
export type StateChangeReason =
  /** `failureThreshold` failures in a row. */
  | "failure-threshold"
  /** `recoveryTimeoutMs` is over and a call came. */
  | "recovery-timeout"
  /** `successThreshold` probes succeeded. */
  | "probe-success"
  /** A probe failed. */
  | "probe-failure"
  | "reset"
  | "isolate";

/**
 * Every state has a generation of its own. A call carries the generation that admitted it, so the result of
 * a call from before a change finds another number and falls away.
 */
interface Episode {
  readonly generation: number;
}

export interface Closed extends Episode {
  readonly kind: "closed";
  readonly failures: number;
}

export interface Open extends Episode {
  readonly kind: "open";
  readonly failures: number;
  /** Clock time from which probes are let through. */
  readonly until: number;
}

export interface HalfOpen extends Episode {
  readonly kind: "half-open";
  readonly failures: number;
  readonly successes: number;
  readonly inFlight: number;
  /** Clock time at which the latest probe started. */
  readonly probedAt: number;
}

export interface Isolated extends Episode {
  readonly kind: "isolated";
}

export type State = Closed | Open | HalfOpen | Isolated;

/** The numbers that the states decide by. */
export interface Policy {
  readonly failureThreshold: number;
  readonly recoveryTimeoutMs: number;
  readonly halfOpenMaxRequests: number;
  readonly successThreshold: number;
  /** Age in ms at which probes without a result are given up; Infinity when each has a timeout anyway. */
  readonly probeLapseMs: number;
}

/** How an admitted call ended, as far as the states care. */
export type Outcome = "success" | "failure" | "nothing";

/** The state after an event, with the reason when its kind changed. */
export interface Step {
  readonly state: State;
  readonly reason?: StateChangeReason;
}

/** Leave to make a call, or none and the time in ms until there may be. */
export type Admission =
  | ({ readonly admitted: true } & Step)
  | ({ readonly admitted: false; readonly retryAfterMs: number } & Step);
