import type { BreakerError } from "./errors.ts";
import type { BreakerEvents, BreakerListener } from "./events.ts";
import type { BreakerState } from "./states.ts";
import type { SavedWindow } from "./trip.ts";

/** A timer that was set. A clock may leave out what it has no use for. */
export interface Timer {
  /** True once the timer will never fire, as whoever ran it is gone. */
  readonly lost?: boolean;
  /** Lets the timer keep the process alive, as it does at first. */
  ref?(): void;
  /** Lets the process end before the timer fires. */
  unref?(): void;
}

/** Where a breaker takes its time from. */
export interface Clock {
  /** Milliseconds since any fixed point. Must never go backwards. */
  now(): number;
  /** Calls back once, after `ms`. Without it, the time limits of calls are kept by the system's clock and timers. */
  setTimer?(callback: () => void, ms: number): Timer | (() => void);
}

/** What the called function is given. */
export interface CallContext {
  /** Aborted when this call times out or its caller aborts it. It belongs to this call alone. */
  readonly signal: AbortSignal;
}

/** Stands in for a call that did not succeed. May be asynchronous; what it throws, the caller gets. */
export type Fallback<F> = (error: unknown) => F | PromiseLike<F>;

/** Options of one call. */
export interface CallOptions<F = never> {
  /** Time in ms that this call may take, instead of the breaker's `timeoutMs`; false for no limit. */
  timeoutMs?: number | false;
  /** Ends the call from outside, also while it waits for a place: it rejects with `signal.reason` and counts as nothing. */
  signal?: AbortSignal;
  /** Takes the place of the breaker's own fallback. */
  fallback?: Fallback<F>;
  /** Which errors the fallback covers, instead of the breaker's own `fallbackFor`. */
  fallbackFor?: (error: unknown) => boolean;
}

/** Options of one permit. */
export interface AcquireOptions {
  /** After this many ms the permit is lost and counts as a timeout. Default: the breaker's `timeoutMs`; false for never. */
  timeoutMs?: number | false;
}

/** Leave to do one piece of work that is no function call. Give it back once: only the first of the three counts. */
export interface Permit {
  /** The work succeeded. `durationMs` is how long it took, by default the time since the permit was taken. Returns whether it counted. */
  success(durationMs?: number): boolean;
  /** The work failed. `isFailure` is not asked. Returns whether it counted. */
  failure(error?: unknown, durationMs?: number): boolean;
  /** The work tells nothing about the dependency. Returns whether the permit was still open. */
  ignore(): boolean;
}

/** A permit, or the error that a call would have got. */
export type Acquired =
  | { readonly ok: true; readonly permit: Permit }
  | { readonly ok: false; readonly error: BreakerError };

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
  /** Calls turned away: open, half-open with all probes taken, ramping up, isolated, or no place free. */
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

/** A breaker at one moment: plain data, safe to keep and to serialise. Times are relative to that moment. */
export interface BreakerSnapshot {
  /** Version of this form. */
  readonly version: 1;
  readonly name: string;
  readonly state: BreakerState;
  /** How long it has been in this state, in ms. */
  readonly sinceMs: number;
  /** Failures in a row, up to now. */
  readonly consecutiveFailures: number;
  /** Time in ms until a call can be let through; 0 unless open. */
  readonly retryAfterMs: number;
  /** Openings in a row, without a long enough time closed between them. */
  readonly openings: number;
  /** Probes that have succeeded; 0 unless half-open. */
  readonly probeSuccesses: number;
  /** What the trip policies remember, in their order; empty unless closed. */
  readonly windows: readonly { readonly policy: string; readonly saved: SavedWindow }[];
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
   * Rejects with {@link BreakerOpenError}, {@link BreakerIsolatedError} or {@link BulkheadFullError} without calling
   * `fn`, with {@link BreakerTimeoutError} after `timeoutMs`, with `signal.reason` when the caller aborts, and with
   * a `TypeError` or `RangeError` when `fn` is no function or an option cannot be used. A fallback takes the place of
   * these errors, but for the last two.
   */
  call<T, F = never>(fn: BreakerFunction<T>, options?: CallOptions<F>): Promise<T | F>;
  /** Leave for work that is no function call, or the error why there is none. Never waits for a place. */
  tryAcquire(options?: AcquireOptions): Acquired;
  /** State, counts, windows and the latest failure, as plain data. */
  snapshot(): BreakerSnapshot;
  /**
   * Goes on from a snapshot, be it another breaker's or from before a restart. Results of earlier calls no longer
   * count. Throws a {@link BreakerOptionsError} that names every problem of the data, and then changes nothing.
   */
  restore(snapshot: BreakerSnapshot): void;
  /** Closes the breaker from any state, with no failures in a row. Results of earlier calls no longer count. */
  reset(): void;
  /** Turns every call away until `reset()`. Calls under way go on, but no longer count. */
  isolate(): void;
  /**
   * Tells `listener` of every event of this kind, synchronously and in order. What a listener throws becomes
   * a process warning. Returns a function that ends the subscription.
   */
  on<E extends keyof BreakerEvents>(event: E, listener: BreakerListener<E>): () => void;
}

/** Breakers by name, each made on first use. */
export interface Breakers {
  /** Same as `get(name).call(fn, options)`. */
  call<T, F = never>(name: string, fn: BreakerFunction<T>, options?: CallOptions<F>): Promise<T | F>;
  /** Same as `get(name).tryAcquire(options)`. */
  tryAcquire(name: string, options?: AcquireOptions): Acquired;
  /**
   * The breaker of this name. Throws a `TypeError` unless the name is a string that is not empty, and a
   * {@link BreakerLimitError} when it would be one more than `maxBreakers`.
   */
  get(name: string): Breaker;
  /** The state of one breaker; `undefined` when there is none of this name. Makes none. */
  state(name: string): BreakerState | undefined;
  /** A snapshot of each breaker, in order of first use. */
  snapshots(): BreakerSnapshot[];
  /**
   * Makes and restores a breaker for each snapshot, by its name. Throws a {@link BreakerOptionsError} that names every
   * problem, and then changes nothing.
   */
  restore(snapshots: readonly BreakerSnapshot[]): void;
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
  on<E extends keyof BreakerEvents>(event: E, listener: BreakerListener<E>): () => void;
}
