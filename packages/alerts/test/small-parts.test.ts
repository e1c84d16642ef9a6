import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonical, clip, keyOf, labelValue, pick } from "../src/labels.ts";
import { matches } from "../src/matcher.ts";
import { isAtLeast, worstOf } from "../src/severity.ts";
import { summarise } from "../src/summary.ts";
import { matchesAny, matchesPattern } from "../src/wildcard.ts";

describe("severity", () => {
  test("at least as bad as", () => {
    expect(isAtLeast("critical", "high")).toBe(true);
    expect(isAtLeast("high", "high")).toBe(true);
    expect(isAtLeast("medium", "high")).toBe(false);
    expect(isAtLeast("nonsense", "low")).toBe(false);
  });

  test("the worst", () => {
    expect(worstOf(["low", "high", "medium"])).toBe("high");
    expect(worstOf(["medium"])).toBe("medium");
    expect(worstOf([])).toBe("low");
  });
});

describe("labels", () => {
  test("the same for the same labels in any order, another for others", () => {
    expect(canonical({ b: "1", a: "2" })).toBe(canonical({ a: "2", b: "1" }));
    expect(canonical({ a: "1" })).not.toBe(canonical({ a: "2" }));
    // No value can pretend to be two.
    expect(canonical({ a: '1","b":"2' })).not.toBe(canonical({ a: "1", b: "2" }));
  });

  test("keys", () => {
    expect(keyOf("a", "b")).toMatch(/^[0-9a-f]{32}$/);
    expect(keyOf("a", "b")).not.toBe(keyOf("ab"));
    expect(keyOf("a", "b")).toBe(keyOf("a", "b"));
  });

  test("picks what is there", () => {
    expect(pick({ a: "1", b: "2" }, ["b", "c"])).toEqual({ b: "2" });
    expect(pick({}, ["toString"])).toEqual({});
  });

  test("clips with an ellipsis, and never through a surrogate pair", () => {
    expect(clip("abc", 3)).toBe("abc");
    expect(clip("abcd", 3)).toBe("ab…");
    expect(clip("a😀b", 3)).toBe("a…");
    expect(clip("ab😀", 3)).toBe("ab…");
    expect(clip("😀😀", 3)).toBe("😀…");
    expect(labelValue("x".repeat(300))).toBe(`${"x".repeat(255)}…`);
    expect(labelValue(7)).toBe("7");
  });
});

describe("wildcards", () => {
  test.each([
    ["", "", true],
    ["", "a", false],
    ["a", "a", true],
    ["a", "ab", false],
    ["ab", "a", false],
    ["*", "", true],
    ["*", "anything", true],
    ["a*", "abc", true],
    ["*c", "abc", true],
    ["*b", "abc", false],
    ["a*c", "abbc", true],
    ["a*b*c", "a-b-b-c", true],
    ["a*b*c", "a-c-b", false],
    ["*a*", "bab", true],
    ["a**", "a", true],
    ["*ab", "aab", true],
    ["a.c", "abc", false],
    ["a*", "b", false],
  ])("%j and %j: %s", (pattern, text, expected) => {
    expect(matchesPattern(pattern, text)).toBe(expected);
  });

  test("says the same as a regular expression", () => {
    const some = fc.stringMatching(/^[ab*]{0,6}$/);
    fc.assert(
      fc.property(some, fc.stringMatching(/^[ab]{0,8}$/), (pattern, text) => {
        const expected = new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(text);
        expect(matchesPattern(pattern, text)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test("no list takes all, an empty one nothing", () => {
    expect(matchesAny(undefined, "x")).toBe(true);
    expect(matchesAny([], "x")).toBe(false);
    expect(matchesAny(["a", "x*"], "xy")).toBe(true);
  });
});

describe("matchers", () => {
  const labels = { severity: "high", worker: "worker-1" };
  test.each([
    [[], true],
    [[{ label: "severity", is: "high" }], true],
    [[{ label: "severity", is: "low" }], false],
    [[{ label: "severity", is: ["low", "high"] }], true],
    [[{ label: "worker", is: "worker-*" }], true],
    [[{ label: "worker", not: "worker-*" }], false],
    [[{ label: "worker", not: ["a", "b"] }], true],
    [[{ label: "worker", is: "worker-*", not: "worker-1" }], false],
    [[{ label: "missing", is: "" }], true],
    [[{ label: "missing", not: "" }], false],
    [[{ label: "toString", is: "" }], true],
    [
      [
        { label: "severity", is: "high" },
        { label: "worker", is: "worker-2" },
      ],
      false,
    ],
  ])("%j: %s", (matchers, expected) => {
    expect(matches(matchers, labels)).toBe(expected);
  });
});

describe("summaries", () => {
  test("details go before labels; what is unknown stays; one line", () => {
    const text = summarise(
      "{a} {b} {c} {toString}\n{count}",
      { a: "label", b: "of label" },
      { a: "detail", count: 3 },
    );
    expect(text).toBe("detail of label {c} {toString} 3");
  });

  test("are cut to 1024 characters, and what is filled in is not filled in again", () => {
    expect(summarise("{a}", {}, { a: "x".repeat(2000) })).toHaveLength(1024);
    expect(summarise("{a}", { b: "no" }, { a: "{b}" })).toBe("{b}");
  });
});
