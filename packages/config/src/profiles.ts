import { shorten, structureProblem, type ConfigProblem } from "./problem.ts";
import type { ProfileValues } from "./shape.ts";
import { didYouMean } from "./suggest.ts";

export type Profiles = Readonly<Record<string, ProfileValues>>;

/** The profiles that are always there. */
export const builtInProfiles: Profiles = {
  default: {},
  development: {
    breaker: { failureThreshold: 2, timeoutMs: 10_000, recoveryTimeoutMs: 30_000 },
    retry: { maxRetries: 2, baseDelayMs: 500 },
    detector: { heartbeatIntervalMs: 1000 },
    errors: { logLevel: "debug" },
  },
  test: {
    breaker: { failureThreshold: 2, timeoutMs: 1000, recoveryTimeoutMs: 100, halfOpenMaxRequests: 1 },
    retry: { maxRetries: 2, baseDelayMs: 10, maxDelayMs: 100, jitterFactor: 0 },
    detector: { heartbeatIntervalMs: 100, failureThreshold: 2, responseTimeoutMs: 500 },
    errors: { logLevel: "error", retentionDays: 1, maxErrorsPerCategory: 100 },
    hub: { port: 0, storeUrl: "memory:" },
  },
  production: {
    breaker: { failureThreshold: 10, timeoutMs: 60_000, recoveryTimeoutMs: 120_000 },
    retry: { maxRetries: 5, baseDelayMs: 2000 },
    errors: { logLevel: "info", retentionDays: 30 },
  },
};

/** One step of an inheritance: the values that a profile brings itself. */
export interface ProfileStep {
  readonly profile: string;
  readonly values: ProfileValues;
}

/** The steps that lead to a profile, the most distant ancestor first. Stops where a parent is not usable. */
export function inherit(
  name: string,
  custom: Profiles,
  heirs: readonly string[] = [],
): readonly ProfileStep[] {
  const builtIn = own(builtInProfiles, name);
  const base = builtIn === undefined ? [] : [{ profile: name, values: builtIn }];
  const values = own(custom, name);
  if (values === undefined) return base;
  const step = { profile: name, values };
  const parent = parentOf(values);
  if (parent === undefined || parent === name) return [...base, step];
  if (typeof parent !== "string" || heirs.includes(parent)) return [step];
  return [...inherit(parent, custom, [...heirs, name]), step];
}

/** What is wrong with the parent that a custom profile names, if anything. */
export function parentProblem(name: string, custom: Profiles): ConfigProblem | undefined {
  const parent = parentOf(own(custom, name));
  if (parent === undefined) return undefined;
  const refuse = (expected: string): ConfigProblem => ({
    ...structureProblem("extends", { source: "profile", profile: name }, parent, expected),
    ...(typeof parent === "string" ? { received: shorten(parent) } : {}),
  });
  if (typeof parent !== "string" || !isKnown(parent, custom)) return refuse(expectedProfile(parent, custom));
  if (parent === name) return isBuiltIn(name) ? undefined : refuse("another profile than itself");
  // Only the members of a circle report it, not those who merely inherit from one.
  const seen = new Set<unknown>();
  for (let next: unknown = parent; typeof next === "string" && !seen.has(next);) {
    if (next === name) return refuse(`a profile that does not extend ${name} in turn`);
    seen.add(next);
    next = parentOf(own(custom, next));
  }
  return undefined;
}

/** "one of …", with the name that was probably meant. */
export function expectedProfile(given: unknown, custom: Profiles): string {
  const names = [...new Set([...Object.keys(builtInProfiles), ...Object.keys(custom)])];
  return `one of the profiles ${names.join(", ")}${typeof given === "string" ? didYouMean(given, names) : ""}`;
}

export function isKnown(name: string, custom: Profiles): boolean {
  return isBuiltIn(name) || own(custom, name) !== undefined;
}

function isBuiltIn(name: string): boolean {
  return own(builtInProfiles, name) !== undefined;
}

function parentOf(values: ProfileValues | undefined): unknown {
  return (values as ProfileValues | null | undefined)?.extends;
}

// A profile may be named "constructor" or "toString", which every object inherits.
function own(profiles: Profiles, name: string): ProfileValues | undefined {
  return Object.hasOwn(profiles, name) ? profiles[name] : undefined;
}
