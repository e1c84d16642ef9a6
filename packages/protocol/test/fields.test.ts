import { describe, expect, test } from "vitest";
import { Id, JobType, Labels, Time, parse } from "../src/index.ts";
import { DurationMs, list, queryInt } from "../src/fields.ts";
import { problems, times } from "./support.ts";

test.each(["a", "A.b_c:d-9", "x".repeat(128)])("a job's type may be %s", (type) => {
  expect(parse(JobType, type)).toEqual({ ok: true, value: type });
});

test.each([
  [undefined, "missing; expected a string of 1 to 128 characters"],
  [null, "expected a string of 1 to 128 characters, received null"],
  [7, "expected a string of 1 to 128 characters, received a number"],
  [["a"], "expected a string of 1 to 128 characters, received an array"],
  ["", "expected a string of 1 to 128 characters, received an empty string"],
  ["x".repeat(129), "expected a string of 1 to 128 characters, received 129 characters"],
  ["a b", 'expected only letters, digits and . _ : -, received " " at position 2'],
  ["é", 'expected only letters, digits and . _ : -, received "é" at position 1'],
  ["a\n", String.raw`expected only letters, digits and . _ : -, received "\n" at position 2`],
  ["ab😀", 'expected only letters, digits and . _ : -, received "😀" at position 3'],
])("a job's type may not be %j", (type, message) => {
  expect(problems(JobType, type)).toEqual([`: ${message}`]);
});

test("an id has up to 200 characters", () => {
  expect(problems(Id, "x".repeat(200))).toEqual([]);
  expect(problems(Id, "x".repeat(201))).toEqual([
    ": expected a string of 1 to 200 characters, received 201 characters",
  ]);
  expect(problems(Id, "a/b")).toHaveLength(1);
});

describe("a time", () => {
  const FORM = "expected an ISO 8601 time with Z or an offset, such as 2026-01-31T09:30:00Z";

  test.each([
    "2026-01-31T09:30:00Z",
    "2026-01-31T09:30:00.123456789+05:30",
    "2024-02-29T23:59:59-23:59",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z",
  ])("may be %s, and is kept as it is", (time) => {
    expect(parse(Time, time)).toEqual({ ok: true, value: time });
    expect(new Date(time).getTime()).not.toBeNaN();
  });

  test.each([
    "tomorrow",
    "",
    "2026-01-31",
    "2026-01-31T09:30:00",
    "2026-02-30T09:30:00Z",
    "2025-02-29T09:30:00Z",
    "2026-01-31T24:00:00Z",
    "2026-01-31T09:30:00+24:00",
    " 2026-01-31T09:30:00Z",
  ])("may not be %j", (time) => {
    expect(problems(Time, time)).toEqual([`: ${FORM}, received a string of another form`]);
  });

  test("is a string", () => {
    expect(problems(Time, 1_767_225_600_000)).toEqual([`: ${FORM}, received a number`]);
    expect(problems(Time, undefined)).toEqual([`: missing; ${FORM}`]);
  });

  test.each(["0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"])(
    "may not leave the four-digit years, as %s does in UTC",
    (time) => {
      expect(problems(Time, time)).toEqual([
        ": expected a time of the years 0000 to 9999 in UTC, received one outside them",
      ]);
    },
  );
});

