import { assemble } from "./assemble.ts";
import { readObject } from "./layers.ts";
import { problemAt, type ConfigProblem, type Origin } from "./problem.ts";
import { checkRules } from "./rules.ts";
import type { PigeonConfig } from "./shape.ts";
import { paths, variableAt } from "./variables.ts";

/** What {@link validateConfig} found. */
export type Validation =
  | { readonly ok: true; readonly config: PigeonConfig }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

const origin: Origin = { source: "override" };

/**
 * Checks a whole configuration that came from elsewhere, a file or another process. Nothing is filled in:
 * an absent value is a problem, and so is an unknown key. `env` may be any name. Never throws.
 *
 * @returns a frozen copy, or all problems.
 */
export function validateConfig(config: unknown): Validation {
  const { values, problems: found } = readObject(config, origin);
  const broken = new Set(found.map((problem) => problem.path));
  const placed = new Map([...values].map(([path, value]) => [path, { value, origin }]));
  const missing = paths
    .filter((path) => !values.has(path) && ![...broken].some((part) => part === path || isAbove(part, path)))
    .map((path) => problemAt(path, origin, undefined, variableAt(path).kind.expected));
  const problems = [...found, ...missing, ...checkRules(placed, broken)];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config: assemble(values) };
}

function isAbove(part: string, path: string): boolean {
  return part === "" || path.startsWith(`${part}.`);
}
