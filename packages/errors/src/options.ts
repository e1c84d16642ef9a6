import { MIN_SECRET_LENGTH } from "./redact.ts";
import type { RedactOptions } from "./redact.ts";
import { get } from "./thrown.ts";
import type { ErrorLogger } from "./log.ts";
import type { Clock } from "./system.ts";

export interface ErrorTrackerOptions {
  /** Where records are logged: a pino logger or anything with its four methods. Default: pino to stderr. */
  logger?: ErrorLogger;
  /** Least level that the default logger writes. Ignored when `logger` is given. Default "info". */
  level?: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
  /** How long records and counts are kept, in days, > 0 and <= 3,650. Default 7. */
  retentionDays?: number;
  /** Records kept in each category, 1 to 100,000; counts do not depend on it. Default 1,000. */
  maxErrorsPerCategory?: number;
  /** Default: the system clock. */
  clock?: Clock;
  /** Makes the ids of records. Default: random UUIDs. */
  ids?: () => string;
  /** What is hidden beyond the defaults; `false` hides nothing. */
  redact?: RedactOptions | false;
}

export interface OptionProblem {
  readonly option: string;
  readonly message: string;
}

/** The options of a tracker are wrong. Names all problems at once, and no secret values. */
export class ErrorTrackerOptionsError extends TypeError {
  override readonly name: string = "ErrorTrackerOptionsError";
  readonly problems: readonly OptionProblem[];

  constructor(problems: readonly OptionProblem[]) {
    super(`Invalid error tracker options: ${problems.map((problem) => problem.message).join("; ")}`);
    this.problems = problems;
  }
}

const LEVELS: readonly unknown[] = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];
const LOG_METHODS = ["fatal", "error", "warn", "info"] as const;
const KNOWN: readonly string[] = [
  "logger",
  "level",
  "retentionDays",
  "maxErrorsPerCategory",
  "clock",
  "ids",
  "redact",
];

/** @throws {ErrorTrackerOptionsError} listing every option that is wrong. */
export function checkOptions(options: unknown): void {
  const problems: OptionProblem[] = [];
  const expect = (holds: boolean, option: string, expected: string, received: unknown): void => {
    if (!holds)
      problems.push({ option, message: `${option} must be ${expected}, received ${shown(received)}` });
  };
  const optional = (option: string, expected: string, holds: (value: unknown) => boolean): void => {
    const value = get(options, option);
    expect(value === undefined || holds(value), option, expected, value);
  };
  expect(typeof options === "object" && options !== null, "options", "an object", options);
  for (const key of Object.keys(options ?? {})) {
    if (!KNOWN.includes(key)) problems.push({ option: key, message: `${key} is not an option` });
  }
  optional("logger", `an object with the methods ${LOG_METHODS.join(", ")}`, (logger) =>
    LOG_METHODS.every((method) => typeof get(logger, method) === "function"),
  );
  optional("level", `one of ${LEVELS.join(", ")}`, (level) => LEVELS.includes(level));
  optional("retentionDays", "a number > 0 and <= 3650", (d) => typeof d === "number" && d > 0 && d <= 3_650);
  optional(
    "maxErrorsPerCategory",
    "an integer from 1 to 100000",
    (n) => isInteger(n) && n >= 1 && n <= 100_000,
  );
  optional("clock", "an object with the method now", (clock) => typeof get(clock, "now") === "function");
  optional("ids", "a function", (ids) => typeof ids === "function");
  optional("redact", "false or an object", (r) => r === false || (typeof r === "object" && r !== null));

  const redact = get(options, "redact");
  const list = (key: string, expected: string, holds: (item: unknown) => boolean): void => {
    const items = get(redact, key);
    const good = items === undefined || (Array.isArray(items) && items.every((item) => holds(item)));
    // The values are secrets: not even a wrong one is shown.
    if (!good) problems.push({ option: `redact.${key}`, message: `redact.${key} must be ${expected}` });
  };
  list(
    "keys",
    "an array of strings that hold a letter or digit",
    (k) => typeof k === "string" && /[a-z0-9]/i.test(k),
  );
  list("values", `an array of strings of at least ${MIN_SECRET_LENGTH} characters`, (value) => {
    return typeof value === "string" && value.length >= MIN_SECRET_LENGTH;
  });
  list("patterns", "an array of regular expressions", (pattern) => pattern instanceof RegExp);
  if (problems.length > 0) throw new ErrorTrackerOptionsError(problems);
}

/** @throws {RangeError} naming the argument, what was expected and what was received. */
export function checkPositive(name: string, value: number): number {
  if (typeof value === "number" && Number.isFinite(value) && value > 0) return value;
  throw new RangeError(`${name} must be a finite number > 0, received ${shown(value)}`);
}

/** @throws {RangeError} naming the argument, what was expected and what was received. */
export function checkCount(name: string, value: number): number {
  if (isInteger(value) && value >= 0) return value;
  throw new RangeError(`${name} must be an integer >= 0, received ${shown(value)}`);
}

function isInteger(value: unknown): value is number {
  return Number.isInteger(value);
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return `${JSON.stringify(value.slice(0, 40))} (string)`;
  if (typeof value === "number" || typeof value === "boolean") return `${value} (${typeof value})`;
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}