describe("labels", () => {
  const many = (count: number) => Object.fromEntries(times(count, (index) => [`k${index}`, ""]));

  test("may have any names and values within bounds", () => {
    const labels = { ["n".repeat(128)]: "v".repeat(1024), constructor: "", "a b": "é", 1: "x" };
    expect(parse(Labels, labels)).toEqual({ ok: true, value: labels });
    expect(parse(Labels, many(64))).toEqual({ ok: true, value: many(64) });
  });

  test("have every problem told", () => {
    expect(
      problems(Labels, { a: 1, "": "", ["n".repeat(129)]: "", "b c": "v".repeat(1025), d: null }),
    ).toEqual([
      "a: expected a string of at most 1024 characters, received a number",
      '[""]: expected a label\'s name of 1 to 128 characters, received an empty string',
      `${"n".repeat(100)}…: expected a label's name of 1 to 128 characters, received 129 characters`,
      '["b c"]: expected a string of at most 1024 characters, received 1025 characters',
      "d: expected a string of at most 1024 characters, received null",
    ]);
  });

  test("are counted before they are read", () => {
    expect(problems(Labels, many(65))).toEqual([": expected at most 64 labels, received 65"]);
    const huge = Object.fromEntries(times(300_000, (index) => [`k${index}`, index]));
    expect(problems(Labels, huge)).toEqual([": expected at most 64 labels, received 300000"]);
  });

  test("are never dropped without a word", () => {
    expect(problems(Labels, JSON.parse('{"__proto__":"x","a":"b"}'))).toEqual([
      "__proto__: expected another name for this label; __proto__ is reserved",
    ]);
  });

  test.each([
    [[], "an array"],
    ["a=b", "a string"],
    [null, "null"],
    [true, "a boolean"],
  ])("are an object, not %j", (labels, kind) => {
    expect(problems(Labels, labels)).toEqual([`: expected an object, received ${kind}`]);
  });
});

test("a duration is a whole number that a timer can hold", () => {
  expect(problems(DurationMs, 0)).toEqual([]);
  expect(problems(DurationMs, 2 ** 31 - 1)).toEqual([]);
  for (const [value, received] of [
    [-1, "-1"],
    [0.5, "0.5"],
    [2 ** 31, "2147483648"],
    [1e300, "1e+300"],
    [Number.NaN, "NaN"],
    ["1", "a string"],
  ]) {
    expect(problems(DurationMs, value)).toEqual([
      `: expected a whole number from 0 to 2147483647, received ${received}`,
    ]);
  }
});

describe("a list", () => {
  const some = list(JobType, 1, 3);

  test("has bounds, checked before its items", () => {
    expect(parse(some, ["a", "b", "c"])).toEqual({ ok: true, value: ["a", "b", "c"] });
    expect(problems(some, [])).toEqual([": expected 1 to 3 items, received none"]);
    expect(problems(some, [1, 2, 3, 4])).toEqual([": expected 1 to 3 items, received 4"]);
    expect(problems(list(Id, 0, 2), ["a", "b", 3])).toEqual([": expected at most 2 items, received 3"]);
    expect(
      problems(
        some,
        times(2_000_000, () => 1),
      ),
    ).toEqual([": expected 1 to 3 items, received 2000000"]);
  });

  test("has the problems of its items with their places", () => {
    expect(problems(some, ["a", 1, "b c"]).map((line) => line.split(":")[0])).toEqual(["[1]", "[2]"]);
  });

  test("is an array", () => {
    expect(problems(some, { 0: "a", length: 1 })).toEqual([": expected an array, received an object"]);
    expect(problems(some, undefined)).toEqual([": missing; expected an array"]);
  });
});

describe("a number in a query", () => {
  const limit = queryInt(1, 1000, 100);

  test("is read from its digits", () => {
    expect(parse(limit, "1")).toEqual({ ok: true, value: 1 });
    expect(parse(limit, "1000")).toEqual({ ok: true, value: 1000 });
    expect(parse(limit, undefined)).toEqual({ ok: true, value: 100 });
  });

  test.each([
    ["0", "0"],
    ["1001", "1001"],
    ["", "a string of another form"],
    ["-1", "a string of another form"],
    ["1.5", "a string of another form"],
    ["1e2", "a string of another form"],
    ["9".repeat(30), "a string of another form"],
    [["1", "2"], "an array"],
  ])("may not be %j", (value, received) => {
    expect(problems(limit, value)).toEqual([
      `: expected a whole number from 1 to 1000, received ${received}`,
    ]);
  });
});
