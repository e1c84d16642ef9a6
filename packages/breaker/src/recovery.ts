/** How long a breaker stays open, growing with each opening in a row. */
export interface RecoveryOptions {
  /** Time in ms of the first opening. An integer from 0 to 2147483647. */
  baseMs: number;
  /** Each further opening in a row takes this many times longer. Default 2; from 1. */
  factor?: number;
  /** The time never exceeds this. Default 10 times `baseMs`; from `baseMs`. */
  maxMs?: number;
  /**
   * Share of the time that is left to chance, 0 to 1: the time is between `(1 - jitter)` of its value and all of
   * it, so that many breakers do not come back at once. Default 0.
   */
  jitter?: number;
  /** Once the breaker was closed for this long, the next opening takes `baseMs` again. Default `maxMs`. */
  resetAfterMs?: number;
}

export type Recovery = Readonly<Required<RecoveryOptions>>;

/** Fills in the defaults; a number stands for a time that does not grow. */
export function recoveryOf(options: number | RecoveryOptions): Recovery {
  if (typeof options === "number") {
    return { baseMs: options, factor: 1, maxMs: options, jitter: 0, resetAfterMs: options };
  }
  const { baseMs, factor = 2, maxMs = baseMs * 10, jitter = 0, resetAfterMs = maxMs } = options;
  return { baseMs, factor, maxMs, jitter, resetAfterMs };
}

/** The time in ms that the `openings`-th opening in a row takes, with `chance` from 0 to 1. */
export function recoveryMs(recovery: Recovery, openings: number, chance: number): number {
  // A large exponent gives Infinity, and zero times that is no number.
  const grown = recovery.baseMs === 0 ? 0 : recovery.baseMs * recovery.factor ** (openings - 1);
  return Math.round(Math.min(recovery.maxMs, grown) * (1 - recovery.jitter * chance));
}
