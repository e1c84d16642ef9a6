import { describe, expect, it } from "vitest";

import { didYouMean, editDistance, suggest } from "../src/suggest.ts";

describe("editDistance", () => {
  it.each([
    ["", "", 0],
    ["", "abc", 3],
    ["abc", "", 3],
    ["kitten", "sitting", 3],
    ["prot", "port", 2],
  ])("of %j and %j is %i", (a, b, expected) => {
    expect(editDistance(a, b)).toBe(expected);
  });
});

describe("suggest", () => {
  const candidates = ["host", "port", "storeUrl", "production"];

  it.each([
    ["prot", "port"],
    ["storeURL", "storeUrl"],
    ["store", "storeUrl"],
    ["url", "storeUrl"],
    ["Production", "production"],
    ["prodution", "production"],
    ["zebra", undefined],
    ["x", undefined],
    ["", undefined],
  ])("for %j says %j", (given, expected) => {
    expect(suggest(given, candidates)).toBe(expected);
  });

  it("takes the nearest, and the first of equals", () => {
    expect(suggest("hast", ["haste", "hast1", "xxxx"])).toBe("haste");
    expect(suggest("mast", ["most", "must", "mast"])).toBe("mast");
  });

  it("leaves long garbage alone", () => {
    expect(suggest("a".repeat(64), ["a".repeat(60)])).toBeDefined();
    expect(suggest("a".repeat(65), ["a".repeat(60)])).toBeUndefined();
  });
});

describe("didYouMean", () => {
  it("is an ending for a sentence, or nothing", () => {
    expect(didYouMean("prot", ["port"])).toBe("; did you mean port?");
    expect(didYouMean("zebra", ["port"])).toBe("");
  });
});
