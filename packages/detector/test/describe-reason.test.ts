import { describe, expect, test } from "vitest";
import { describeReason } from "../src/describe-reason.ts";

class Nameless extends Error {
  override name = "Nameless";
}

function wrapped(depth: number): Error {
  return new Error(`error ${depth}`, depth > 0 ? { cause: wrapped(depth - 1) } : {});
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
    [
      new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") }),
      "fetch failed: connect ECONNREFUSED",
    ],
    [new Error("lost", { cause: new Error("lost") }), "lost"],
    [new Error("lost", { cause: "a string" }), "lost"],
    [new Error("one", { cause: new Error("two", { cause: new Error("one") }) }), "one: two"],
    [new Error("lost", { cause: Object.assign(new Error(), { code: "EPIPE" }) }), "lost: EPIPE"],
    [Object.assign(new Error(), { code: 7 }), "Error"],
    [wrapped(4), "error 4: error 3: error 2: error 1"],
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
