// Node fires a timer beyond this at once.
const MAX_TIMER_MS = 2_147_483_647;

/** What a value must be. */
export interface Rule {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

const aFunction: Rule = { expected: "a function", accepts: (value) => typeof value === "function" };
export const nameRule: Rule = {
  expected: "a string that is not empty",
  accepts: (value) => typeof value === "string" && value !== "",
};
const count = integer(1, Number.MAX_SAFE_INTEGER);

export const timeoutRule: Rule = orFalse(integer(1, MAX_TIMER_MS));

export const recoveryRules: Readonly<Record<string, Rule>> = {
  baseMs: integer(0, MAX_TIMER_MS),
  factor: number(1, Number.MAX_SAFE_INTEGER),
  maxMs: integer(0, MAX_TIMER_MS),
  jitter: number(0, 1),
  resetAfterMs: number(0, Number.MAX_SAFE_INTEGER),
};

export const breakerRules: Readonly<Record<string, Rule>> = {
  name: nameRule,
  failureThreshold: count,
  trip: {
    expected: "a trip policy, or an array of at least one",
    accepts: (value) => (Array.isArray(value) ? value.length > 0 && value.every(isTrip) : isTrip(value)),
  },
  timeoutMs: timeoutRule,
  recoveryTimeoutMs: {
    expected: `an integer from 0 to ${MAX_TIMER_MS}, or an object with baseMs`,
    accepts: (value) => (isObject(value) ? "baseMs" in value : integer(0, MAX_TIMER_MS).accepts(value)),
  },
  halfOpenMaxRequests: count,
  successThreshold: count,
  probeTimeoutMs: integer(1, MAX_TIMER_MS),
  rampUpMs: integer(0, MAX_TIMER_MS),
  rampUpFromPercent: number(1, 100),
  maxConcurrent: count,
  maxQueued: integer(0, Number.MAX_SAFE_INTEGER),
  isFailure: aFunction,
  isFailureResult: aFunction,
  fallback: aFunction,
  fallbackFor: aFunction,
  slowCallMs: positive(Infinity),
  hooks: {
    expected: "an object with functions onCallStart, onCallEnd or both",
    accepts: (value) =>
      isObject(value) &&
      Object.entries(value).every(
        ([key, hook]) =>
          (key === "onCallStart" || key === "onCallEnd") && ["function", "undefined"].includes(typeof hook),
      ),
  },
  captureStacks: { expected: "true or false", accepts: (value) => typeof value === "boolean" },
  clock: {
    expected: "an object with a method now()",
    accepts: (value) => isObject(value) && "now" in value && typeof value.now === "function",
  },
  random: aFunction,
};

/** Options that sets of breakers have on top. */
export const registryRules: Readonly<Record<string, Rule>> = { evictIdleMs: count, maxBreakers: count };

/** One sentence for each option that is unknown or out of range; none for those that are undefined. */
export function problemsOf(options: unknown, rules: Readonly<Record<string, Rule>>, path = ""): string[] {
  if (!isObject(options)) {
    return [`${path === "" ? "options" : path.slice(0, -1)}: expected an object, received ${show(options)}`];
  }
  return Object.entries(options).flatMap(([key, value]) => {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (rule === undefined)
      return [`${path}${key}: no such option; there are ${Object.keys(rules).join(", ")}`];
    if (value === undefined || rule.accepts(value)) return [];
    return [`${path}${key}: expected ${rule.expected}, received ${show(value)}`];
  });
}

export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

export function show(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return `${JSON.stringify(value)} (string)`;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") {
    return `${value} (${typeof value})`;
  }
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function isTrip(value: unknown): boolean {
  return isObject(value) && "kind" in value && "start" in value && typeof value.start === "function";
}

/** One sentence for each that is not there. */
export function missing(value: object, keys: readonly string[], path: string): string[] {
  return keys
    .filter((key) => Reflect.get(value, key) === undefined)
    .map((key) => `${path}${key}: is missing`);
}

export function positive(max: number): Rule {
  return {
    expected: max === Infinity ? "a number above 0" : `a number above 0 and up to ${max}`,
    accepts: (value) => typeof value === "number" && value > 0 && value <= max,
  };
}

export function number(min: number, max: number): Rule {
  return {
    expected: max === Number.MAX_SAFE_INTEGER ? `a number from ${min}` : `a number from ${min} to ${max}`,
    accepts: (value) => typeof value === "number" && value >= min && value <= max,
  };
}

export function integer(min: number, max: number): Rule {
  const { expected, accepts } = number(min, max);
  return {
    expected: expected.replace("a number", "an integer"),
    accepts: (value) => Number.isSafeInteger(value) && accepts(value),
  };
}

function orFalse({ expected, accepts }: Rule): Rule {
  return { expected: `${expected}, or false`, accepts: (value) => value === false || accepts(value) };
}
