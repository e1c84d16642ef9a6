import { describe, expect, it } from "vitest";

import { integer, number } from "../../src/index.ts";
import { fromCode, fromText } from "../read-kind.ts";

describe("integer", () => {
  const field = integer({ min: 0, max: 100 });

  it.each([
    ["0", 0],
    ["7", 7],
    ["100", 100],
    ["007", 7],
  ])("reads %j", (given, expected) => {
    expect(fromText(field, given)).toBe(expected);
  });

  it.each([
    "-1",
    "101",
    "1.5",
    "1.0",
    "5s",
    "1e1",
    "0x10",
    "1_0",
    "+5",
    "",
    " ",
    " 5",
    "NaN",
    "Infinity",
    "true",
    "٣",
  ])("refuses the text %j", (given) => {
    expect(fromText(field, given)).toBe("refused");
  });

  it.each([1.5, -1, 101, Number.NaN, Infinity, "5", null, undefined, true, 5n, [[5]]])(
    "refuses %s from code",
    (given) => {
      expect(fromCode(field, given)).toBe("refused");
    },
  );

  it("takes negative and large numbers without a range, if they are exact", () => {
    expect(fromText(integer(), "-12")).toBe(-12);
    expect(fromText(integer(), "9007199254740991")).toBe(9_007_199_254_740_991);
    expect(fromText(integer(), "-9007199254740991")).toBe(-9_007_199_254_740_991);
    expect(fromText(integer(), "9007199254740992")).toBe("refused");
  });

  it("says its range and unit", () => {
    expect(field.kind.expected).toBe("a whole number from 0 to 100");
    expect(integer({ min: 1, max: 9, unit: "days" })).toMatchObject({
      unit: "days",
      example: "1",
      kind: {
        expected: "a whole number of days from 1 to 9",
      },
    });
    expect(integer({ min: 1, max: 9 }).kind.json()).toEqual({ type: "integer", minimum: 1, maximum: 9 });
    expect(integer({ min: 2 }).kind.expected).toBe("a whole number of at least 2");
    expect(integer({ max: 2 })).toMatchObject({
      example: "2",
      kind: { expected: "a whole number of at most 2" },
    });
    expect(integer()).toMatchObject({ example: "1", kind: { expected: "a whole number" } });
  });
});

describe("number", () => {
  const field = number({ min: 0, max: 1 });

  it.each([
    ["0", 0],
    ["1", 1],
    ["0.25", 0.25],
    ["1e-7", 1e-7],
    ["0E+5", 0],
    ["10e-1", 1],
  ])("reads %j", (given, expected) => {
    expect(fromText(field, given)).toBe(expected);
  });

  it.each(["-0.1", "1.1", "10%", ".5", "5.", "0,5", "", "NaN", "Infinity", "1e", "x0", "0.5x"])(
    "refuses the text %j",
    (given) => {
      expect(fromText(field, given)).toBe("refused");
    },
  );

  it.each([Number.NaN, 1.01, -0.01, "0.5", null])("refuses %s from code", (given) => {
    expect(fromCode(field, given)).toBe("refused");
  });

  it("takes any finite number without a range", () => {
    expect(fromText(number(), "-1.5e300")).toBe(-1.5e300);
    expect(fromText(number(), "1e400")).toBe("refused");
    expect(fromCode(number(), Infinity)).toBe("refused");
  });

  it("says its range and unit", () => {
    expect(field).toMatchObject({
      example: "0",
      kind: { expected: "a number from 0 to 1" },
    });
    expect(field.kind.json()).toEqual({ type: "number", minimum: 0, maximum: 1 });
    const percent = number({ max: 100, unit: "percent" });
    expect(percent).toMatchObject({
      unit: "percent",
      example: "100",
      kind: { expected: "a number of percent of at most 100" },
    });
    expect(percent.kind.json()).toEqual({ type: "number", maximum: 100 });
    expect(number().kind).toMatchObject({ expected: "a number" });
    expect(number().example).toBe("1");
    expect(number().kind.json()).toEqual({ type: "number" });
  });
});
