import { problemAt, type ConfigProblem, type Origin } from "./problem.ts";
import type { ConfigPath } from "./shape.ts";
import { variables } from "./variables.ts";

/** A value and the layer that won. */
export interface Placed {
  readonly value: unknown;
  readonly origin: Origin;
}

const strength = ["default", "profile", "environment", "override"];

/**
 * Rules between values. Of two that disagree the one from the stronger layer is blamed, since it was set
 * against a value that was already there.
 */
export function checkRules(
  values: ReadonlyMap<ConfigPath, Placed>,
  broken: ReadonlySet<string>,
): readonly ConfigProblem[] {
  const base = values.get("retry.baseDelayMs");
  const max = values.get("retry.maxDelayMs");
  if (base === undefined || max === undefined) return [];
  // A value that was refused stands at a weaker layer's value here, which says nothing about the rule.
  if (broken.has("retry.baseDelayMs") || broken.has("retry.maxDelayMs")) return [];
  if (Number(max.value) >= Number(base.value)) return [];
  if (strength.indexOf(base.origin.source) > strength.indexOf(max.origin.source)) {
    const expected = `at most ${variables["retry.maxDelayMs"].name}, which is ${String(max.value)}`;
    return [problemAt("retry.baseDelayMs", base.origin, base.value, expected)];
  }
  const expected = `at least ${variables["retry.baseDelayMs"].name}, which is ${String(base.value)}`;
  return [problemAt("retry.maxDelayMs", max.origin, max.value, expected)];
}
