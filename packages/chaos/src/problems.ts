import { ChaosOptionsError } from "./errors.ts";

/** Says what an option should have been and what it was. */
export function problem(name: string, expected: string, value: unknown): string {
  return `${name}: expected ${expected}, received ${describe(value)}`;
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return `${JSON.stringify(value.slice(0, 40))} (string)`;
  if (typeof value === "number" || typeof value === "boolean") return `${value} (${typeof value})`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object") return `object with keys [${Object.keys(value).join(", ")}]`;
  return `a value of kind ${typeof value}`;
}

/** What one option accepts, and how to say so. */
export interface OptionRule {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
  /** Problems deeper inside, in the place of `expected`. */
  readonly inside?: (name: string, value: never) => readonly string[];
  readonly required?: true;
}

export type OptionRules = Readonly<Record<string, OptionRule>>;

/** Every problem of an object: options that break their rule, that are missing, that nobody knows. */
export function problemsOf(where: string, options: unknown, rules: OptionRules): string[] {
  if (!isObject(options)) return [problem(where === "" ? "options" : where, "an object", options)];
  const at = (name: string): string => (where === "" ? name : `${where}.${name}`);
  const problems: string[] = [];
  for (const [name, rule] of Object.entries(rules)) {
    const value = options[name];
    if (value === undefined && rule.required !== true) continue;
    if (!rule.accepts(value)) problems.push(problem(at(name), rule.expected, value));
    else if (rule.inside !== undefined) problems.push(...rule.inside(at(name), value as never));
  }
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(rules, name)) {
      problems.push(`${at(name)}: no such option, there are ${Object.keys(rules).join(", ")}`);
    }
  }
  return problems;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function throwIfAny(problems: readonly string[]): void {
  if (problems.length > 0) throw new ChaosOptionsError(problems);
}
