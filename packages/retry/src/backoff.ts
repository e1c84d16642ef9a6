import { checkOptions, type OptionRules } from "./check-options.ts";
import { longestTimerMs, millisecondsFrom } from "./option-rules.ts";
import type { BackoffOptions, BackoffStrategy, Jitter } from "./types.ts";

/** Backoff options with the defaults filled in. */
export interface Backoff {
  readonly strategy: BackoffStrategy;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  readonly jitter: Jitter;
}

export const backoffRules: OptionRules<BackoffOptions> = {
  strategy: {
    expected: '"exponential", "linear" or "constant"',
    accepts: (value) => value === "exponential" || value === "linear" || value === "constant",
  },
  baseDelayMs: millisecondsFrom(0),
  maxDelayMs: millisecondsFrom(0),
  jitter: {
    expected: '"none", "full", "equal" or { factor: 0 to 1 }',
    accepts: isJitter,
  },
};

export function toBackoff(options: BackoffOptions): Backoff {
  return {
    strategy: options.strategy ?? "exponential",
    baseDelayMs: options.baseDelayMs ?? 1000,
    maxDelayMs: options.maxDelayMs ?? 30_000,
    jitter: options.jitter ?? { factor: 0.1 },
  };
}

/**
 * The delay before a retry, in whole milliseconds, never above `maxDelayMs`.
 *
 * Before jitter: exponential `base * 2^(retry - 1)`, linear `base * retry`, constant `base`, capped
 * at `maxDelayMs`. With a jitter factor `f` the cap is `maxDelayMs / (1 + f)`, so that delays stay
 * spread at the cap too. "Full" and "equal" jitter are those of Marc Brooker, "Exponential Backoff
 * And Jitter" (AWS Architecture Blog, 2015).
 *
 * @param retry 1 for the first retry.
 * @param random Gives a number in [0, 1); called once, and only where jitter needs it.
 * @throws RetryOptionsError naming every invalid value.
 */
export function backoffDelayMs(options: BackoffOptions, retry: number, random: () => number): number {
  checkOptions(options, backoffRules);
  checkOptions({ retry, random }, argumentRules);
  return delayBeforeRetry(toBackoff(options), retry, random);
}

/** As `backoffDelayMs`, for options that are checked already. */
export function delayBeforeRetry(backoff: Backoff, retry: number, random: () => number): number {
  const { jitter, maxDelayMs } = backoff;
  const grown = growth(backoff, retry);
  return Math.min(Math.round(spread(jitter, grown, maxDelayMs, random)), maxDelayMs);
}

function growth({ strategy, baseDelayMs }: Backoff, retry: number): number {
  switch (strategy) {
    case "exponential":
      // 2^1023 is the largest power of two; beyond it, a base of 0 would become NaN.
      return baseDelayMs * 2 ** Math.min(retry - 1, 1023);
    case "linear":
      return baseDelayMs * retry;
    case "constant":
      return baseDelayMs;
    default:
      return strategy satisfies never;
  }
}

function spread(jitter: Jitter, grown: number, maxDelayMs: number, random: () => number): number {
  const delay = Math.min(grown, maxDelayMs);
  if (jitter === "none") return delay;
  if (jitter === "full") return delay * random();
  if (jitter === "equal") return delay / 2 + (delay / 2) * random();
  const { factor } = jitter;
  const centre = Math.min(grown, maxDelayMs / (1 + factor));
  return centre * (1 - factor + 2 * factor * random());
}

function isJitter(value: unknown): boolean {
  if (value === "none" || value === "full" || value === "equal") return true;
  if (typeof value !== "object" || value === null) return false;
  const factor: unknown = Reflect.get(value, "factor");
  return typeof factor === "number" && factor >= 0 && factor <= 1;
}

const argumentRules: OptionRules<{ retry: number; random: () => number }> = {
  retry: {
    expected: `an integer from 1 to ${longestTimerMs}`,
    accepts: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= longestTimerMs,
  },
  random: { expected: "a function", accepts: (value) => typeof value === "function" },
};
