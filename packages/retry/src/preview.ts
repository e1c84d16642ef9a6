import { backoffRules, delayBeforeRetry, toBackoff } from "./backoff.ts";
import { checkOptions, type OptionRules } from "./check-options.ts";
import { functionRule, retryCountRule } from "./option-rules.ts";
import { systemRandom } from "./system.ts";
import type { BackoffOptions } from "./types.ts";

/** What decides over the delays of a call. */
export interface DelaysOptions extends BackoffOptions {
  /** How many delays, at most 1000. Default 3. */
  readonly maxRetries?: number | undefined;
  /** Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

const delaysRules: OptionRules<DelaysOptions> = {
  ...backoffRules,
  maxRetries: retryCountRule,
  random: functionRule,
};

/**
 * The delays that a call with these options would wait, one for each retry: to look at a policy
 * before it is used. What errors ask for and what a `delay` function says is not known beforehand.
 * It draws from `random`, as a call would.
 *
 * @throws RetryOptionsError naming every invalid value.
 */
export function delays(options: DelaysOptions = {}): number[] {
  checkOptions(options, delaysRules, "ignored");
  const backoff = toBackoff(options);
  const random = options.random ?? systemRandom;
  const shown: number[] = [];
  let previous: number | undefined;
  for (let retry = 1; retry <= Math.min(options.maxRetries ?? 3, 1000); retry += 1) {
    previous = delayBeforeRetry(backoff, retry, random, previous);
    shown.push(previous);
  }
  return shown;
}
