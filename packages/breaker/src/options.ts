import type { BreakerHooks } from "./hooks.ts";
import type { RecoveryOptions } from "./recovery.ts";
import type { TripPolicy } from "./trip.ts";
import type { Clock, Fallback } from "./types.ts";

/** Options of one breaker. All are optional; `undefined` stands for the default. */
export interface BreakerOptions {
  /** Shown in errors, events and snapshots. Default "breaker"; not empty. */
  name?: string;
  /** Short for `trip: consecutiveFailures(n)`. Default 5; an integer from 1. Not together with `trip`. */
  failureThreshold?: number;
  /** When to open: a trip policy, or several of which any opens. Default `consecutiveFailures(5)`. */
  trip?: TripPolicy | readonly TripPolicy[];
  /**
   * Time in ms that a call may take. A timeout counts as a failure and aborts the call's signal.
   * Default 30000; an integer from 1 to 2147483647, or false for no limit.
   */
  timeoutMs?: number | false;
  /**
   * Time in ms that the breaker stays open before it lets probes through. Default 60000; an integer from 0 to
   * 2147483647, or {@link RecoveryOptions} for one that grows with each opening in a row.
   */
  recoveryTimeoutMs?: number | RecoveryOptions;
  /** Probes under way at once while half-open. Default 3; an integer from 1. */
  halfOpenMaxRequests?: number;
  /**
   * Probes that must succeed to close the breaker. More of them make surer that the dependency is back, fewer
   * close it sooner where calls are rare. Default `halfOpenMaxRequests`; an integer from 1.
   */
  successThreshold?: number;
  /**
   * Time in ms after which a probe without a result opens the breaker again. Default `timeoutMs`, or without one the
   * first recovery time, or 30000 if that is 0; an integer from 1 to 2147483647.
   */
  probeTimeoutMs?: number;
  /** Time in ms after closing in which a growing share of the calls is let through. Default 0: all at once; an integer up to 2147483647. */
  rampUpMs?: number;
  /** The share of calls that the ramp begins with, in per cent. Default 10; from 1 to 100. */
  rampUpFromPercent?: number;
  /** Calls that may be under way at once. Default: no limit; an integer from 1. */
  maxConcurrent?: number;
  /** Calls that may wait for a place when `maxConcurrent` are under way. Default 0; an integer from 0. */
  maxQueued?: number;
  /**
   * Whether an error of the function counts as a failure; any other counts as a success, as the dependency
   * did answer. Not asked about timeouts, which always count, nor about the caller's abort, which never does.
   * If it throws, the error counts. Default: every error counts.
   */
  isFailure?: (error: unknown) => boolean;
  /** Whether a result of the function counts as a failure; the caller gets it all the same. If it throws, it does. Default: none does. */
  isFailureResult?: (result: unknown) => boolean;
  /** Stands in for calls that fail, time out or are turned away. Calls may bring their own. Default: none. */
  fallback?: Fallback<unknown>;
  /** Which errors the fallback covers. If it throws, the error is not covered. Default: all. */
  fallbackFor?: (error: unknown) => boolean;
  /** Calls that take longer, in ms, show as `slow` events. Default: the shortest time among `slowCalls` policies; above 0. */
  slowCallMs?: number;
  /** Told of each call, for metrics and tracing. Default: none. */
  hooks?: BreakerHooks;
  /** Whether the breaker's errors hold stack frames, which makes a refusal dearer. Default false. */
  captureStacks?: boolean;
  /** Time source. Default: the system's monotonic clock and timers. */
  clock?: Clock;
  /** Random numbers from 0 up to 1, for jitter. Default `Math.random`. */
  random?: () => number;
}

/** The options of one breaker in a set. */
export type OwnOptions = Omit<BreakerOptions, "name">;

/** Options for those breakers of a set whose names match. */
export interface OverrideRule {
  /** The whole name, a regular expression that finds something in it, or a function that says so. */
  match: string | RegExp | ((name: string) => boolean);
  /** Take the place of the shared options of the same names. */
  options: OwnOptions;
}

/** Options of a set of breakers. */
export interface BreakersOptions extends OwnOptions {
  /** Options for the breakers whose names match, on top of the shared ones; of several rules that match, later ones win. */
  rules?: readonly OverrideRule[];
  /** Options for the breakers of certain names, on top of all others. */
  overrides?: Record<string, OwnOptions>;
  /**
   * Forgets breakers that were closed and not called for this time in ms. There is no timer for it: it happens when
   * breakers are asked for. Default: never; an integer from 1.
   */
  evictIdleMs?: number;
  /**
   * At most this many breakers: for one more, the one that was idle longest is forgotten, if it is closed. Default:
   * no limit; an integer from 1.
   */
  maxBreakers?: number;
}
