import { connect } from "node:net";
import { MAX_BODY_BYTES } from "@pigeon/protocol";
import { describe, expect, test } from "vitest";
import { testHub, type Answer, type TestHub } from "../hub-fixture.ts";
import type { Problem } from "@pigeon/protocol";

function expectProblem({ status, type, body }: Answer<Problem>, expected: number): void {
  expect(status).toBe(expected);
  expect(type).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({ status: expected, type: expect.stringMatching(/^urn:pigeon:problem:/) });
  expect(body.title).not.toBe("");
  expect(body.requestId).toEqual(expect.any(String));
  expect(JSON.stringify(body)).not.toMatch(/\bat .*\.(ts|js):\d+|node_modules/);
}

const paths = (answer: Answer<Problem>) => answer.body.errors?.map(({ path }) => path).sort();

describe("a body", () => {
  test.each(["{", "{'type':'t'}", "", "\u0000", "[1,", '{"type":"t"}}'])(
    "that is not JSON (%j) is refused",
    async (text) => {
      const hub = await testHub();
      expectProblem(await hub.call("POST", "/v1/jobs", text), 400);
    },
  );

  test.each([[null], [[]], ["text"], [7], [true]])(
    "that is %j instead of an object is refused",
    async (value) => {
      const hub = await testHub();
      expectProblem(await hub.call("POST", "/v1/jobs", JSON.stringify(value)), 400);
    },
  );

  test("of another media type is refused", async () => {
    const hub = await testHub();
    expectProblem(await hub.call("POST", "/v1/jobs", "type=t", { "content-type": "text/plain" }), 415);
  });

  test("beyond the limit is refused", async () => {
    const hub = await testHub();
    expectProblem(await hub.call("POST", "/v1/jobs", `{"type":"${"x".repeat(MAX_BODY_BYTES)}"}`), 413);
  });
});

describe("a job", () => {
  const bad: [string, Record<string, unknown>, string[]][] = [
    ["no type", {}, ["type"]],
    [
      "wrong types",
      { type: 3, priority: "1", maxAttempts: 1.5, labels: { a: 1 } },
      ["labels.a", "maxAttempts", "priority", "type"],
    ],
    ["unknown fields", { type: "t", retries: 3, colour: "red" }, ["colour", "retries"]],
    [
      "values out of range",
      { type: "t", priority: 101, maxAttempts: 0, timeoutMs: 0 },
      ["maxAttempts", "priority", "timeoutMs"],
    ],
    ["both times", { type: "t", delayMs: 1, runAt: "2026-01-01T00:00:00Z" }, ["runAt"]],
    ["a time that is none", { type: "t", runAt: "tomorrow" }, ["runAt"]],
    ["a type with spaces", { type: "a b" }, ["type"]],
    ["a payload over 256 KiB", { type: "t", payload: "é".repeat(131_072) }, ["payload"]],
    ["a key that is too long", { type: "t", idempotencyKey: "k".repeat(201) }, ["idempotencyKey"]],
  ];
  test.each(bad)("with %s is refused, all problems named at once", async (_what, spec, expected) => {
    const hub = await testHub();
    const answer = await hub.call("POST", "/v1/jobs", spec);
    expectProblem(answer, 400);
    expect(paths(answer)).toEqual(expected);
    for (const { message } of answer.body.errors ?? []) expect(message.length).toBeGreaterThan(5);
  });

  test("with a payload of just 256 KiB is taken", async () => {
    const hub = await testHub();
    expect((await hub.submit({ type: "t", payload: "x".repeat(256 * 1024 - 2) })).state).toBe("queued");
  });
});

describe("a batch", () => {
  test.each([
    ["empty", []],
    ["of 1,001 jobs", Array.from({ length: 1001 }, () => ({ type: "t" }))],
  ])("%s is refused", async (_what, jobs) => {
    const hub = await testHub();
    expectProblem(await hub.call("POST", "/v1/jobs/batch", { jobs }), 400);
  });
});

