import { RetryOptionsError } from "./errors.ts";

/** What one option accepts, and how to say so. */
export interface OptionRule {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
  /** The value may be a secret: messages name its kind only. */
  readonly secret?: boolean;
}

export type OptionRules<Options> = { readonly [Name in keyof Options]-?: OptionRule };

/**
 * Throws one error that lists every option which breaks its rule or does not exist; absent options always pass.
 *
 * @param others whether options without a rule are refused, or those of a wider kind that this one may come with.
 */
export function checkOptions<Options extends object>(
  options: Options,
  rules: OptionRules<Options>,
  others: "refused" | "ignored" = "refused",
): void {
  if (typeof options !== "object" || options === null) {
    throw new RetryOptionsError([problem("options", "an object", options)]);
  }
  const plain = isPlain(options);
  if (plain && isFine(options, rules)) return;
  const problems: string[] = [];
  for (const name in rules) {
    const value: unknown = options[name];
    const rule = rules[name];
    if (value !== undefined && !rule.accepts(value)) {
      problems.push(problem(name, rule.expected, value, rule.secret));
    }
  }
  // A class may hold more than its options.
  for (const name of plain && others === "refused" ? Object.keys(options) : []) {
    if (Object.hasOwn(rules, name)) continue;
    problems.push(`${name}: no such option; there are ${Object.keys(rules).join(", ")}`);
  }
  if (problems.length > 0) throw new RetryOptionsError(problems);
}

function isPlain(options: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(options);
  return prototype === Object.prototype || prototype === null;
}

/** Looks only at what is there, which is little: enough for options that are fine, which most are. */
function isFine<Options extends object>(options: Options, rules: OptionRules<Options>): boolean {
  for (const name in options) {
    const value: unknown = options[name];
    if (!Object.hasOwn(rules, name) || (value !== undefined && !rules[name].accepts(value))) return false;
  }
  return true;
}

/** Says what an option should have been and what it was. */
export function problem(name: string, expected: string, value: unknown, secret = false): string {
  return `${name}: expected ${expected}, received ${describe(value, secret)}`;
}

function describe(value: unknown, secret: boolean): string {
  if (value === null || value === undefined) return String(value);
  const kind = Array.isArray(value) ? "array" : typeof value;
  if (secret) return `a value of kind ${kind}`;
  if (typeof value === "string") return `${JSON.stringify(value.slice(0, 40))} (string)`;
  if (typeof value === "number" || typeof value === "boolean") return `${value} (${kind})`;
  if (typeof value === "object" && !Array.isArray(value))
    return `object with keys [${Object.keys(value).join(", ")}]`;
  return `a value of kind ${kind}`;
}
