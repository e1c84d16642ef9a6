import type { Job, Lease } from "@pigeon/protocol";
import { describe, expect, test } from "vitest";
import { pullWorker, testHub, type TestHub } from "../hub-fixture.ts";
import { sendRaw, statusesOf } from "./raw.ts";

const post = (hub: TestHub, text: string) => hub.call<Job>("POST", "/v1/jobs", text);

describe("keys that reach for prototypes", () => {
  const KEYS = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "toJSON", "then"];

  test.each(KEYS)("(%s) are data in payloads and labels, and come back as sent", async (key) => {
    const hub = await testHub();
    const payload = `{"${key}":{"polluted":true},"a":[{"${key}":1}]}`;
    const answer = await post(hub, `{"type":"t","payload":${payload},"labels":{"${key}":"x"}}`);
    // A label of that name may be refused; a payload may not.
    if (answer.status === 400) expect(key).toBe("__proto__");
    const { body } = await post(hub, `{"type":"t","payload":${payload}}`);
    expect(JSON.stringify((await hub.job(body.id)).payload)).toBe(payload);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test.each(KEYS)("(%s) are unknown fields everywhere else", async (key) => {
    const hub = await testHub();
    expect((await post(hub, `{"type":"t","${key}":{"polluted":true}}`)).status).toBe(400);
    expect((await hub.call("GET", `/v1/jobs?${key}=1`)).status).toBe(400);
    expect((await hub.call("POST", "/v1/dead-letters/redrive", `{"${key}":{}}`)).status).toBe(400);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test.each(KEYS)("(%s) are names like any other of jobs, workers and breakers", async (key) => {
    const hub = await testHub();
    for (const path of [`/v1/jobs/${key}`, `/v1/workers/${key}`])
      expect((await hub.call("GET", path)).status).toBe(404);
    expect((await hub.call("POST", `/v1/breakers/${key}/reset`)).status).toBe(404);
    expect((await hub.call("GET", `/v1/errors/correlated/${key}`)).body).toEqual({ errors: [] });
    const worker = await pullWorker(hub, { id: key, types: [key] });
    await hub.submit({ type: key });
    expect(await worker.lease()).toHaveLength(1);
  });
});

test.each([
  "/v1/jobs/..%2f..%2f..%2fetc%2fpasswd",
  "/v1/jobs/%2e%2e%2f%2e%2e",
  "/v1/../../etc/passwd",
  "/docs/../../../package.json",
  "/..%5c..%5cetc",
  "/openapi.json/../../package.json",
  "/%c0%ae%c0%ae/etc/passwd",
])("a path that climbs (%s) leads to no file", async (path) => {
  const hub = await testHub();
  const answer = await sendRaw(hub.url, `GET ${path} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n`);
  expect([400, 404]).toContain(statusesOf(answer)[0]);
  expect(answer).not.toMatch(/root:|"dependencies"/);
});

describe("numbers", () => {
  test.each([
    '"priority":1e400',
    '"priority":-1e400',
    '"priority":9007199254740993',
    '"maxAttempts":1e2000',
    '"maxAttempts":0.1e1000',
    '"delayMs":9007199254740992',
    '"delayMs":-0.5',
    '"timeoutMs":4294967296',
    `"timeoutMs":${"9".repeat(5_000)}`,
    '"runAt":"+275760-09-13T00:00:00.001Z"',
    '"runAt":"99999-01-01T00:00:00Z"',
  ])("beyond what can be (%s) are refused", async (field) => {
    const hub = await testHub();
    expect((await post(hub, `{"type":"t",${field}}`)).status).toBe(400);
  });

  test.each([
    "limit=99999999999999999999",
    "limit=1e3",
    "limit=0x10",
    "limit=-1",
    "limit=NaN",
    "limit=1&limit=2",
  ])("in a query (%s) as well", async (query) => {
    const hub = await testHub();
    expect((await hub.call("GET", `/v1/jobs?${query}`)).status).toBe(400);
  });
});

describe("depth", () => {
  test.each([
    ["arrays", "[", "]"],
    ["objects", '{"a":', "}"],
  ])("of %s beyond measure is refused, and the hub goes on", async (_what, open, close) => {
    const hub = await testHub();
    for (const depth of [2_000, 20_000, 50_000]) {
      const value = `${open.repeat(depth)}1${close.repeat(depth)}`;
      expect((await post(hub, `{"type":"t","payload":${value}}`)).status).toBe(400);
      expect((await post(hub, value)).status).toBe(400);
      expect((await post(hub, open.repeat(depth))).status).toBe(400);
    }
    expect((await hub.call("GET", "/healthz")).status).toBe(200);
  });

  test("of nine hundred is data", async () => {
    const hub = await testHub();
    const value = `${"[".repeat(900)}1${"]".repeat(900)}`;
    expect((await post(hub, `{"type":"t","payload":${value}}`)).status).toBe(201);
  });
});

describe("text", () => {
  test.each([
    ["a byte that is none", [0xff]],
    ["an overlong slash", [0xc0, 0xaf]],
    ["half a character", [0xe2, 0x82]],
    ["a surrogate as bytes", [0xed, 0xa0, 0x80]],
    ["a character beyond the last", [0xf4, 0x90, 0x80, 0x80]],
  ])("that is not UTF-8 (%s) is refused", async (_what, bytes) => {
    const hub = await testHub();
    const body = Buffer.concat([
      Buffer.from('{"type":"t","payload":"'),
      Buffer.from(bytes),
      Buffer.from('"}'),
    ]);
    const head = `POST /v1/jobs HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
    const answer = await sendRaw(hub.url, Buffer.concat([Buffer.from(head), body]));
    expect(statusesOf(answer)).toEqual([400]);
    expect(answer).toContain("the body is not JSON: it is not encoded as UTF-8");
  });

  test("of any kind comes back as it was sent", async () => {
    const hub = await testHub();
    const payload = "\0\u007f\u202e\ufeff😀\ud800é</script>\r\nset-cookie: a=b";
    const { body } = await post(hub, JSON.stringify({ type: "t", payload, correlationId: "a\r\nb" }));
    expect((await hub.job(body.id)).payload).toBe(payload);
  });
});

describe("headers", () => {
  test("cannot be put into an answer by anything that is sent", async () => {
    const hub = await testHub();
    const bad = "x%0d%0aset-cookie:%20a=b";
    for (const path of [
      `/v1/jobs/${bad}`,
      `/v1/${bad}`,
      `/v1/jobs?cursor=${bad}`,
      `/v1/errors/correlated/${bad}`,
    ]) {
      const answer = await hub.call("GET", path);
      expect(answer.headers.get("set-cookie")).toBeNull();
    }
    const raw = await sendRaw(
      hub.url,
      "GET /v1/x\rset-cookie:a HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n",
    );
    expect(raw).toMatch(/^HTTP\/1\.1 400/);
  });

  test.each([
    "00-00000000000000000000000000000000-0000000000000000-00x",
    "00-ZZf7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "x".repeat(5_000),
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, x",
  ])("that are no traceparent (%#) are not handed on", async (traceparent) => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    await hub.call("POST", "/v1/jobs", { type: "t" }, { traceparent });
    const [lease] = await worker.lease();
    expect((lease as Lease).traceparent).toBeUndefined();
  });
});

describe("requests with two ends (smuggling)", () => {
  const SMUGGLED =
    'POST /v1/jobs HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{"type":"s"}';
  const head = "POST /v1/jobs HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\n";
  test.each([
    [
      "chunked, with a length",
      `${head}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
    ],
    [
      "a length, then chunked",
      `${head}transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n${SMUGGLED}`,
    ],
    ["two lengths", `${head}content-length: 2\r\ncontent-length: 0\r\n\r\n{}${SMUGGLED}`],
    ["a list of lengths", `${head}content-length: 2, 2\r\n\r\n{}${SMUGGLED}`],
    ["a signed length", `${head}content-length: +2\r\n\r\n{}${SMUGGLED}`],
    ["a space before the colon", `${head}transfer-encoding : chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ["another coding", `${head}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    [
      "chunked twice",
      `${head}transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n${SMUGGLED}`,
    ],
    ["a folded header", `${head}transfer-encoding:\r\n chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ["a chunk size that is none", `${head}transfer-encoding: chunked\r\n\r\n0x0\r\n\r\n${SMUGGLED}`],
    ["bare line feeds", `${head.replaceAll("\r\n", "\n")}content-length: 0\n\n${SMUGGLED}`],
  ])("(%s) are refused, and nothing behind them is done", async (_what, bytes) => {
    const hub = await testHub();
    const answers = statusesOf(await sendRaw(hub.url, bytes));
    expect(answers[0]).toBe(400);
    expect(answers.length).toBe(1);
    expect((await hub.call("GET", "/v1/jobs?type=s")).body).toMatchObject({ jobs: [] });
  });
});
