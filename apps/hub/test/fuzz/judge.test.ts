import { expect, test } from "vitest";
import { complaint } from "./judge.ts";
import { ADMIN_SECRET } from "./requests.ts";

const problem = (status: number, more: object = {}) => ({
  status,
  type: "application/problem+json",
  body: JSON.stringify({ status, detail: "no", ...more }),
});

test("good answers pass", () => {
  expect(complaint({ status: 200, type: "application/json", body: "{}" })).toBeUndefined();
  expect(complaint({ status: 404, type: "", body: "" })).toBeUndefined();
  expect(complaint(problem(400))).toBeUndefined();
});

test.each([
  ["status 500", problem(500)],
  [
    "the answer repeats the caller's token",
    { status: 200, type: "application/json", body: `"${ADMIN_SECRET}"` },
  ],
  [
    "the answer shows the hub's insides",
    problem(400, { detail: "x\n    at y (node:internal/z)", stack: "node_modules" }),
  ],
  ["an error of the type text/html", { ...problem(400), type: "text/html" }],
  ["an error that is no problem document", { ...problem(400), body: "{}" }],
  ["an error that is no problem document", { ...problem(400), body: "<html>" }],
])("%s is found", (expected, answered) => {
  expect(complaint(answered)).toBe(expected);
});
