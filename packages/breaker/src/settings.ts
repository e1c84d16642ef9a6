import { consecutiveFailures } from "./consecutive-failures.ts";
import { BreakerOptionsError } from "./errors.ts";
import { guardedRandom } from "./guard.ts";
import type { BreakerHooks } from "./hooks.ts";
import type { BreakerOptions } from "./options.ts";
import { recoveryOf } from "./recovery.ts";
import { breakerRules, isObject, problemsOf, recoveryRules } from "./rules.ts";
import type { Policy } from "./states.ts";
import { systemClock, systemRandom } from "./system.ts";
import type { TripPolicy } from "./trip.ts";
import type { Clock, Fallback } from "./types.ts";

/** Options with every default filled in. */
export interface Settings {
  readonly name: string;
  readonly policy: Policy;
  readonly timeoutMs: number | false;
  readonly maxConcurrent: number;
  readonly maxQueued: number;
  readonly isFailure: ((error: unknown) => boolean) | undefined;
  readonly isFailureResult: ((result: unknown) => boolean) | undefined;
  readonly fallback: Fallback<unknown> | undefined;
  readonly fallbackFor: ((error: unknown) => boolean) | undefined;
  readonly slowCallMs: number;
  readonly hooks: BreakerHooks | undefined;
  readonly captureStacks: boolean;
  readonly clock: Clock;
  /** Whether the end of every call needs a look at the clock. */
  readonly timed: boolean;
}

/** Fills in the defaults. Throws a {@link BreakerOptionsError} that names every problem. */
export function settingsOf(options: BreakerOptions): Settings {
  const problems = optionProblems(options);
  if (problems.length > 0) throw new BreakerOptionsError(problems);
  const policy = policyOf(options);
  const slowCallMs = options.slowCallMs ?? policy.slowProbeMs;
  return {
    name: options.name ?? "breaker",
    policy,
    timeoutMs: options.timeoutMs ?? 30_000,
    maxConcurrent: options.maxConcurrent ?? Infinity,
    maxQueued: options.maxQueued ?? 0,
    isFailure: options.isFailure,
    isFailureResult: options.isFailureResult,
    fallback: options.fallback,
    fallbackFor: options.fallbackFor,
    slowCallMs,
    hooks: options.hooks,
    captureStacks: options.captureStacks ?? false,
    clock: options.clock ?? systemClock,
    timed:
      slowCallMs < Infinity ||
      options.hooks !== undefined ||
      policy.trips.some(({ timed }) => timed !== false),
  };
}

/** Every problem of one breaker's options, each by itself and together. */
export function optionProblems(
  options: unknown,
  rules: typeof breakerRules = breakerRules,
  path = "",
): string[] {
  const problems = problemsOf(options, rules, path);
  if (!isObject(options)) return problems;
  const { failureThreshold, trip, recoveryTimeoutMs, maxConcurrent, maxQueued } = options as BreakerOptions;
  if (failureThreshold !== undefined && trip !== undefined) {
    problems.push(`${path}failureThreshold: has no place beside trip; put consecutiveFailures(n) into trip`);
  }
  if (maxQueued !== undefined && maxQueued > 0 && maxConcurrent === undefined && path === "") {
    problems.push(`${path}maxQueued: has no effect without maxConcurrent`);
  }
  if (!isObject(recoveryTimeoutMs)) return problems;
  problems.push(...problemsOf(recoveryTimeoutMs, recoveryRules, `${path}recoveryTimeoutMs.`));
  const { baseMs, maxMs } = recoveryTimeoutMs;
  if (maxMs !== undefined && maxMs < baseMs) {
    problems.push(
      `${path}recoveryTimeoutMs.maxMs: expected a number from baseMs, which is ${baseMs}, received ${maxMs} (number)`,
    );
  }
  return problems;
}

/** The part that the states decide by. */
function policyOf(options: BreakerOptions): Policy {
  const recovery = recoveryOf(options.recoveryTimeoutMs ?? 60_000);
  const halfOpenMaxRequests = options.halfOpenMaxRequests ?? 3;
  const trips = tripsOf(options);
  const timeoutMs = options.timeoutMs ?? 30_000;
  return {
    trips,
    recovery,
    random: options.random === undefined ? systemRandom : guardedRandom(options.random),
    halfOpenMaxRequests,
    successThreshold: options.successThreshold ?? halfOpenMaxRequests,
    probeTimeoutMs: options.probeTimeoutMs ?? (timeoutMs === false ? recovery.baseMs || 30_000 : timeoutMs),
    slowProbeMs: Math.min(...trips.map(({ slowerThanMs }) => slowerThanMs ?? Infinity)),
    rampUpMs: options.rampUpMs ?? 0,
    rampUpFrom: (options.rampUpFromPercent ?? 10) / 100,
  };
}

const byDefault: readonly TripPolicy[] = [consecutiveFailures(5)];

function tripsOf({ trip, failureThreshold }: BreakerOptions): readonly TripPolicy[] {
  if (trip !== undefined) return "kind" in trip ? [trip] : [...trip];
  return failureThreshold === undefined ? byDefault : [consecutiveFailures(failureThreshold)];
}
