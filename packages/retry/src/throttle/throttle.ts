import { checkOptions, type OptionRules } from "../check-options.ts";
import { ThrottledError } from "../errors.ts";
import { clockRule, functionRule, millisecondsFrom, numberFrom } from "../option-rules.ts";
import { SlidingCounts } from "../sliding-counts.ts";
import { statusOf } from "../status.ts";
import { systemClock, systemRandom } from "../system.ts";
import type { Clock } from "../types.ts";
import { rejectionProbability } from "./rejection.ts";

export interface ThrottleOptions {
  /**
   * Requests let through for each one that the service accepts. 2 lets the service see about as many
   * refusals as it answers; lower throttles earlier. 1 to 1000, default 2.
   */
  readonly k?: number | undefined;
  /**
   * Requests that the window must hold before any is turned away: without it, the first failure of a
   * client that has only just begun would cost it half of what follows. 0 to 1000000, default 10.
   */
  readonly minRequests?: number | undefined;
  /** How long requests count. 10 to 2147483647, default 120000. */
  readonly windowMs?: number | undefined;
  /**
   * Whether the service accepted a request that failed. Default: yes for an error with a status below
   * 500 other than 408 and 429, no for all others.
   */
  readonly isAccepted?: ((error: unknown) => boolean) | undefined;
  /** A number in [0, 1). Default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Default: the system's clock. */
  readonly clock?: Clock | undefined;
}

/** One request that was let through. */
export interface ThrottlePermit {
  /** The service accepted it. Counts once. */
  accepted(): void;
}

export interface Throttle {
  /** Calls `fn`, or rejects with `ThrottledError` without calling it. */
  run<T>(fn: () => T | PromiseLike<T>): Promise<T>;
  /**
   * For requests that are no function call.
   *
   * @throws ThrottledError
   */
  admit(): ThrottlePermit;
  /** Requests of the window, those turned away here included. */
  readonly requests: number;
  /** Requests of the window that the service accepted. */
  readonly accepts: number;
  /** How likely the next request is turned away. */
  readonly probability: number;
}

const rules: OptionRules<ThrottleOptions> = {
  k: numberFrom(1, 1000),
  minRequests: numberFrom(0, 1_000_000),
  windowMs: millisecondsFrom(10),
  isAccepted: functionRule,
  random: functionRule,
  clock: clockRule,
};

/**
 * Adaptive client-side throttling: when a service refuses much of what it is sent, this client turns
 * away a growing share of its own requests before they cost anybody anything, and lets them through
 * again as the service recovers. Share one between all requests to the same service.
 *
 * @throws RetryOptionsError naming every invalid value.
 */
export function createThrottle(options: ThrottleOptions = {}): Throttle {
  checkOptions(options, rules);
  const { k = 2, minRequests = 10, windowMs = 120_000, isAccepted = acceptedByDefault } = options;
  const { random = systemRandom, clock = systemClock } = options;
  // First the requests, second the accepts.
  const counts = new SlidingCounts(windowMs);
  const current = (): SlidingCounts => {
    counts.moveTo(clock.now());
    return counts;
  };
  const probability = (): number => {
    const { first, second } = current();
    return first < minRequests ? 0 : rejectionProbability(first, second, k);
  };

  function admit(): ThrottlePermit {
    const likely = probability();
    counts.add(1, 0);
    if (likely > 0 && random() < likely) {
      const { sliceMs } = counts;
      throw new ThrottledError(likely, Math.ceil(sliceMs - (clock.now() % sliceMs)));
    }
    let open = true;
    return {
      accepted() {
        if (open) current().add(0, 1);
        open = false;
      },
    };
  }

  async function run<T>(fn: () => T | PromiseLike<T>): Promise<T> {
    const permit = admit();
    try {
      const value = await fn();
      permit.accepted();
      return value;
    } catch (error) {
      if (isAccepted(error)) permit.accepted();
      throw error;
    }
  }

  return {
    run,
    admit,
    get requests() {
      return current().first;
    },
    get accepts() {
      return current().second;
    },
    get probability() {
      return probability();
    },
  };
}

function acceptedByDefault(error: unknown): boolean {
  const status = statusOf(error);
  return status !== undefined && status < 500 && status !== 408 && status !== 429;
}
