import { expect, test } from "vitest";
import { retryKindOf } from "../src/retry-kind.ts";
import { statusOf } from "../src/status.ts";

test.each([
  [{ name: "TimeoutError" }, "timeout"],
  [{ name: "AttemptTimeoutError", status: 429 }, "timeout"],
  [{ status: 429 }, "throttling"],
  [{ statusCode: 429 }, "throttling"],
  [{ response: { status: 429 } }, "throttling"],
  [{ status: 503 }, "transient"],
  [new Error("x"), "transient"],
  ["TimeoutError", "transient"],
  [undefined, "transient"],
])("%j is %s", (error, kind) => {
  expect(retryKindOf(error)).toBe(kind);
});

test("the first number is the status", () => {
  expect(statusOf({ status: "500", statusCode: 404, response: { status: 503 } })).toBe(404);
  expect(statusOf({ response: null })).toBeUndefined();
});
