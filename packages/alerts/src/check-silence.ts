import { checkMatchers } from "./check-routes.ts";
import { checksOf, type Known } from "./problems.ts";
import type { SilenceRequest } from "./silence.ts";

const REQUEST: Known<SilenceRequest> = {
  matchers: true,
  from: true,
  until: true,
  comment: true,
  author: true,
};

/** @throws {AlertsOptionsError} listing all problems. */
export function checkSilence(request: SilenceRequest): void {
  const checks = checksOf(request, REQUEST);
  const { matchers, from, until, comment, author } = request;
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