describe("an address", () => {
  const unknown: [string, string][] = [
    ["GET", "/v1/nothing"],
    ["PUT", "/v1/jobs"],
    ["GET", "/v1/jobs/01a2"],
    ["GET", `/v1/jobs/${"x".repeat(250)}`],
    ["GET", "/v1/jobs/%00"],
    ["GET", "/v1/workers/nobody"],
    ["POST", "/v1/workers/nobody/drain"],
    ["POST", "/v1/workers/nobody/undrain"],
    ["DELETE", "/v1/workers/nobody"],
    ["DELETE", "/v1/dead-letters/nobody"],
    ["POST", "/v1/dead-letters/nobody/redrive"],
    ["POST", "/v1/breakers/nobody/reset"],
  ];
  test.each(unknown)("that leads nowhere (%s %s) answers 404", async (method, path) => {
    const hub = await testHub();
    expectProblem(await hub.call(method, path), 404);
  });

  test("that cannot be decoded is refused", async () => {
    const hub = await testHub();
    expectProblem(await hub.call("GET", "/v1/jobs/%ZZ"), 400);
  });

  test.each([
    ["/v1/jobs?limit=0", "limit"],
    ["/v1/jobs?limit=many", "limit"],
    ["/v1/jobs?state=lost", "state"],
    ["/v1/jobs?cursor=abc", "cursor"],
    ["/v1/jobs?colour=red", "colour"],
    ["/v1/jobs/x?waitMs=60001", "waitMs"],
    ["/v1/dead-letters?limit=1001", "limit"],
    ["/v1/errors?category=none", "category"],
    ["/v1/errors/summary?minutes=-1", "minutes"],
    ["/v1/errors/trends?hours=x", "hours"],
  ])("with a bad query (%s) names the parameter", async (path, parameter) => {
    const hub = await testHub();
    const answer = await hub.call("GET", path);
    expectProblem(answer, 400);
    expect(paths(answer)).toEqual([parameter]);
  });
});

describe("a worker's message", () => {
  async function refused(hub: TestHub, path: string, body: unknown, expected: string[]): Promise<void> {
    const answer = await hub.call("POST", path, body);
    expectProblem(answer, 400);
    expect(paths(answer)).toEqual(expected);
  }

  test("with problems is refused, all named at once", async () => {
    const hub = await testHub();
    await hub.call("POST", "/v1/workers", { workerId: "w", types: ["t"], slots: 1 });
    await refused(hub, "/v1/workers", { workerId: "a b", types: [], slots: 0, extra: 1 }, [
      "extra",
      "slots",
      "types",
      "workerId",
    ]);
    await refused(hub, "/v1/workers", { types: ["t"], slots: 1, endpoint: "ftp://x" }, ["endpoint"]);
    await refused(hub, "/v1/workers", { types: ["t"], slots: 1, endpoint: "http://203.0.113.7:1" }, [
      "endpoint",
    ]);
    await refused(hub, "/v1/workers/w/heartbeat", { running: "none", cpu: 101, status: "fine" }, [
      "cpu",
      "running",
      "status",
    ]);
    await refused(hub, "/v1/workers/w/lease", { max: 0, waitMs: -1 }, ["max", "waitMs"]);
    await refused(
      hub,
      "/v1/workers/w/results",
      { results: [{ leaseId: "l", jobId: "j", status: "done", durationMs: 1 }] },
      ["results[0].status"],
    );
  });
});

describe("bytes that are no request", () => {
  async function send(hub: TestHub, bytes: string): Promise<string> {
    const { hostname, port } = new URL(hub.url);
    const socket = connect(Number(port), hostname);
    socket.end(bytes);
    let answer = "";
    for await (const chunk of socket) answer += String(chunk);
    return answer;
  }

  test.each([
    ["garbage", "\u0000\u0001garbage\r\n\r\n", 400],
    ["huge headers", `GET / HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(20_000)}\r\n\r\n`, 431],
    [
      "two lengths",
      "POST /v1/jobs HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{",
      400,
    ],
  ])("(%s) are answered with a problem", async (_what, bytes, status) => {
    const hub = await testHub();
    const answer = await send(hub, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} .*application/problem\\+json`, "s"));
    expect((await hub.call("GET", "/healthz")).status).toBe(200);
  });
});
