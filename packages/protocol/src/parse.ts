import type { z } from "zod";
import { MAX_PROBLEMS } from "./limits.ts";
import { wording } from "./wording.ts";

/** One thing wrong with an input: where, and what was expected. */
export interface InputError {
  /** As it would be written in code, `jobs[3].type`. Empty for the input as a whole. */
  readonly path: string;
  /** What was expected, what kind of value was received, and how to mend it. Never a payload's content. */
  readonly message: string;
}

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: InputError[] };

/** Any of the contract's schemas. */
export type Schema = z.ZodType;
/** What a schema makes of a valid input. */
export type Output<S extends Schema> = z.output<S>;

/**
 * Checks a value against one of the contract's schemas, fills in defaults, and reports all problems at once
 * (the first 1000 of them). Does not throw, whatever JSON it is given.
 */
export function parse<S extends Schema>(schema: S, input: unknown): Parsed<Output<S>> {
  try {
    const outcome = schema.safeParse(input, { error: wording });
    if (outcome.success) return { ok: true, value: outcome.data };
    return { ok: false, errors: problemsOf(outcome.error.issues) };
  } catch (error) {
    // zod hands issues on as arguments, and a call takes only so many.
    if (!(error instanceof RangeError)) throw error;
    return {
      ok: false,
      errors: [{ path: "", message: "expected fewer problems, received more than can be listed" }],
    };
  }
}

function problemsOf(issues: readonly z.core.$ZodIssue[]): InputError[] {
  const problems = new Map<string, InputError>();
  let left = 0;
  for (const issue of issues) {
    const { message } = issue;
    for (const place of placesOf(issue)) {
      if (problems.size === MAX_PROBLEMS) {
        left += 1;
        continue;
      }
      const path = pathOf(place);
      problems.set(`${path}\n${message}`, { path, message });
    }
  }
  if (left > 0) problems.set("", { path: "", message: `and ${left} more; mend these first` });
  return [...problems.values()];
}

function placesOf(issue: z.core.$ZodIssue): readonly PropertyKey[][] {
  return issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

const MAX_KEY = 100;

function pathOf(path: readonly PropertyKey[]): string {
  return path.map(partOf).join("");
}

function partOf(part: PropertyKey, index: number): string {
  if (typeof part === "number") return `[${part}]`;
  const key = String(part);
  const shown = key.length > MAX_KEY ? `${key.slice(0, MAX_KEY)}…` : key;
  if (!/^[\w$…]+$/.test(shown)) return `[${JSON.stringify(shown)}]`;
  return index === 0 ? shown : `.${shown}`;
}
