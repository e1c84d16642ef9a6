export { createBreaker } from "./breaker.ts";
export { createBreakers } from "./breakers.ts";
export { consecutiveFailures } from "./consecutive-failures.ts";
export {
  BreakerError,
  type BreakerErrorJson,
  BreakerIsolatedError,
  BreakerLimitError,
  BreakerOpenError,
  BreakerOptionsError,
  BreakerTimeoutError,
  BulkheadFullError,
  type RefusingState,
} from "./errors.ts";
export type {
  BreakerEvents,
  BreakerListener,
  FailureEvent,
  FallbackEvent,
  RejectedEvent,
  SlowEvent,
  StateChange,
  StateChangeListener,
  SuccessEvent,
  TimeoutEvent,
} from "./events.ts";
export {
  failureRate,
  type FailureRateOptions,
  failureRateOverTime,
  type FailureRateOverTimeOptions,
} from "./failure-rate.ts";
export type { BreakerHooks, CallEnd, CallOutcome } from "./hooks.ts";
export type { BreakerOptions, BreakersOptions, OverrideRule, OwnOptions } from "./options.ts";
export type { RecoveryOptions } from "./recovery.ts";
export { slowCalls, type SlowCallsOptions } from "./slow-calls.ts";
export type { BreakerState, StateChangeReason } from "./states.ts";
export type { SavedWindow, Trip, TripPolicy, TripWindow } from "./trip.ts";
export type {
  Acquired,
  AcquireOptions,
  Breaker,
  BreakerFunction,
  Breakers,
  BreakerSnapshot,
  BreakerTotals,
  CallContext,
  CallOptions,
  Clock,
  Fallback,
  LastFailure,
  Permit,
  Timer,
} from "./types.ts";
