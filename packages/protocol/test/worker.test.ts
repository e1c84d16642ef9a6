import { describe, expect, test } from "vitest";
import {
  AttemptResult,
  Heartbeat,
  Lease,
  LeaseCancel,
  LeasePull,
  LeasePush,
  LeasePushAnswer,
  MAX_PUSHED_LEASES,
  MAX_REPORT_RESULTS,
  MAX_RUNNING_LEASES,
  RegistrationAnswer,
  ResultAnswer,
  ResultReport,
  WorkerRegistration,
  parse,
} from "../src/index.ts";
import { problems, times } from "./support.ts";

describe("a registration", () => {
  const registration = (more: object) => ({ types: ["t"], slots: 1, ...more });

  test("needs types and slots only", () => {
    expect(parse(WorkerRegistration, registration({}))).toEqual({ ok: true, value: registration({}) });
    expect(problems(WorkerRegistration, {})).toEqual([
      "types: missing; expected an array",
      "slots: missing; expected a whole number from 1 to 1000",
    ]);
  });

  test.each(["http://127.0.0.1:4041", "https://worker-1.internal/base/", "http://[::1]:80", "HTTP://w"])(
    "may have the endpoint %s",
    (endpoint) => {
      expect(parse(WorkerRegistration, registration({ endpoint }))).toMatchObject({
        ok: true,
        value: { endpoint },
      });
    },
  );

  test.each([
    "",
    "worker:80",
    "ftp://worker",
    "http://",
    "http://w:99999",
    "//worker",
    "javascript:alert(1)",
  ])("may not have the endpoint %j", (endpoint) => {
    expect(problems(WorkerRegistration, registration({ endpoint }))).toEqual([
      "endpoint: expected an http or https address, such as http://10.0.0.7:8080, received a string of another form",
    ]);
  });

  test.each(["http://user:s3cret@w", "http://w/?s3cret=1", "http://w/#s3cret"])(
    "has an endpoint that the hub can put paths behind, unlike %s",
    (endpoint) => {
      expect(problems(WorkerRegistration, registration({ endpoint }))).toEqual([
        "endpoint: expected an address without user name, password, query and fragment; remove them",
      ]);
    },
  );

  test("has everything else bounded", () => {
    const wrong = {
      workerId: "a b",
      endpoint: `http://w/${"w".repeat(500)}`,
      types: times(1001, () => "t"),
      slots: 1001,
      labels: [],
      name: "w",
    };
    expect(problems(WorkerRegistration, wrong)).toEqual([
      'workerId: expected only letters, digits and . _ : -, received " " at position 2',
      "endpoint: expected an address of at most 500 characters, received 509 characters",
      "types: expected 1 to 1000 items, received 1001",
      "slots: expected a whole number from 1 to 1000, received 1001",
      "labels: expected an object, received an array",
      "name: unknown field; remove it (known are workerId, endpoint, types, slots, labels)",
    ]);
  });

  test("is answered with an interval of at least 1 ms", () => {
    const answer = { workerId: "w", heartbeatIntervalMs: 0, workerToken: "s3cret" };
    expect(problems(RegistrationAnswer, answer)).toEqual([
      "heartbeatIntervalMs: expected a whole number from 1 up, received 0",
    ]);
  });
});

describe("a heartbeat", () => {
  test("lists leases, and may say how the worker is", () => {
    for (const value of [
      { running: [] },
      { running: ["l"], status: "overloaded", cpu: 0, memory: 99.9, moving: true },
    ]) {
      expect(parse(Heartbeat, value)).toEqual({ ok: true, value });
    }
  });

  test("has bounds", () => {
    const running = times(MAX_RUNNING_LEASES + 1, (index) => `l${index}`);
    expect(problems(Heartbeat, { running: running.slice(1) })).toEqual([]);
    expect(problems(Heartbeat, { running, status: "fine", cpu: 100.1, memory: "9" })).toEqual([
      "running: expected at most 10000 items, received 10001",
      "status: expected one of ok, overloaded, error, received a string of another form",
      "cpu: expected a number from 0 to 100, received 100.1",
      "memory: expected a number from 0 to 100, received a string",
    ]);
  });
});

