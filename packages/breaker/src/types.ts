import type { StateChangeListener } from "./events.ts";
import type { BreakerState } from "./states.ts";

/** Where a breaker takes its time from. */
export interface Clock {
  /** Milliseconds since any fixed point. Must never go backwards. */
  now(): number;
}

/** What the called function is given. */
export interface CallContext {
  /** Aborted when this call times out or its caller aborts it. It belongs to this call alone. */
  readonly signal: AbortSignal;
}

/** Options of one call. */
export interface CallOptions {
  /** Ends the call from outside: it rejects with `signal.reason` and counts as nothing. */
  signal?: AbortSignal;
}

/** The function that a breaker calls. It may be synchronous. */
export type BreakerFunction<T> = (context: CallContext) => T | PromiseLike<T>;

/** Outcomes since the breaker was made. `reset()` leaves them as they are. */
export interface BreakerTotals {
  /** Calls that succeeded, and calls whose error `isFailure` excused. */
  readonly successes: number;
  /** Calls that failed, timeouts included. */
  readonly failures: number;
  /** The part of `failures` that timed out. */
  readonly timeouts: number;
  /** Calls turned away while open, half-open with all probes taken, or isolated. */
  readonly rejected: number;
}

/** The latest failure that counted. */
export interface LastFailure {
  /** The error's message, cut at 500 characters. */
  readonly message: string;
  /** When it happened, in ms of the breaker's clock. */
  readonly at: number;
  /** How long before the snapshot that was, in ms. */
  readonly agoMs: number;
}

/** A breaker at one moment: plain data, safe to keep and to serialise. */
export interface BreakerSnapshot {
  readonly name: string;
  readonly state: BreakerState;
  /** Failures in a row, up to now. */
  readonly consecutiveFailures: number;
  /** Time in ms until a call can be let through; 0 unless open. */
  readonly retryAfterMs: number;
  readonly totals: BreakerTotals;
  readonly lastFailure?: LastFailure;
}

/** A circuit breaker around calls to one dependency. */
export interface Breaker {
  readonly name: string;
  /** The state at this moment. Reading it changes nothing. */
  readonly state: BreakerState;
  /**
   * Calls `fn` if the state allows it. The result or the error of `fn` comes back unchanged.
   *
   * Rejects with {@link BreakerOpenError} or {@link BreakerIsolatedError} without calling `fn`, with
   * {@link BreakerTimeoutError} after `timeoutMs`, with `signal.reason` when the caller aborts, and with
   * a `TypeError` when `fn` is no function or `signal` no `AbortSignal`.
   */
  call<T>(fn: BreakerFunction<T>, options?: CallOptions): Promise<T>;
  /** State, counts and the latest failure, as plain data. */
  snapshot(): BreakerSnapshot;
  /** Closes the breaker from any state, with no failures in a row. Results of earlier calls no longer count. */
  reset(): void;
  /** Turns every call away until `reset()`. Calls under way go on, but no longer count. */
  isolate(): void;
  /**
   * Tells `listener` of every change of state, synchronously and in order. What a listener throws becomes
   * a process warning. Returns a function that ends the subscription.
   */
  on(event: "stateChange", listener: StateChangeListener): () => void;
}

/** Breakers by name, each made on first use. */
export interface Breakers {
  /** Same as `get(name).call(fn, options)`. */
  call<T>(name: string, fn: BreakerFunction<T>, options?: CallOptions): Promise<T>;
  /** The breaker of this name. Throws a `TypeError` unless the name is a string that is not empty. */
  get(name: string): Breaker;
  /** The state of one breaker; `undefined` when there is none of this name. Makes none. */
  state(name: string): BreakerState | undefined;
  /** A snapshot of each breaker, in order of first use. */
  snapshots(): BreakerSnapshot[];
  /** The names, in order of first use. */
  names(): string[];
  has(name: string): boolean;
  /** Resets one breaker, or all without a name. An unknown name is no error. */
  reset(name?: string): void;
  /** Isolates one breaker, which is made if it does not exist yet. */
  isolate(name: string): void;
  /** Forgets a breaker; its calls under way go on. Returns whether there was one. */
  delete(name: string): boolean;
  /** Like {@link Breaker.on}, for all breakers, also those made later. */
  on(event: "stateChange", listener: StateChangeListener): () => void;
}
