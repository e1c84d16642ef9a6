import type { z } from "zod";

/** One thing wrong with an input: where, and what was expected. */
export interface InputError {
  readonly path: string;
  readonly message: string;
}

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: InputError[] };

/** Any of the contract's schemas. */
export type Schema = z.ZodType;
/** What a schema makes of a valid input. */
export type Output<S extends Schema> = z.output<S>;

/** Checks a value against one of the contract's schemas and reports all problems at once. */
export function parse<S extends Schema>(schema: S, input: unknown): Parsed<Output<S>> {
  const outcome = schema.safeParse(input, { reportInput: false });
  return outcome.success
    ? { ok: true, value: outcome.data }
    : { ok: false, errors: outcome.error.issues.flatMap(describe) };
}

function describe(issue: z.core.$ZodIssue): InputError[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: pathOf([...issue.path, key]),
      message: "unknown field; remove it",
    }));
  }
  return [{ path: pathOf(issue.path), message: issue.message }];
}

/** `jobs[3].type`: how the place would be written in code. */
function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === "number" ? `[${part}]` : index === 0 ? String(part) : `.${String(part)}`,
    )
    .join("");
}
