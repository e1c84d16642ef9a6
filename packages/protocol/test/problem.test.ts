import { expect, test } from "vitest";
import { PROBLEM_TYPE, Problem, parse } from "../src/index.ts";
import { problems } from "./support.ts";

const problem = { type: "about:blank", title: "Bad request", status: 400, detail: "" };

test("a problem is what RFC 9457 has, with the id of its request and what was wrong", () => {
  const errors = [{ path: "jobs[3].type", message: "missing; expected a string of 1 to 128 characters" }];
  const whole = { ...problem, requestId: "r", errors };
  expect(parse(Problem, whole)).toEqual({ ok: true, value: whole });
  expect(parse(Problem, problem)).toEqual({ ok: true, value: problem });
  expect(PROBLEM_TYPE).toBe("application/problem+json");
});

test("a problem may have more members, as RFC 9457 allows", () => {
  expect(parse(Problem, { ...problem, instance: "/v1/jobs/1", balance: 30 })).toEqual({
    ok: true,
    value: problem,
  });
});

test("what a proxy answers is no problem", () => {
  expect(problems(Problem, { error: "bad gateway" })).toEqual([
    "type: missing; expected a string",
    "title: missing; expected a string",
    "status: missing; expected a whole number",
    "detail: missing; expected a string",
  ]);
  expect(problems(Problem, undefined)).toEqual([": missing; expected an object"]);
});
