import { expect, test } from "vitest";
import { MAX_MESSAGE, MAX_STACK, cut, readThrown } from "../src/thrown.ts";

test.each([
  ["a string", "boom", { name: "Error", message: "boom" }],
  ["undefined", undefined, { name: "Error", message: "undefined" }],
  ["null", null, { name: "Error", message: "null" }],
  ["an object", { a: 1 }, { name: "Error", message: "{ a: 1 }" }],
  [
    "an object like an error",
    { name: "Odd", message: "m", retryable: true },
    { name: "Odd", message: "m", retryable: true },
  ],
  [
    "an error with an empty name",
    Object.assign(new Error("m"), { name: "", stack: undefined }),
    { name: "Error", message: "m" },
  ],
])("%s", (_name, thrown, error) => {
  expect(readThrown(thrown)).toEqual({ error });
});

test("an object whose getters throw is still told", () => {
  const hostile = new Proxy(
    {},
    {
      get() {
        throw new Error("no");
      },
    },
  );
  expect(readThrown(hostile).error.name).toBe("Error");
});

test("long texts are cut and say so", () => {
  const error = new Error("m".repeat(100_000));
  error.stack = "s".repeat(100_000);
  error.name = "n".repeat(1000);
  const read = readThrown(error).error;
  expect(read.message).toHaveLength(MAX_MESSAGE);
  expect(read.message).toMatch(/… \(100000 characters\)$/);
  expect(read.stack).toHaveLength(MAX_STACK);
  expect(read.name).toHaveLength(200);
});

test("a surrogate pair is not cut in half", () => {
  const text = cut("😀".repeat(100), 50);
  expect(text.isWellFormed()).toBe(true);
  expect(text.length).toBeLessThanOrEqual(50);
});

test.each([[-1], [Number.NaN], ["10"], [undefined]])("retryAfterMs %s is not passed on", (retryAfterMs) => {
  expect(readThrown(Object.assign(new Error("x"), { retryAfterMs }))).not.toHaveProperty("retryAfterMs");
});

test("an endless retryAfterMs is as long as the contract takes", () => {
  expect(readThrown({ message: "x", retryAfterMs: Number.POSITIVE_INFINITY }).retryAfterMs).toBe(2 ** 31 - 1);
});
