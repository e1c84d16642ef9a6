import { BreakerOptionsError } from "./errors.ts";
import type { BreakerOptions, Settings } from "./options.ts";
import type { Policy } from "./states.ts";
import { systemClock } from "./system.ts";

// Node fires a timer beyond this at once.
const MAX_TIMER_MS = 2_147_483_647;

interface Rule {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

const rules: Readonly<Record<keyof BreakerOptions, Rule>> = {
  name: {
    expected: "a string that is not empty",
    accepts: (value) => typeof value === "string" && value !== "",
  },
  failureThreshold: integer(1, Number.MAX_SAFE_INTEGER),
  timeoutMs: integer(1, MAX_TIMER_MS, false),
  recoveryTimeoutMs: integer(0, MAX_TIMER_MS),
  halfOpenMaxRequests: integer(1, Number.MAX_SAFE_INTEGER),
  successThreshold: integer(1, Number.MAX_SAFE_INTEGER),
  isFailure: { expected: "a function", accepts: (value) => typeof value === "function" },
  clock: {
    expected: "an object with a method now()",
    accepts: (value) =>
      typeof value === "object" && value !== null && "now" in value && typeof value.now === "function",
  },
};

export const OPTION_NAMES: readonly string[] = Object.keys(rules);

/** Fills in the defaults. Throws a {@link BreakerOptionsError} that names every problem. */
export function settingsOf(options: BreakerOptions): Settings {
  const problems = problemsOf(options, OPTION_NAMES);
  if (problems.length > 0) throw new BreakerOptionsError(problems);
  const halfOpenMaxRequests = options.halfOpenMaxRequests ?? 3;
  return {
    name: options.name ?? "breaker",
    failureThreshold: options.failureThreshold ?? 5,
    timeoutMs: options.timeoutMs ?? 30_000,
    recoveryTimeoutMs: options.recoveryTimeoutMs ?? 60_000,
    halfOpenMaxRequests,
    successThreshold: options.successThreshold ?? halfOpenMaxRequests,
    isFailure: options.isFailure ?? everyError,
    clock: options.clock ?? systemClock,
  };
}

/** One sentence for each option that is unknown or out of range; none for those that are undefined. */
export function problemsOf(options: unknown, allowed: readonly string[], path = ""): string[] {
  if (typeof options !== "object" || options === null) {
    return [`${path === "" ? "options" : path.slice(0, -1)}: expected an object, received ${show(options)}`];
  }
  return Object.entries(options).flatMap(([key, value]) => {
    if (!allowed.includes(key)) return [`${path}${key}: no such option; there are ${allowed.join(", ")}`];
    const rule = Object.hasOwn(rules, key) ? rules[key as keyof BreakerOptions] : undefined;
    if (rule === undefined || value === undefined || rule.accepts(value)) return [];
    return [`${path}${key}: expected ${rule.expected}, received ${show(value)}`];
  });
}

/** The part that the states decide by. */
export function policyOf(settings: Settings): Policy {
  const { failureThreshold, recoveryTimeoutMs, halfOpenMaxRequests, successThreshold, timeoutMs } = settings;
  // Only a probe without a time limit can hang.
  const probeLapseMs = timeoutMs === false ? recoveryTimeoutMs : Infinity;
  return { failureThreshold, recoveryTimeoutMs, halfOpenMaxRequests, successThreshold, probeLapseMs };
}

function integer(min: number, max: number, otherwise?: false): Rule {
  const top = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
  return {
    expected: `an integer ${top}${otherwise === undefined ? "" : ", or false"}`,
    accepts: (value) =>
      value === (otherwise ?? NaN) ||
      (Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max),
  };
}

function everyError(): boolean {
  return true;
}

function show(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return `${JSON.stringify(value)} (string)`;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") {
    return `${value} (${typeof value})`;
  }
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
