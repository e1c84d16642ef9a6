import type { BreakersOptions, OverrideRule, OwnOptions } from "./options.ts";
import { breakerRules, isObject, problemsOf, registryRules, type Rule } from "./rules.ts";
import { optionProblems, type Settings, settingsOf } from "./settings.ts";

const { name: _name, ...ownRules } = breakerRules;

const setRules: Readonly<Record<string, Rule>> = {
  ...ownRules,
  ...registryRules,
  overrides: { expected: "an object", accepts: isObject },
  rules: { expected: "an array", accepts: Array.isArray },
};

/** The options of each breaker in a set: the shared ones, then the rules that match, then those for its name. */
export class OptionsByName {
  readonly #shared: OwnOptions;
  readonly #rules: readonly OverrideRule[];
  readonly #overrides: ReadonlyMap<string, OwnOptions>;
  /** Names without options of their own share their settings. */
  readonly #settings: Settings;

  constructor({
    overrides = {},
    rules = [],
    evictIdleMs: _idle,
    maxBreakers: _max,
    ...shared
  }: BreakersOptions) {
    this.#shared = shared;
    // Copies, so that neither later changes nor names like "constructor" find anything in them.
    this.#rules = rules.map(({ match, options }) => ({ match, options: defined(options) }));
    this.#overrides = new Map(Object.entries(overrides).map(([name, own]) => [name, defined(own)]));
    this.#settings = settingsOf(shared);
  }

  settingsFor(name: string): Settings {
    const own = [
      ...this.#rules.filter(({ match }) => matches(match, name)).map(({ options }) => options),
      this.#overrides.get(name) ?? {},
    ];
    if (own.every((options) => Object.keys(options).length === 0)) return { ...this.#settings, name };
    return settingsOf({ ...own.reduce(merged, this.#shared), name });
  }
}

/** Every problem of a set's options, rules and overrides included. */
export function registryProblems(options: unknown): string[] {
  const problems = optionProblems(options, setRules);
  if (!isObject(options)) return problems;
  const { overrides, rules } = options as BreakersOptions;
  if (isObject(overrides)) {
    for (const [name, own] of Object.entries(overrides)) {
      problems.push(...optionProblems(own, ownRules, `overrides.${name}.`));
    }
  }
  if (!Array.isArray(rules)) return problems;
  for (const [index, rule] of rules.entries()) {
    const path = `rules[${index}].`;
    problems.push(...problemsOf(rule, ruleRules, path));
    if (!isObject(rule)) continue;
    const { match, options: own } = rule as Partial<OverrideRule>;
    if (match === undefined) problems.push(`${path}match: is missing`);
    problems.push(...optionProblems(own, ownRules, `${path}options.`));
  }
  return problems;
}

const ruleRules: Readonly<Record<string, Rule>> = {
  match: {
    expected: "a string, a regular expression or a function",
    accepts: (value) => typeof value === "string" || typeof value === "function" || value instanceof RegExp,
  },
  // Looked into by itself.
  options: { expected: "an object", accepts: () => true },
};

function matches(match: OverrideRule["match"], name: string): boolean {
  if (typeof match === "string") return match === name;
  if (typeof match === "function") return match(name);
  match.lastIndex = 0;
  return match.test(name);
}

/** Of the two ways to say when to open, the nearer one counts. */
function merged(far: OwnOptions, near: OwnOptions): OwnOptions {
  const { trip: _trip, failureThreshold: _failures, ...rest } = far;
  if (near.trip !== undefined || near.failureThreshold !== undefined) return { ...rest, ...near };
  return { ...far, ...near };
}

/** Without what is undefined, which would hide a shared option. */
function defined(options: OwnOptions): OwnOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
