import { describe, expect, test } from "vitest";
import { DetectorOptionsError } from "../src/index.ts";
import { describeValue } from "../src/options-error.ts";

describe("a value in a message", () => {
  test.each([
    [null, "null"],
    ["two", '"two" (string)'],
    ["", '"" (string)'],
    [1.5, "1.5 (number)"],
    [Number.NaN, "NaN (number)"],
    [true, "true (boolean)"],
    [[], "an array"],
    [{}, "a value of type object"],
    [undefined, "a value of type undefined"],
    [5n, "a value of type bigint"],
    [Symbol("x"), "a value of type symbol"],
    [() => {}, "a value of type function"],
  ])("%o", (value, words) => {
    expect(describeValue(value)).toBe(words);
  });

  test("is cut at 40 characters", () => {
    expect(describeValue("x".repeat(40))).toBe(`"${"x".repeat(40)}" (string)`);
    expect(describeValue(`${"x".repeat(40)}y`)).toBe(`"${"x".repeat(40)}" (string)`);
  });
});

describe("the error of bad options", () => {
  test("lists every problem, one a line", () => {
    const problems = [
      { option: "a", received: "1 (number)", expected: "more" },
      { option: "b", received: "null", expected: "an object" },
    ];
    const error = new DetectorOptionsError(problems);
    expect(error).toBeInstanceOf(RangeError);
    expect(error.name).toBe("DetectorOptionsError");
    expect(error.problems).toEqual(problems);
    expect(error.message).toBe(
      "Bad options of the detector:\n  a: expected more, received 1 (number)\n  b: expected an object, received null",
    );
  });
});
