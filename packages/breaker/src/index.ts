export { createBreaker } from "./breaker.ts";
export { createBreakers } from "./breakers.ts";
export {
  BreakerError,
  BreakerIsolatedError,
  BreakerOpenError,
  BreakerOptionsError,
  BreakerTimeoutError,
} from "./errors.ts";
export type { StateChange, StateChangeListener } from "./events.ts";
export type { BreakerOptions, BreakersOptions } from "./options.ts";
export type { BreakerState, StateChangeReason } from "./states.ts";
export type {
  Breaker,
  BreakerFunction,
  Breakers,
  BreakerSnapshot,
  BreakerTotals,
  CallContext,
  CallOptions,
  Clock,
  LastFailure,
} from "./types.ts";
