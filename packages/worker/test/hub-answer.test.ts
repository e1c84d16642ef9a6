import { expect, test } from "vitest";
import { isPassing, readAnswer } from "../src/hub-answer.ts";

const problem = (status: number): string =>
  JSON.stringify({
    type: "about:blank",
    title: "Bad request",
    status,
    detail: "two fields are wrong",
    errors: [
      { path: "slots", message: "too many" },
      { path: "types[0]", message: "odd" },
    ],
  });

test("success with JSON, and without a body", () => {
  expect(readAnswer(200, '{"a":1}', undefined)).toEqual({ kind: "ok", body: { a: 1 } });
  expect(readAnswer(204, "", undefined)).toEqual({ kind: "ok", body: undefined });
});

test("success that is no JSON comes from another server", () => {
  expect(readAnswer(200, "<html>", undefined)).toMatchObject({
    kind: "unreachable",
    reason: expect.stringMatching(/not JSON/),
  });
});

test("a problem's text holds its title, detail and every field", () => {
  expect(readAnswer(400, problem(400), undefined)).toMatchObject({
    reason: "Bad request (400); two fields are wrong; slots: too many; types[0]: odd",
  });
  expect(readAnswer(502, "<html>", undefined)).toMatchObject({ kind: "refused", reason: "HTTP 502" });
});

test("Retry-After in seconds is read", () => {
  expect(readAnswer(429, "", "3")).toMatchObject({ retryAfterMs: 3000 });
  expect(readAnswer(429, "", "soon")).toMatchObject({ retryAfterMs: 0 });
  expect(readAnswer(429, "", undefined)).toMatchObject({ retryAfterMs: 0 });
});

test.each([
  [200, false],
  [400, false],
  [401, false],
  [404, false],
  [408, true],
  [425, true],
  [429, true],
  [500, true],
  [503, true],
])("status %i passes by itself: %s", (status, expected) => {
  expect(isPassing(readAnswer(status, "", undefined))).toBe(expected);
});
