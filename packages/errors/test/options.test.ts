import { describe, expect, test } from "vitest";
import { createErrorTracker, ErrorTrackerOptionsError } from "../src/index.ts";
import { checkCount, checkPositive } from "../src/arguments.ts";
import { checkOptions } from "../src/check-options.ts";
import { silent } from "./support.ts";

function problems(options: unknown): readonly string[] {
  try {
    checkOptions(options);
  } catch (error) {
    if (error instanceof ErrorTrackerOptionsError) return error.problems.map(({ message }) => message);
    throw error;
  }
  return [];
}

const all =
  "there are logger, level, categories, rules, retentionDays, maxErrorsPerCategory, maxRecordBytes, sampling, " +
  "spikes, persistence, clock, timers, ids, redact";

describe("checkOptions", () => {
  test("accepts nothing, everything, and undefined for anything", () => {
    expect(problems({})).toEqual([]);
    expect(
      problems({ logger: undefined, level: undefined, retentionDays: undefined, redact: undefined }),
    ).toEqual([]);
    expect(
      problems({
        logger: silent,
        level: "silent",
        retentionDays: 0.5,
        maxErrorsPerCategory: 1,
        clock: { now: () => 0 },
        ids: () => "1",
        redact: { keys: ["a"], values: ["abcd"], patterns: [/x/] },
        categories: ["a", { name: "b", like: "network", severities: { bug: "low" } }],
        rules: [{ when: { code: "X" }, kind: "bug", severity: "low", fingerprint: "f" }],
        maxRecordBytes: 65_536,
        sampling: { first: 1_000_000, intervalMs: 1_000 },
        spikes: { intervalMinutes: 60, baselineIntervals: 6, minCount: 1 },
        persistence: { load() {}, save() {}, intervalMs: 100 },
        timers: { after() {} },
      }),
    ).toEqual([]);
    expect(problems({ sampling: false, categories: [], rules: [], spikes: {} })).toEqual([]);
    expect(problems({ categories: Array.from({ length: 16 }, (_, i) => `c${i}`) })).toEqual([]);
    expect(problems({ categories: ["x".repeat(64), { name: "y", like: undefined }] })).toEqual([]);
    expect(problems({ retentionDays: 3_650, maxErrorsPerCategory: 100_000, redact: false })).toEqual([]);
  });

  test.each([
    [
      { logger: {} },
      "logger must be an object with the methods fatal, error, warn, info, received a value of type object",
    ],
    [{ logger: null }, "logger must be an object with the methods fatal, error, warn, info, received null"],
    [
      { level: "loud" },
      'level must be one of fatal, error, warn, info, debug, trace, silent, received "loud" (string)',
    ],
    [{ retentionDays: 0 }, "retentionDays must be a number > 0 and <= 3650, received 0 (number)"],
    [{ retentionDays: 3_651 }, "retentionDays must be a number > 0 and <= 3650, received 3651 (number)"],
    [{ retentionDays: Number.NaN }, "retentionDays must be a number > 0 and <= 3650, received NaN (number)"],
    [{ retentionDays: "7" }, 'retentionDays must be a number > 0 and <= 3650, received "7" (string)'],
    [
      { maxErrorsPerCategory: 0 },
      "maxErrorsPerCategory must be an integer from 1 to 100000, received 0 (number)",
    ],
    [
      { maxErrorsPerCategory: 1.5 },
      "maxErrorsPerCategory must be an integer from 1 to 100000, received 1.5 (number)",
    ],
    [
      { maxErrorsPerCategory: 100_001 },
      "maxErrorsPerCategory must be an integer from 1 to 100000, received 100001 (number)",
    ],
    [{ clock: 5 }, "clock must be an object with the method now, received 5 (number)"],
    [{ ids: [] }, "ids must be a function, received an array"],
    [{ redact: true }, "redact must be false or an object, received true (boolean)"],
    [{ redact: { keys: ["-"] } }, "redact.keys must be an array of strings that hold a letter or digit"],
    [{ redact: { values: ["abc"] } }, "redact.values must be an array of strings of at least 4 characters"],
    [{ redact: { patterns: ["x"] } }, "redact.patterns must be an array of regular expressions"],
    [{ maxErrors: 5 }, `maxErrors is not an option: ${all}`],
    [{ toString: 5 }, `toString is not an option: ${all}`],
    [
      { maxRecordBytes: 65_535 },
      "maxRecordBytes must be an integer from 65536 to 1099511627776, received 65535 (number)",
    ],
    [{ sampling: true }, "sampling must be false or an object, received true (boolean)"],
    [{ sampling: { first: 0 } }, "sampling.first must be an integer from 1 to 1000000, received 0 (number)"],
    [
      { sampling: { intervalMs: 999 } },
      "sampling.intervalMs must be an integer from 1000 to 86400000, received 999 (number)",
    ],
    [{ spikes: false }, "spikes must be an object, received false (boolean)"],
    [
      { spikes: { intervalMinutes: 61 } },
      "spikes.intervalMinutes must be an integer from 1 to 60, received 61 (number)",
    ],
    [
      { spikes: { baselineIntervals: 5 } },
      "spikes.baselineIntervals must be an integer from 6 to 288, received 5 (number)",
    ],
    [{ spikes: { minCount: 0 } }, "spikes.minCount must be an integer >= 1, received 0 (number)"],
    [
      { persistence: { load() {} } },
      "persistence must be an object with the methods load, save, received a value of type object",
    ],
    [
      { persistence: { load() {}, save() {}, intervalMs: 99 } },
      "persistence.intervalMs must be an integer from 100 to 86400000, received 99 (number)",
    ],
    [{ timers: {} }, "timers must be an object with the method after, received a value of type object"],
    [{ rules: {} }, "rules must be an array of rules, received a value of type object"],
    [{ rules: [{ severity: "low" }] }, "rules[0] needs `when`: conditions or a function"],
    [{ rules: [{ when: {}, severity: "low" }] }, "rules[0] has a `when` without conditions"],
    [
      { rules: [{ when: { codes: "x" }, severity: "low" }] },
      "rules[0] knows no condition codes: there are category, kind, name, code, status, message, subject, operation",
    ],
    [
      { rules: [{ when: { code: "x" }, severity: "low" }, { when: { code: "x" } }] },
      "rules[1] decides nothing: it has no kind, severity or fingerprint",
    ],
    [
      { rules: [{ when: { code: "x" }, severity: "urgent" }] },
      "rules[0] has a severity that is none of critical, high, medium, low",
    ],
    [
      { rules: [{ when: { code: "x" }, kind: "odd" }] },
      "rules[0] has a kind that is none of throttling, timeout, connection, server, client, validation, capacity, credentials, bug, unknown",
    ],
    [{ rules: [{ when: { code: "x" }, fingerprint: "" }] }, "rules[0] has a fingerprint that is no text"],
    [{ rules: [{ when: { code: "x" }, fingerprint: 5 }] }, "rules[0] has a fingerprint that is no text"],
    ...[
      ["job"],
      ["a", "a"],
      ["a", { name: "a" }],
      [""],
      ["x".repeat(65)],
      [5],
      [null],
      [{ name: 5 }],
      [{ name: "a", like: "b" }],
      [{ name: "a", severities: 5 }],
      [{ name: "a", severities: null }],
      [{ name: "a", severities: { odd: "low" } }],
      [{ name: "a", severities: { bug: "urgent" } }],
      Array.from({ length: 17 }, (_, i) => `c${i}`),
    ].map((categories): [unknown, string] => [
      { categories },
      "categories must be an array of at most 16 distinct new categories, by name or definition, received an array",
    ]),
    [null, "options must be an object, received null"],
    [5, "options must be an object, received 5 (number)"],
  ])("refuses %j", (options, message) => {
    expect(problems(options)).toEqual([message]);
  });

  test("names all problems at once", () => {
    expect(problems({ retentionDays: -1, level: 3, ids: 1 })).toHaveLength(3);
    expect(() => createErrorTracker({ retentionDays: -1, maxErrorsPerCategory: 0 })).toThrow(
      /^Invalid error tracker options: retentionDays .*; maxErrorsPerCategory /,
    );
  });

  test("is a TypeError with a name, and shows no secret", () => {
    const create = (): unknown => createErrorTracker({ redact: { values: ["s3cr3t-value", "abc"] } });
    expect(create).toThrow(TypeError);
    expect(create).toThrow(expect.objectContaining({ name: "ErrorTrackerOptionsError" }));
    expect(create).not.toThrow(/s3cr3t|abc/);
  });
});

test.each([0, -1, Number.NaN, Infinity, "5" as unknown as number])("checkPositive refuses %s", (value) => {
  expect(() => checkPositive("minutes", value)).toThrow(RangeError);
  expect(() => checkPositive("minutes", value)).toThrow(/^minutes must be a finite number > 0, received /);
});

test.each([-1, 1.5, Number.NaN, "5" as unknown as number])("checkCount refuses %s", (value) => {
  expect(() => checkCount("limit", value)).toThrow(RangeError);
  expect(() => checkCount("limit", value)).toThrow(/^limit must be an integer >= 0, received /);
});