describe("leases", () => {
  const lease = {
    leaseId: "l",
    jobId: "j",
    type: "t",
    payload: null,
    attempt: 1,
    timeoutMs: 1000,
    deadline: "2026-01-31T09:30:00Z",
  };

  test("may have fields of a newer hub, the request around them may not", () => {
    const newer = { ...lease, tenant: "x" };
    expect(parse(Lease, newer)).toEqual({ ok: true, value: lease });
    expect(parse(LeasePush, { leases: [newer] })).toEqual({ ok: true, value: { leases: [lease] } });
    expect(problems(LeasePush, { leases: [lease], tenant: "x" })).toHaveLength(1);
  });

  test("are pushed 1 to 1000 at once, and answered for", () => {
    expect(problems(LeasePush, { leases: [] })).toHaveLength(1);
    expect(problems(LeasePush, { leases: times(MAX_PUSHED_LEASES, () => lease) })).toEqual([]);
    expect(problems(LeasePush, { leases: times(MAX_PUSHED_LEASES + 1, () => lease) })).toHaveLength(1);
    const ids = times(MAX_PUSHED_LEASES + 1, () => "l");
    const refused = ids.map((leaseId) => ({ leaseId, reason: "full" }));
    expect(problems(LeasePushAnswer, { accepted: ids.slice(1), refused: refused.slice(1) })).toEqual([]);
    expect(problems(LeasePushAnswer, { accepted: ids, refused })).toHaveLength(2);
  });

  test("are pulled with a number and a wait", () => {
    expect(problems(LeasePull, { max: 1, waitMs: 0 })).toEqual([]);
    expect(problems(LeasePull, { max: 1000, waitMs: 60_000 })).toEqual([]);
    expect(problems(LeasePull, { max: 0, waitMs: 60_001 })).toEqual([
      "max: expected a whole number from 1 to 1000, received 0",
      "waitMs: expected a whole number from 0 to 60000, received 60001",
    ]);
    expect(problems(LeasePull, {})).toHaveLength(2);
  });

  test("are cancelled by their ids", () => {
    expect(problems(LeaseCancel, { leaseIds: ["l"] })).toEqual([]);
    expect(problems(LeaseCancel, { leaseIds: [1, "a b"], more: 1 })).toHaveLength(3);
  });
});

describe("a result", () => {
  const result = { leaseId: "l", jobId: "j", status: "failed", durationMs: 0 };

  test("may come without a reason", () => {
    expect(parse(AttemptResult, result)).toEqual({ ok: true, value: result });
  });

  test("has its error checked at depth, every problem told", () => {
    const error = { name: 1, retryable: "no", fingerprint: "f".repeat(201), code: "E" };
    const results = [result, { ...result, status: "done", durationMs: 1.5, retryAfterMs: -1, error }];
    expect(problems(ResultReport, { results })).toEqual([
      "results[1].status: expected one of succeeded, failed, received a string of another form",
      "results[1].error.name: expected a string, received a number",
      "results[1].error.message: missing; expected a string",
      "results[1].error.retryable: expected true or false, received a string",
      "results[1].error.fingerprint: expected a string of at most 200 characters, received 201 characters",
      "results[1].error.code: unknown field; remove it (known are name, message, stack, retryable, fingerprint)",
      "results[1].retryAfterMs: expected a whole number from 0 to 2147483647, received -1",
      "results[1].durationMs: expected a whole number from 0 up, received 1.5",
    ]);
  });

  test("is not lost for an error's long name: it is cut", () => {
    const error = { name: "n".repeat(201), message: "m".repeat(20_000) };
    expect(parse(AttemptResult, { ...result, error })).toEqual({
      ok: true,
      value: { ...result, error: { ...error, name: "n".repeat(200) } },
    });
  });

  test("is one of 1 to 1000 in a report", () => {
    const report = (count: number) => ({ results: times(count, () => result) });
    expect(problems(ResultReport, report(MAX_REPORT_RESULTS))).toEqual([]);
    expect(problems(ResultReport, report(MAX_REPORT_RESULTS + 1))).toHaveLength(1);
    expect(problems(ResultReport, report(0))).toHaveLength(1);
  });

  test("is rejected for one of two reasons", () => {
    const answer = (reason: string) => ({ accepted: [], rejected: [{ leaseId: "l", reason }] });
    expect(problems(ResultAnswer, answer("stale-lease"))).toEqual([]);
    expect(problems(ResultAnswer, answer("unknown-job"))).toEqual([]);
    expect(problems(ResultAnswer, answer("late"))).toEqual([
      "rejected[0].reason: expected one of stale-lease, unknown-job, received a string of another form",
    ]);
  });
});
