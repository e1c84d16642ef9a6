import type { Clock } from "./types.ts";

/** Options of one breaker. All are optional; `undefined` stands for the default. */
export interface BreakerOptions {
  /** Shown in errors, events and snapshots. Default "breaker"; not empty. */
  name?: string;
  /** Failures in a row that open the breaker. Default 5; an integer from 1. */
  failureThreshold?: number;
  /**
   * Time in ms that a call may take. A timeout counts as a failure and aborts the call's signal.
   * Default 30000; an integer from 1 to 2147483647, or false for no limit.
   */
  timeoutMs?: number | false;
  /** Time in ms that the breaker stays open before it lets probes through. Default 60000; an integer from 0 to 2147483647. */
  recoveryTimeoutMs?: number;
  /** Probes under way at once while half-open. Default 3; an integer from 1. */
  halfOpenMaxRequests?: number;
  /**
   * Probes that must succeed to close the breaker. More of them make surer that the dependency is back, fewer
   * close it sooner where calls are rare. Default `halfOpenMaxRequests`; an integer from 1.
   */
  successThreshold?: number;
  /**
   * Whether an error of the function counts as a failure; any other counts as a success, as the dependency
   * did answer. Not asked about timeouts, which always count, nor about the caller's abort, which never does.
   * If it throws, the error counts. Default: every error counts.
   */
  isFailure?: (error: unknown) => boolean;
  /** Time source of recovery. Default: the system's monotonic clock. Call timeouts use system timers. */
  clock?: Clock;
}

/** Options of a set of breakers. */
export interface BreakersOptions extends Omit<BreakerOptions, "name"> {
  /** Options for the breakers of certain names, on top of the shared ones. */
  overrides?: Record<string, Omit<BreakerOptions, "name">>;
}

/** Options with every default filled in. */
export type Settings = Readonly<Required<BreakerOptions>>;
