import { assemble } from "./assemble.ts";
import { readObject } from "./layers/object.ts";
import type { Origin, Placed } from "./layers/origin.ts";
import type { ConfigProblem } from "./problem.ts";
import { findMissing } from "./resolve.ts";
import { checkRules } from "./rules.ts";
import type { Schema } from "./schema/compile.ts";

/** What a check of a whole configuration found. */
export type Validation<T> =
  | { readonly ok: true; readonly config: T }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

const origin: Origin = { place: { source: "override" } };

/** Checks a whole configuration. Nothing is filled in, and `env` may be any name. */
export function validate<T>(schema: Schema, config: unknown): Validation<T> {
  const { values, problems: found } = readObject(schema, config, origin, { also: ["env"], written: false });
  const placed = new Map<string, Placed>();
  for (const path of schema.entries.keys()) placed.set(path, { value: values.get(path), origin });
  const broken = new Set(found.map((problem) => problem.path));
  const problems = [...found, ...findMissing(schema, placed, broken), ...checkRules(schema, placed, broken)];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config: assemble(placed) as T };
}
