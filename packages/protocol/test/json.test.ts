import { describe, expect, test } from "vitest";
import { AttemptResult, JobSpec, MAX_JSON_DEPTH, MAX_PAYLOAD_BYTES, parse } from "../src/index.ts";
import { nested, problems } from "./support.ts";

const spec = (payload: unknown) => ({ type: "t", payload });

describe("a payload", () => {
  test.each([[null], [0], [""], [false], [[]], [{}], [{ a: [{ b: null }] }]])("may be %j", (payload) => {
    expect(parse(JobSpec, spec(payload))).toMatchObject({ ok: true, value: { payload } });
  });

  test("is null when absent", () => {
    expect(parse(JobSpec, { type: "t" })).toMatchObject({ ok: true, value: { payload: null } });
  });

  test("keeps keys that objects have a special meaning for", () => {
    const payload = JSON.parse('{"__proto__":{"a":1},"constructor":2}') as object;
    const parsed = parse(JobSpec, spec(payload));
    expect(JSON.stringify(parsed.ok && parsed.value.payload)).toBe('{"__proto__":{"a":1},"constructor":2}');
  });

  // Two of the bytes are the quotes.
  test.each([
    ["one byte each", "x", MAX_PAYLOAD_BYTES - 2],
    ["two bytes each", "é", (MAX_PAYLOAD_BYTES - 2) / 2],
    ["three bytes each", "€", Math.floor((MAX_PAYLOAD_BYTES - 2) / 3)],
    ["an escape each", "\n", (MAX_PAYLOAD_BYTES - 2) / 2],
  ])("is bounded in bytes: characters of %s", (_what, character, most) => {
    expect(problems(JobSpec, spec(character.repeat(most)))).toEqual([]);
    const [problem, ...others] = problems(JobSpec, spec(character.repeat(most + 1)));
    const bytes = Buffer.byteLength(JSON.stringify(character.repeat(most + 1)));
    expect(problem).toBe(
      `payload: expected at most 262144 bytes of JSON, received ${bytes}; store large data elsewhere and send its address`,
    );
    expect(others).toEqual([]);
  });

  test.each([MAX_JSON_DEPTH + 1, 5_000, 100_000])("of %i levels is refused", (levels) => {
    expect(problems(JobSpec, spec(nested(levels)))).toEqual([
      "payload: expected at most 1000 levels of nesting, received more; make it flatter",
    ]);
  });

  test("is counted in levels however short its text is", () => {
    const brackets = (levels: number): unknown => JSON.parse("[".repeat(levels) + "]".repeat(levels));
    expect(problems(JobSpec, spec(brackets(MAX_JSON_DEPTH)))).toEqual([]);
    expect(problems(JobSpec, spec(brackets(MAX_JSON_DEPTH + 1)))).toHaveLength(1);
  });

  test("of 1000 levels is taken", () => {
    expect(problems(JobSpec, spec(nested(MAX_JSON_DEPTH)))).toEqual([]);
  });

  test("that JSON cannot hold is refused", () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    for (const payload of [circle, 1n, () => 1, Symbol("s")]) {
      expect(problems(JobSpec, spec(payload))).toEqual([
        "payload: expected JSON, received something that JSON cannot hold; send plain data",
      ]);
    }
  });

  test("is never repeated in a message", () => {
    const secret = "s3cret";
    for (const payload of [secret.repeat(60_000), nested(2000)]) {
      const lines = problems(JobSpec, {
        payload,
        type: [secret],
        runAt: secret,
        priority: secret,
        labels: secret,
      });
      expect(lines).toHaveLength(5);
      expect(lines.join()).not.toContain(secret);
    }
  });
});

test("a result has the same bound of depth, and none of size", () => {
  const result = (value: unknown) => ({
    leaseId: "l",
    jobId: "j",
    status: "succeeded",
    durationMs: 1,
    result: value,
  });
  expect(problems(AttemptResult, result(nested(MAX_JSON_DEPTH)))).toEqual([]);
  expect(problems(AttemptResult, result("x".repeat(2 * MAX_PAYLOAD_BYTES)))).toEqual([]);
  expect(problems(AttemptResult, result(nested(100_000)))).toEqual([
    "result: expected at most 1000 levels of nesting, received more; make it flatter",
  ]);
});
