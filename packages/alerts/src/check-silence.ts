import { checkMatchers } from "./check-routes.ts";
import { Checks } from "./problems.ts";
import type { SilenceRequest } from "./silence.ts";

/** @throws {AlertsOptionsError} listing all problems. */
export function checkSilence({ matchers, from, until, comment, author }: SilenceRequest): void {
  const checks = new Checks();
  const isDate = (value: unknown): boolean => value instanceof Date && !Number.isNaN(value.getTime());
  if (!Array.isArray(matchers) || matchers.length === 0)
    checks.add("matchers", "at least one matcher", matchers);
  else checkMatchers(checks, "matchers", matchers);
  if (from !== undefined && !isDate(from)) checks.add("from", "a date", from);
  if (!isDate(until) || (from !== undefined && until <= from))
    checks.add("until", "a date after from", until);
  checks.text("comment", comment);
  checks.text("author", author);
  checks.finish();
}
