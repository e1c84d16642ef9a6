import { expect, test } from "vitest";
import { createErrorTracker, ErrorTrackerOptionsError } from "../../src/index.ts";

function problems(options: object): readonly string[] {
  try {
    createErrorTracker({ level: "silent", ...options });
  } catch (error) {
    if (error instanceof ErrorTrackerOptionsError) return error.problems.map(({ message }) => message);
    throw error;
  }
  return [];
}

// Only the outermost options were looked at: what was to be hidden by `key` instead of `keys` was shown.
test.each<[object, string]>([
  [{ redact: { key: ["iban"] } }, "redact.key is not an option: there are keys, values, patterns"],
  [{ sampling: { frist: 5 } }, "sampling.frist is not an option: there are first, intervalMs"],
  [
    { spikes: { minimum: 5 } },
    "spikes.minimum is not an option: there are intervalMinutes, baselineIntervals, minCount",
  ],
  [
    { rules: [{ when: { code: "X" }, kind: "bug", severty: "low" }] },
    "rules[0] knows no severty: there are when, kind, severity, fingerprint",
  ],
  [
    { categories: [{ name: "billing", lik: "network" }] },
    "categories must be an array of at most 16 distinct new categories, by name or definition, received an array",
  ],
  [{ redact: [] }, "redact must be false or an object, received an array"],
])("a misspelt option is refused wherever it stands: %j", (options, problem) => {
  expect(problems(options)).toEqual([problem]);
});

test("what persists may hold other things than options", () => {
  expect(problems({ persistence: { load() {}, save() {}, table: "errors" } })).toEqual([]);
});
