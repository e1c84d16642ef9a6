import { RetryOptionsError } from "./errors.ts";

/** What one option accepts, and how to say so. */
export interface OptionRule {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
  /** The value may be a secret: messages name its kind only. */
  readonly secret?: boolean;
}

export type OptionRules<Options> = { readonly [Name in keyof Options]-?: OptionRule };

/** Throws one error that lists every option which breaks its rule; absent options always pass. */
export function checkOptions<Options extends object>(options: Options, rules: OptionRules<Options>): void {
  if (typeof options !== "object" || options === null) {
    throw new RetryOptionsError([problem("options", "an object", options)]);
  }
  if (isFine(options, rules)) return;
  let problems: string[] | undefined;
  for (const name in rules) {
    const value: unknown = options[name];
    if (value === undefined) continue;
    const rule = rules[name];
    if (!rule.accepts(value)) (problems ??= []).push(problem(name, rule.expected, value, rule.secret));
  }
  if (problems !== undefined) throw new RetryOptionsError(problems);
}

/** Looks only at what is there, which is little: enough for options that are fine, which most are. */
function isFine<Options extends object>(options: Options, rules: OptionRules<Options>): boolean {
  // A class may have its options as accessors, which the loop would not meet.
  if (Object.getPrototypeOf(options) !== Object.prototype) return false;
  for (const name in options) {
    const value: unknown = options[name];
    // What is no option is nobody's business, but it may be an inherited name such as toString.
    if (value !== undefined && Object.hasOwn(rules, name) && !rules[name].accepts(value)) return false;
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
