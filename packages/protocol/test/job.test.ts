import { describe, expect, expectTypeOf, test } from "vitest";
import {
  DeadLetterQuery,
  Job,
  JobBatch,
  JobListQuery,
  JobSpec,
  MAX_BATCH_JOBS,
  RedriveRequest,
  WaitQuery,
  parse,
} from "../src/index.ts";
import type { FullJobSpec } from "../src/index.ts";
import { problems, times } from "./support.ts";

describe("a job spec", () => {
  test("takes the defaults of the contract", () => {
    expect(parse(JobSpec, { type: "t" })).toEqual({
      ok: true,
      value: { type: "t", payload: null, priority: 0, maxAttempts: 5, timeoutMs: 300_000, labels: {} },
    });
  });

  test("does not share its default labels between jobs", () => {
    const [a, b] = [parse(JobSpec, { type: "t" }), parse(JobSpec, { type: "t" })];
    if (!a.ok || !b.ok) throw new Error("expected two jobs");
    a.value.labels["changed"] = "yes";
    expect(b.value.labels).toEqual({});
    expect(parse(JobSpec, { type: "t" })).toMatchObject({ value: { labels: {} } });
  });

  test("may have the outermost values", () => {
    const low = { type: "t", priority: -100, maxAttempts: 1, timeoutMs: 1, delayMs: 0, idempotencyKey: "k" };
    const high = {
      type: "t",
      priority: 100,
      maxAttempts: 100,
      timeoutMs: 2 ** 31 - 1,
      delayMs: 315_576_000_000,
      idempotencyKey: "k".repeat(200),
      correlationId: "c".repeat(200),
    };
    expect(parse(JobSpec, low)).toMatchObject({ ok: true, value: low });
    expect(parse(JobSpec, high)).toMatchObject({ ok: true, value: high });
  });

  test("has all its problems told at once, each with what was expected and received", () => {
    const spec = {
      type: 3,
      priority: 101,
      delayMs: -1,
      runAt: "soon",
      maxAttempts: "5",
      timeoutMs: 0,
      idempotencyKey: "",
      correlationId: "c".repeat(201),
      labels: { a: 1 },
      retries: 3,
      colour: "red",
    };
    const known =
      "known are type, payload, priority, delayMs, runAt, maxAttempts, timeoutMs, idempotencyKey, correlationId, labels";
    expect(problems(JobSpec, spec).sort()).toEqual([
      `colour: unknown field; remove it (${known})`,
      "correlationId: expected a string of 1 to 200 characters, received 201 characters",
      "delayMs: expected a whole number from 0 to 315576000000, received -1",
      "idempotencyKey: expected a string of 1 to 200 characters, received an empty string",
      "labels.a: expected a string of at most 1024 characters, received a number",
      "maxAttempts: expected a whole number from 1 to 100, received a string",
      "priority: expected a whole number from -100 to 100, received 101",
      `retries: unknown field; remove it (${known})`,
      "runAt: expected an ISO 8601 time with Z or an offset, such as 2026-01-31T09:30:00Z, received a string of another form",
      "runAt: expected delayMs or runAt, received both; remove one",
      "timeoutMs: expected a whole number from 1 to 2147483647, received 0",
      "type: expected a string of 1 to 128 characters, received a number",
    ]);
  });

  test.each([
    [undefined, "missing; expected an object"],
    [null, "expected an object, received null"],
    [[], "expected an object, received an array"],
    ["t", "expected an object, received a string"],
    [7, "expected an object, received a number"],
  ])("is an object, not %j", (spec, message) => {
    expect(problems(JobSpec, spec)).toEqual([`: ${message}`]);
  });

  test("has a delay or a time, also when other things are wrong", () => {
    const both = { delayMs: 1, runAt: "2026-01-31T09:30:00Z" };
    const message = "runAt: expected delayMs or runAt, received both; remove one";
    expect(problems(JobSpec, { type: "t", ...both })).toEqual([message]);
    expect(problems(JobSpec, both)).toEqual([
      "type: missing; expected a string of 1 to 128 characters",
      message,
    ]);
  });

  test("may not have null for absent", () => {
    const spec = { type: "t", priority: null, runAt: null, correlationId: null, labels: null };
    expect(problems(JobSpec, spec)).toHaveLength(4);
  });

  test("keeps a field named __proto__ out", () => {
    expect(problems(JobSpec, JSON.parse('{"type":"t","__proto__":1}'))[0]).toMatch(
      /^__proto__: unknown field/,
    );
  });

  test("is typed before and after the defaults", () => {
    expectTypeOf<JobSpec["labels"]>().toEqualTypeOf<Record<string, string> | undefined>();
    expectTypeOf<JobSpec["priority"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<FullJobSpec["labels"]>().toEqualTypeOf<Record<string, string>>();
    expectTypeOf<FullJobSpec["priority"]>().toEqualTypeOf<number>();
  });
});

describe("a batch", () => {
  test("has 1 to 1000 jobs", () => {
    expect(problems(JobBatch, { jobs: times(MAX_BATCH_JOBS, () => ({ type: "t" })) })).toEqual([]);
    expect(problems(JobBatch, { jobs: [] })).toEqual(["jobs: expected 1 to 1000 items, received none"]);
    expect(problems(JobBatch, { jobs: times(1001, () => ({})) })).toEqual([
      "jobs: expected 1 to 1000 items, received 1001",
    ]);
    expect(problems(JobBatch, {})).toEqual(["jobs: missing; expected an array"]);
  });

  test("has the problems of all jobs told with their places", () => {
    const jobs = [{ type: "t" }, { type: "t", x: 1 }, {}, "t", { type: "t", labels: { "a b": 1 } }];
    expect(problems(JobBatch, { jobs, more: 1 }).map((line) => line.split(": ")[0])).toEqual([
      "jobs[1].x",
      "jobs[2].type",
      "jobs[3]",
      'jobs[4].labels["a b"]',
      "more",
    ]);
  });
});

test("queries are read from text and filled in", () => {
  expect(parse(WaitQuery, {})).toEqual({ ok: true, value: { waitMs: 0 } });
  expect(parse(WaitQuery, { waitMs: "60000" })).toEqual({ ok: true, value: { waitMs: 60_000 } });
  expect(problems(WaitQuery, { waitMs: "60001" })).toHaveLength(1);
  expect(parse(JobListQuery, { state: "dead", type: "t", limit: "5", cursor: "c" })).toEqual({
    ok: true,
    value: { state: "dead", type: "t", limit: 5, cursor: "c" },
  });
  expect(parse(DeadLetterQuery, {})).toEqual({ ok: true, value: { limit: 100 } });
  expect(problems(DeadLetterQuery, { state: "dead", cursor: "" })).toEqual([
    "cursor: expected a string of 1 to 500 characters, received an empty string",
    "state: unknown field; remove it (known are type, fingerprint, label, text, limit, cursor)",
  ]);
  expect(problems(JobListQuery, { state: "lost" })).toEqual([
    "state: expected one of queued, leased, succeeded, dead, cancelled, received a string of another form",
  ]);
});

test("a redrive may name a type, a fingerprint, both or neither", () => {
  for (const filter of [{}, { type: "t" }, { fingerprint: "f" }, { type: "t", fingerprint: "f" }]) {
    expect(parse(RedriveRequest, filter)).toEqual({ ok: true, value: filter });
  }
  expect(problems(RedriveRequest, { fingerprint: "f".repeat(201), types: [] })).toHaveLength(2);
});

test("a job names what is missing in it", () => {
  const missing = problems(Job, { attempts: [{}] }).map((line) => line.split("; expected")[0]);
  const own = "id type state payload priority labels correlationId createdAt runAt maxAttempts".split(" ");
  const inner = ["number", "leaseId", "workerId", "startedAt"].map((field) => `attempts[0].${field}`);
  expect(missing).toEqual([...own, ...inner].map((path) => `${path}: missing`));
});
