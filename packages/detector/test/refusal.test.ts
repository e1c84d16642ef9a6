import { expect, test } from "vitest";
import { isRefusal } from "../src/refusal.ts";

const coded = (code: unknown) => Object.assign(new Error("no"), { code });

test.each(["ECONNREFUSED", "ECONNRESET", "EPIPE", "UND_ERR_SOCKET"])("%s is an answer", (code) => {
  expect(isRefusal(coded(code))).toBe(true);
  expect(isRefusal(new TypeError("fetch failed", { cause: coded(code) }))).toBe(true);
});

test.each([
  coded("ETIMEDOUT"),
  coded("EHOSTUNREACH"),
  coded("ENOTFOUND"),
  coded(undefined),
  new Error("ECONNREFUSED"),
  "ECONNREFUSED",
  { code: "ECONNREFUSED" },
  null,
])("%s is none", (error) => {
  expect(isRefusal(error)).toBe(false);
});

test("errors that are their own cause end", () => {
  const error = new Error("round");
  error.cause = error;
  expect(isRefusal(error)).toBe(false);
});
