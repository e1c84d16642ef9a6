import type { Entry } from "./schema/compile.ts";
import type { ConfigSource } from "./shape.ts";

/** The layer that brought a value, and where in it the value stands. */
export interface Place {
  readonly source: ConfigSource;
  /** Name of the profile, when a profile brought it. */
  readonly profile?: string;
  /** Path of the file, when a file brought it. */
  readonly file?: string;
  /** Line in that file, from 1, where that can be told. */
  readonly line?: number;
}

/** One thing that is wrong with a configuration. It never carries a secret. */
export interface ConfigProblem extends Place {
  /** Name of the variable that sets the value; `""` where no variable does. */
  readonly variable: string;
  /** Where the value stands, such as `"retry.maxRetries"`; `""` for the configuration itself. */
  readonly path: string;
  /** The value as text, shortened; `"***"` where it is or may be a secret. */
  readonly received: string;
  /** What the value is: `"string"`, `"number"`, `"array"`, `"null"`, `"undefined"` and so on. */
  readonly kind: string;
  /** What was expected, as the end of the sentence "expected …". */
  readonly expected: string;
  /** A good value as an environment variable would hold it; `""` where there is none. */
  readonly example: string;
}

/** Thrown for a configuration that cannot be used. The message lists all problems, a line each. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly ConfigProblem[];
  /** Unknown variables with the prefix: often the cause. They are in the message too. */
  readonly warnings: readonly string[];

  constructor(problems: readonly ConfigProblem[], warnings: readonly string[] = []) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    const lines = [...problems.map(describeProblem), ...warnings.map((warning) => `Warning: ${warning}`)];
    super([`The configuration has ${count}:`, ...lines].join("\n  - "));
    this.problems = Object.freeze([...problems]);
    this.warnings = Object.freeze([...warnings]);
  }
}

/** A problem as one line. */
export function describeProblem(problem: ConfigProblem): string {
  const { variable, path, received, kind, expected, example } = problem;
  const name = path || "configuration";
  const subject = variable === "" ? name : path === "" ? variable : `${variable} (${path})`;
  const value = kind === "string" && received !== "***" ? JSON.stringify(received) : received;
  const shown = received === kind ? kind : `${value} (${kind})`;
  const hint = example === "" ? "" : `; for example ${example}`;
  const from =
    kind === "undefined" && problem.source === "default"
      ? "nothing"
      : `${shown} from ${describePlace(problem)}`;
  return `${subject}: expected ${expected}, received ${from}${hint}`;
}

/** `environment`, `profile "mine"`, `pigeon.config.yaml:12`. */
export function describePlace({ source, profile, file, line }: Place): string {
  const at = file === undefined ? "" : `${file}${line === undefined ? "" : `:${line}`}`;
  if (profile === undefined) return at === "" ? source : at;
  return `${source} "${profile}"${at === "" ? "" : ` in ${at}`}`;
}

/** A problem with the value of an entry. */
export function problemAt(entry: Entry, place: Place, value: unknown, expected: string): ConfigProblem {
  const { path, variable, field } = entry;
  const absent = value === undefined || value === null;
  const hidden = field.secret && !absent ? "***" : undefined;
  const shown = typeof value === "string" && field.kind.mask ? field.kind.mask(value) : display(value);
  const received = shorten(hidden ?? shown);
  return { variable, path, ...place, received, kind: kindOf(value), expected, example: field.example };
}

/** A problem with a part that is no value: an unknown key, or a section that is no object. */
export function structureProblem(
  path: string,
  place: Place,
  value: unknown,
  expected: string,
): ConfigProblem {
  // What stands there may hold secrets at any depth.
  const kind = kindOf(value);
  const received = value === undefined || value === null ? kind : "***";
  return { variable: "", path, ...place, received, kind, expected, example: "" };
}

export function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function display(value: unknown): string {
  if (typeof value === "string") return value;
  const plain = typeof value === "number" || typeof value === "boolean" || typeof value === "bigint";
  return plain ? String(value) : kindOf(value);
}

export function shorten(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 99)}…`;
}
