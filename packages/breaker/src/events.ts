import type { BreakerError, BreakerTimeoutError } from "./errors.ts";
import type { BreakerState, StateChangeReason } from "./states.ts";
import type { Trip } from "./trip.ts";

/** One change of state of one breaker. */
export interface StateChange {
  readonly name: string;
  readonly from: BreakerState;
  readonly to: BreakerState;
  readonly reason: StateChangeReason;
  /** With the reason "tripped": which policy, and its figures. */
  readonly trip?: Trip;
}

/** A call that counted as a success: it has a result, or an error that `isFailure` excused. */
export interface SuccessEvent {
  readonly name: string;
  readonly durationMs: number;
}

/** A call that counted as a failure, other than by timeout. */
export interface FailureEvent {
  readonly name: string;
  readonly durationMs: number;
  /** What the function threw; `undefined` when its result was the failure. */
  readonly error: unknown;
  /** The result that `isFailureResult` took for a failure. */
  readonly result?: unknown;
}

export interface TimeoutEvent {
  readonly name: string;
  readonly durationMs: number;
  readonly error: BreakerTimeoutError;
}

/** A call that was turned away. */
export interface RejectedEvent {
  readonly name: string;
  readonly error: BreakerError;
}

/** A call that took longer than a `slowCalls` policy or `slowCallMs` allows; comes beside its success, failure or timeout. */
export interface SlowEvent {
  readonly name: string;
  readonly durationMs: number;
  readonly slowerThanMs: number;
}

/** A fallback takes the place of this error. */
export interface FallbackEvent {
  readonly name: string;
  readonly error: unknown;
}

/** The events of a breaker, and what their listeners get. A call ends in one of success, failure, timeout, rejected, or none when its caller aborts it. */
export interface BreakerEvents {
  readonly stateChange: StateChange;
  readonly success: SuccessEvent;
  readonly failure: FailureEvent;
  readonly timeout: TimeoutEvent;
  readonly rejected: RejectedEvent;
  readonly slow: SlowEvent;
  readonly fallback: FallbackEvent;
}

export type BreakerListener<E extends keyof BreakerEvents> = (event: BreakerEvents[E]) => void;
export type StateChangeListener = BreakerListener<"stateChange">;

export const EVENT_NAMES: readonly (keyof BreakerEvents)[] = [
  "stateChange",
  "success",
  "failure",
  "timeout",
  "rejected",
  "slow",
  "fallback",
];
