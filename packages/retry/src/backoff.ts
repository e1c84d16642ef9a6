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

const strategies: ReadonlySet<unknown> = new Set(["exponential", "linear", "constant", "fibonacci"]);
const jitters: ReadonlySet<unknown> = new Set(["none", "full", "equal", "decorrelated"]);

export const backoffRules: OptionRules<BackoffOptions> = {
  strategy: {
    expected: '"exponential", "linear", "constant" or "fibonacci"',
    accepts: (value) => strategies.has(value),
  },
  baseDelayMs: millisecondsFrom(0),
  maxDelayMs: millisecondsFrom(0),
  jitter: {
    expected: '"none", "full", "equal", "decorrelated" or { factor: 0 to 1 }',
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
 * Before jitter: exponential `base * 2^(retry - 1)`, linear `base * retry`, constant `base`,
 * fibonacci `base * 1, 1, 2, 3, 5 …`, capped at `maxDelayMs`. The cap holds for the delay with its
 * jitter; so that delays stay spread at the cap too, it cuts the range that chance draws from, not
 * what was drawn: with a jitter factor `f` the middle is at most `maxDelayMs / (1 + f)`. "Full",
 * "equal" and "decorrelated" jitter are those of Marc Brooker, "Exponential Backoff And Jitter" (AWS
 * Architecture Blog, 2015); "decorrelated" grows by itself and takes no notice of `strategy`.
 *
 * @param retry 1 for the first retry.
 * @param random Gives a number in [0, 1); called once, and only where jitter needs it.
 * @param previousDelayMs The delay before the retry before, from which decorrelated jitter goes on.
 *   Default: the mean of what it would have been.
 * @throws RetryOptionsError naming every invalid value.
 */
export function backoffDelayMs(
  options: BackoffOptions,
  retry: number,
  random: () => number,
  previousDelayMs?: number,
): number {
  checkOptions(options, backoffRules, "ignored");
  checkOptions({ retry, random, previousDelayMs }, argumentRules);
  return delayBeforeRetry(toBackoff(options), retry, random, previousDelayMs);
}

/** As `backoffDelayMs`, for options that are checked already. */
export function delayBeforeRetry(
  backoff: Backoff,
  retry: number,
  random: () => number,
  previousDelayMs?: number,
): number {
  const { jitter, maxDelayMs } = backoff;
  const delayMs =
    jitter === "decorrelated"
      ? decorrelated(backoff, random, previousDelayMs ?? meanBefore(backoff, retry))
      : spread(jitter, growth(backoff, retry), maxDelayMs, random);
  return Math.min(Math.round(delayMs), maxDelayMs);
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
    case "fibonacci":
      return baseDelayMs * fibonacci(retry);
    default:
      return strategy satisfies never;
  }
}

/** Binet's formula: exact up to the 70th number, which is beyond the longest timer, and finite. */
function fibonacci(n: number): number {
  const root = Math.sqrt(5);
  return Math.round(((1 + root) / 2) ** Math.min(n, 1000) / root);
}

function spread(
  jitter: Exclude<Jitter, "decorrelated">,
  grown: number,
  maxDelayMs: number,
  random: () => number,
): number {
  const delay = Math.min(grown, maxDelayMs);
  if (jitter === "none") return delay;
  if (jitter === "full") return delay * random();
  if (jitter === "equal") return delay / 2 + (delay / 2) * random();
  const { factor } = jitter;
  const centre = Math.min(grown, maxDelayMs / (1 + factor));
  return centre * (1 - factor + 2 * factor * random());
}

function decorrelated({ baseDelayMs, maxDelayMs }: Backoff, random: () => number, previous: number): number {
  const low = Math.min(baseDelayMs, maxDelayMs);
  const high = Math.max(low, Math.min(previous * 3, maxDelayMs));
  return low + (high - low) * random();
}

/** The mean m of the delays without cap: m(n) = (base + 3 m(n - 1)) / 2 and m(0) = base, solved. */
function meanBefore({ baseDelayMs }: Backoff, retry: number): number {
  return baseDelayMs * (2 * 1.5 ** Math.min(retry - 1, 1000) - 1);
}

function isJitter(value: unknown): boolean {
  if (jitters.has(value)) return true;
  if (typeof value !== "object" || value === null) return false;
  const factor: unknown = Reflect.get(value, "factor");
  return typeof factor === "number" && factor >= 0 && factor <= 1;
}

interface Arguments {
  readonly retry: number;
  readonly random: () => number;
  readonly previousDelayMs: number | undefined;
}

const argumentRules: OptionRules<Arguments> = {
  retry: {
    expected: `an integer from 1 to ${longestTimerMs}`,
    accepts: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= longestTimerMs,
  },
  random: { expected: "a function", accepts: (value) => typeof value === "function" },
  previousDelayMs: millisecondsFrom(0),
};
