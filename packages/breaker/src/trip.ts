import { BreakerOptionsError } from "./errors.ts";
import { isObject, missing, problemsOf, type Rule } from "./rules.ts";

/** Why a trip policy opened the breaker, and by which figures. */
export interface Trip {
  /** The kind of the policy: "consecutive-failures", "failure-rate", "failure-rate-over-time", "slow-calls". */
  readonly policy: string;
  /** What was measured: failures in a row, or a percentage. */
  readonly value: number;
  /** The limit that it reached. */
  readonly limit: number;
  /** Calls that the figure rests on. */
  readonly calls: number;
}

/** What a window remembers, as plain data with times relative to the moment of saving. */
export type SavedWindow = Readonly<Record<string, string | number | readonly (readonly number[])[]>>;

/** The memory of one trip policy in one breaker, while it is closed. */
export interface TripWindow {
  /**
   * Takes in one call that counted, and returns the trip when the breaker should open.
   * `failuresInARow` includes this call. What it throws becomes a process warning, and does not open the breaker.
   */
  record(failed: boolean, durationMs: number, now: number, failuresInARow: number): Trip | undefined;
  save(now: number): SavedWindow;
}

/**
 * When a closed breaker opens. The four that are built in are {@link consecutiveFailures}, {@link failureRate},
 * {@link failureRateOverTime} and {@link slowCalls}; an object of this shape may be one of your own.
 */
export interface TripPolicy {
  /** Its name, in events and snapshots. */
  readonly kind: string;
  /** A fresh window, or one that goes on from what was saved. Must ignore what it cannot read. */
  start(saved: SavedWindow | undefined, now: number): TripWindow;
  /** Calls that take longer than this are slow: they show as `slow` events, and a slow probe is a failed one. */
  readonly slowerThanMs?: number;
  /** False when `record` heeds neither duration nor time, which spares the breaker a look at the clock. */
  readonly timed?: boolean;
}

/** Throws one {@link BreakerOptionsError} with every problem of a policy's options. */
export function checkTrip(
  policy: string,
  options: unknown,
  rules: Readonly<Record<string, Rule>>,
  required: readonly string[] = [],
): void {
  const path = `${policy}.`;
  const problems = problemsOf(options, rules, path);
  if (isObject(options)) problems.push(...missing(options, required, path));
  if (problems.length > 0) throw new BreakerOptionsError(problems);
}
