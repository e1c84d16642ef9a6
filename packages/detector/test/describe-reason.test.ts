import { describe, expect, test } from "vitest";
import { describeReason } from "../src/describe-reason.ts";

class Nameless extends Error {
  override name = "Nameless";
}

const unreadable = {
  get message(): string {
    throw new Error("no");
  },
};

describe("the words for a reason", () => {
  test.each([
    ["timeout", "timeout"],
    ["", "no reason given"],
    [undefined, "no reason given"],
    [null, "no reason given"],
    [new Error("boom"), "boom"],
    [new Nameless(), "Nameless"],
    [{ message: "like an error" }, "like an error"],
    [{ message: 5 }, '{"message":5}'],
    [{ code: 7 }, '{"code":7}'],
    [503, "503"],
    [false, "false"],
    [Symbol("x"), "a reason of type symbol"],
    [{ toJSON: () => undefined }, "an object"],
  ])("%o", (reason, words) => {
    expect(describeReason(reason)).toBe(words);
  });

  test("never throw", () => {
    expect(describeReason(unreadable)).toBe("a reason that cannot be read");
  });

  test("are cut at 500 characters", () => {
    const words = describeReason("x".repeat(501));
    expect(words).toBe(`${"x".repeat(499)}…`);
    expect(describeReason("x".repeat(500))).toBe("x".repeat(500));
  });
});
