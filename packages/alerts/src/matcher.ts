import type { Labels } from "./labels.ts";
import { matchesPattern } from "./wildcard.ts";

/**
 * A condition on one label. Values may contain `*` for any characters. A label that an alert lacks
 * counts as `""`, as in Alertmanager.
 */
export interface Matcher {
  readonly label: string;
  /** The label's value is this, or one of these. */
  readonly is?: string | readonly string[] | undefined;
  /** The label's value is not this, nor any of these. */
  readonly not?: string | readonly string[] | undefined;
}

/** Whether the labels satisfy all matchers. No matchers are always satisfied. */
export function matches(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every(({ label, is, not }) => {
    const value = (Object.hasOwn(labels, label) ? labels[label] : undefined) ?? "";
    return (is === undefined || isOneOf(is, value)) && (not === undefined || !isOneOf(not, value));
  });
}

function isOneOf(patterns: string | readonly string[], value: string): boolean {
  return typeof patterns === "string"
    ? matchesPattern(patterns, value)
    : patterns.some((pattern) => matchesPattern(pattern, value));
}
