import { describe, expect, it } from "vitest";

import { splitList } from "../src/list.ts";

describe("splitList", () => {
  it.each([
    ["", []],
    ["a", ["a"]],
    [" a , b ", ["a", "b"]],
    ["a,", ["a"]],
    ["a,,", ["a", ""]],
    [",a", ["", "a"]],
    [",", [""]],
  ])("of %j is %j", (text, expected) => {
    expect(splitList(text)).toEqual(expected);
  });
});
