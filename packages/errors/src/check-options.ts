import { shown } from "./arguments.ts";
import { ErrorTrackerOptionsError } from "./options.ts";
import type { ErrorTrackerOptions, OptionProblem } from "./options.ts";
import { MIN_SECRET_LENGTH } from "./redact.ts";
import { MATCH_KEYS } from "./rules.ts";
import { get } from "./thrown.ts";
import { CATEGORIES, isKind, isSeverity, KINDS, SEVERITIES } from "./vocabulary.ts";

const LEVELS: readonly unknown[] = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];
const LOG_METHODS: readonly string[] = ["fatal", "error", "warn", "info"];
const CATEGORY_KEYS: readonly string[] = ["name", "like", "severities"];
const RULE_KEYS: readonly string[] = ["when", "kind", "severity", "fingerprint"];
const MAX_CATEGORIES = 16;
const DAY_MS = 86_400_000;

type Holds = (value: unknown) => boolean;

/** What an option must be, in words and as a test. */
interface Expected {
  readonly words: string;
  readonly holds: Holds;
  /** What lies below it. Only looked at when it is an object. */
  readonly below?: Readonly<Record<string, Expected>>;
  /** It may hold other things than options. */
  readonly open?: true;
  /** Not even a wrong value is shown. */
  readonly secret?: true;
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isFunction: Holds = (value) => typeof value === "function";
const orFalse = (value: unknown): boolean => value === false || isObject(value);
const whole = (min: number, max: number): Expected => ({
  words: max === Infinity ? `an integer >= ${min}` : `an integer from ${min} to ${max}`,
  holds: (n) => Number.isInteger(n) && (n as number) >= min && (n as number) <= max,
});
const methods = (...names: readonly string[]): Expected => ({
  words: `an object with the ${names.length === 1 ? "method" : "methods"} ${names.join(", ")}`,
  holds: (value) => names.every((name) => isFunction(get(value, name))),
});
const all = (words: string, holds: Holds): Expected => ({
  words: `an array of ${words}`,
  holds: (value) => Array.isArray(value) && value.every(holds),
  secret: true,
});

const OPTIONS: Readonly<Record<keyof ErrorTrackerOptions, Expected>> = {
  logger: methods(...LOG_METHODS),
  level: { words: `one of ${LEVELS.join(", ")}`, holds: (level) => LEVELS.includes(level) },
  categories: {
    words: `an array of at most ${MAX_CATEGORIES} distinct new categories, by name or definition`,
    holds: areCategories,
  },
  rules: { words: "an array of rules", holds: (rules) => Array.isArray(rules) },
  retentionDays: {
    words: "a number > 0 and <= 3650",
    holds: (days) => typeof days === "number" && days > 0 && days <= 3_650,
  },
  maxErrorsPerCategory: whole(1, 100_000),
  maxRecordBytes: whole(65_536, 2 ** 40),
  sampling: {
    words: "false or an object",
    holds: orFalse,
    below: { first: whole(1, 1_000_000), intervalMs: whole(1_000, DAY_MS) },
  },
  spikes: {
    words: "an object",
    holds: isObject,
    below: { intervalMinutes: whole(1, 60), baselineIntervals: whole(6, 288), minCount: whole(1, Infinity) },
  },
  persistence: { ...methods("load", "save"), open: true, below: { intervalMs: whole(100, DAY_MS) } },
  clock: methods("now"),
  timers: methods("after"),
  ids: { words: "a function", holds: isFunction },
  redact: {
    words: "false or an object",
    holds: orFalse,
    below: {
      keys: all("strings that hold a letter or digit", (k) => typeof k === "string" && /[a-z0-9]/i.test(k)),
      values: all(
        `strings of at least ${MIN_SECRET_LENGTH} characters`,
        (value) => typeof value === "string" && value.length >= MIN_SECRET_LENGTH,
      ),
      patterns: all("regular expressions", (pattern) => pattern instanceof RegExp),
    },
  },
};

/** @throws {ErrorTrackerOptionsError} listing every option that is wrong. */
export function checkOptions(options: unknown): void {
  const problems: OptionProblem[] = [];
  const complain = (option: string, what: string): void =>
    void problems.push({ option, message: `${option} ${what}` });
  const check = (
    source: object,
    { below = {}, open }: Pick<Expected, "below" | "open">,
    prefix: string,
  ): void => {
    const names = Object.keys(below);
    for (const key of open ? [] : Object.keys(source)) {
      if (!names.includes(key))
        complain(`${prefix}${key}`, `is not an option: there are ${names.join(", ")}`);
    }
    for (const [key, inner] of Object.entries(below)) {
      const value = get(source, key);
      const received = inner.secret ? "" : `, received ${shown(value)}`;
      if (value === undefined) continue;
      if (!inner.holds(value)) complain(`${prefix}${key}`, `must be ${inner.words}${received}`);
      else if (inner.below !== undefined && isObject(value)) check(value, inner, `${key}.`);
    }
  };
  if (isObject(options)) check(options, { below: OPTIONS }, "");
  else complain("options", `must be an object, received ${shown(options)}`);
  const rules = get(options, "rules");
  if (Array.isArray(rules)) {
    for (const [i, rule] of rules.entries()) {
      for (const problem of problemsOfRule(rule)) complain(`rules[${i}]`, problem);
    }
  }
  if (problems.length > 0) throw new ErrorTrackerOptionsError(problems);
}

function problemsOfRule(rule: unknown): string[] {
  const when = get(rule, "when");
  const [kind, severity, fingerprint] = ["kind", "severity", "fingerprint"].map((key) => get(rule, key));
  const problems = Object.keys(rule ?? {})
    .filter((key) => !RULE_KEYS.includes(key))
    .map((key) => `knows no ${key}: there are ${RULE_KEYS.join(", ")}`);
  if (!isFunction(when) && !isObject(when)) problems.push("needs `when`: conditions or a function");
  if (isObject(when)) {
    const unknown = Object.keys(when).filter((key) => !MATCH_KEYS.includes(key));
    if (unknown.length > 0)
      problems.push(`knows no condition ${unknown.join(", ")}: there are ${MATCH_KEYS.join(", ")}`);
    // All conditions hold where there are none: that is rather a mistake than a rule for everything.
    if (Object.keys(when).length === 0) problems.push("has a `when` without conditions");
  }
  if (kind !== undefined && !isKind(kind)) problems.push(`has a kind that is none of ${KINDS.join(", ")}`);
  if (severity !== undefined && !isSeverity(severity)) {
    problems.push(`has a severity that is none of ${SEVERITIES.join(", ")}`);
  }
  if (fingerprint !== undefined && (typeof fingerprint !== "string" || fingerprint === "")) {
    problems.push("has a fingerprint that is no text");
  }
  if (kind === undefined && severity === undefined && fingerprint === undefined) {
    problems.push("decides nothing: it has no kind, severity or fingerprint");
  }
  return problems;
}

function areCategories(value: unknown): boolean {
  if (!Array.isArray(value) || value.length > MAX_CATEGORIES) return false;
  const names = value.map((entry: unknown) => (typeof entry === "string" ? entry : get(entry, "name")));
  return (
    new Set([...CATEGORIES, ...names]).size === CATEGORIES.length + names.length &&
    names.every((name) => typeof name === "string" && name !== "" && name.length <= 64) &&
    value.every((entry: unknown) => typeof entry === "string" || isDefinition(entry))
  );
}

function isDefinition(entry: unknown): boolean {
  const like = get(entry, "like");
  const severities = get(entry, "severities");
  return (
    Object.keys(entry ?? {}).every((key) => CATEGORY_KEYS.includes(key)) &&
    (like === undefined || (CATEGORIES as readonly unknown[]).includes(like)) &&
    (severities === undefined ||
      (isObject(severities) &&
        Object.entries(severities).every(([kind, severity]) => isKind(kind) && isSeverity(severity))))
  );
}
