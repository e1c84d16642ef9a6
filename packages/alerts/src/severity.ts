/** How bad an alert is, worst first. The words are those of @pigeon/errors. */
export type Severity = "critical" | "high" | "medium" | "low";

export const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];

/** Whether `severity` is at least as bad as `least`. A word that is none of the four is not. */
export function isAtLeast(severity: string, least: Severity): boolean {
  const at = (SEVERITIES as readonly string[]).indexOf(severity);
  return at >= 0 && at <= SEVERITIES.indexOf(least);
}

/** The worst of them, `"low"` for none. */
export function worstOf(severities: Iterable<Severity>): Severity {
  let worst = SEVERITIES.length - 1;
  for (const severity of severities) worst = Math.min(worst, SEVERITIES.indexOf(severity));
  return SEVERITIES[worst] ?? "low";
}
