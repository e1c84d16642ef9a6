// Errors as they really come: made by the AWS SDK, fetch, undici and Node against a server of our own.
import { readFile } from "node:fs/promises";
import { createServer, get, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { request, interceptors, Agent } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createErrorTracker } from "../src/index.ts";
import type { ErrorRecord } from "../src/index.ts";
import { readThrown } from "../src/thrown.ts";
import { silent } from "./support.ts";

let server: Server;
let url = "";
/** A port where nobody listens. */
let closed = 0;
const tracker = createErrorTracker({ logger: silent });

beforeAll(async () => {
  const other = createServer();
  await new Promise<void>((ready) => other.listen(0, ready));
  closed = (other.address() as AddressInfo).port;
  await new Promise((ended) => other.close(ended));
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://x");
    if (pathname === "/reset") return void request.socket.resetAndDestroy();
    if (pathname === "/hang") return;
    if (pathname === "/half") {
      response.writeHead(200, { "content-length": "100" });
      response.write("x", () => request.socket.destroy());
      return;
    }
    const code = searchParams.get("code") ?? "";
    const status = Number(searchParams.get("status") ?? 200);
    response.writeHead(status, { "content-type": "text/xml" });
    response.end(
      code && `<ErrorResponse><Error><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`,
    );
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

async function logged(call: () => Promise<unknown>): Promise<ErrorRecord> {
  const error: unknown = await call().then(
    () => expect.unreachable("the call should fail"),
    (error: unknown) => error,
  );
  return tracker.logNetworkError(url, error);
}

describe("AWS SDK", () => {
  const answered = (code: string, status: number): Promise<ErrorRecord> => {
    const client = new STSClient({
      region: "eu-west-1",
      endpoint: url,
      maxAttempts: 1,
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    });
    // The endpoint keeps no query, so the answer is asked for by the middleware that builds the request.
    client.middlewareStack.add(
      (next) => (args) => {
        Object.assign(args.request as object, { query: { code, status: String(status) } });
        return next(args);
      },
      { step: "build" },
    );
    return logged(() => client.send(new GetCallerIdentityCommand({})));
  };

  test.each([
    ["Throttling", 400, "throttling"],
    ["RequestLimitExceeded", 503, "throttling"],
    ["ExpiredToken", 403, "credentials"],
    ["ValidationError", 400, "validation"],
    ["ServiceUnavailable", 503, "server"],
    ["SomethingNew", 500, "server"],
    ["SomethingNew", 404, "client"],
  ])("%s with status %i is %s", async (code, status, kind) => {
    expect(await answered(code, status)).toMatchObject({ kind, status, code });
  });

  test("its own word is taken where nothing else tells", () => {
    const error = (fields: object): ErrorRecord =>
      tracker.logJobError("j", Object.assign(new Error("x"), fields));
    expect(error({ $fault: "server" }).kind).toBe("server");
    expect(error({ $fault: "client" }).kind).toBe("client");
    expect(error({ $fault: "nobody" }).kind).toBe("unknown");
    expect(error({ $retryable: { throttling: true } })).toMatchObject({
      kind: "throttling",
      retryable: true,
    });
    expect(error({ $retryable: {} })).toMatchObject({ kind: "unknown", retryable: true });
    expect(error({ $retryable: undefined }).retryable).toBeUndefined();
    expect(error({ $retryable: {}, retryable: false }).retryable).toBe(false);
    expect(error({ Code: "SlowDown", $fault: "client" })).toMatchObject({
      kind: "throttling",
      code: "SlowDown",
    });
  });
});

describe("fetch", () => {
  test("a reset connection and a refused one are connection errors, with the code below", async () => {
    expect(await logged(() => fetch(`${url}/reset`))).toMatchObject({
      kind: "connection",
      name: "TypeError",
      message: "fetch failed",
    });
    expect(await logged(() => fetch(`http://localhost:${closed}`))).toMatchObject({
      kind: "connection",
      code: "ECONNREFUSED",
    });
    expect(await logged(() => fetch("http://nowhere.invalid"))).toMatchObject({ kind: "connection" });
  });

  test("an answer that breaks off is a connection error", async () => {
    expect(await logged(async () => (await fetch(`${url}/half`)).text())).toMatchObject({
      kind: "connection",
    });
  });

  test("a signal that timed out is a timeout, one that was aborted is the caller's", async () => {
    expect(await logged(() => fetch(`${url}/hang`, { signal: AbortSignal.timeout(5) }))).toMatchObject({
      kind: "timeout",
      name: "TimeoutError",
    });
    const controller = new AbortController();
    controller.abort();
    expect(await logged(() => fetch(url, { signal: controller.signal }))).toMatchObject({
      kind: "client",
      name: "AbortError",
    });
  });

  test("a wrong URL is a bug", async () => {
    expect(await logged(() => fetch("no url"))).toMatchObject({ kind: "bug", code: "ERR_INVALID_URL" });
  });

  test("an answer that is thrown tells its status", async () => {
    const response = await fetch(`${url}/?status=503`);
    expect(tracker.logNetworkError(url, response)).toMatchObject({
      kind: "server",
      status: 503,
      name: "Response",
      message: "HTTP 503 Service Unavailable",
    });
    await response.body?.cancel();
  });
});

describe("undici", () => {
  test("late headers are a timeout", async () => {
    expect(await logged(() => request(`${url}/hang`, { headersTimeout: 5 }))).toMatchObject({
      kind: "timeout",
      code: "UND_ERR_HEADERS_TIMEOUT",
    });
  });

  test("a socket that closes is a connection error, a closed client as well", async () => {
    expect(await logged(() => request(`${url}/reset`))).toMatchObject({ kind: "connection" });
    const dispatcher = new Agent();
    await dispatcher.destroy();
    expect(await logged(() => request(url, { dispatcher }))).toMatchObject({
      kind: "connection",
      code: "UND_ERR_DESTROYED",
    });
  });

  test("a status that is thrown, and an argument that is none", async () => {
    const dispatcher = new Agent().compose(interceptors.responseError());
    expect(await logged(() => request(`${url}/?status=429`, { dispatcher }))).toMatchObject({
      kind: "throttling",
      status: 429,
    });
    expect(await logged(() => request(url, { method: "GET", headersTimeout: -1 }))).toMatchObject({
      kind: "bug",
    });
  });
});

describe("Node", () => {
  test("file, parser, assertion", async () => {
    expect(await logged(() => readFile("/does/not/exist"))).toMatchObject({ kind: "client", code: "ENOENT" });
    expect(await logged(async () => JSON.parse("{"))).toMatchObject({ kind: "bug", name: "SyntaxError" });
  });

  test("an answer of the http client that is thrown", async () => {
    const answer = await new Promise<IncomingMessage>((got) => get(`${url}/?status=404`, got));
    answer.resume();
    expect(readThrown(answer)).toMatchObject({ status: 404, message: "HTTP 404 Not Found" });
  });

  test("AggregateErrors of Promise.any take kind and code of their members", async () => {
    const error = await logged(() =>
      Promise.any([fetch(`http://localhost:${closed}`), fetch(`http://127.0.0.1:${closed}`)]),
    );
    expect(error).toMatchObject({ name: "AggregateError", kind: "connection", code: "ECONNREFUSED" });
    expect(error.causes?.map(({ name }) => name).slice(0, 2)).toEqual(["TypeError", "TypeError"]);
  });
});

test.each([
  [400, { name: "HttpStatus", message: "HTTP 400", status: 400 }],
  [599, { name: "HttpStatus", message: "HTTP 599", status: 599 }],
  [399, { name: "NonError", message: "399" }],
  [600, { name: "NonError", message: "600" }],
  [404.5, { name: "NonError", message: "404.5" }],
  [
    { statusText: "Gone", status: 410 },
    { name: "Object", message: "Gone", status: 410 },
  ],
  [
    { statusText: "", status: 410, headers: {} },
    { name: "Object", message: "HTTP 410", status: 410 },
  ],
  [
    { statusText: "", headers: {} },
    { name: "Object", message: "object with statusText, headers" },
  ],
  [
    { statusText: "x", status: 410, headers: {}, message: "mine" },
    { message: "mine", status: 410 },
  ],
])("a status such as %j is understood", (thrown, expected) => {
  expect(readThrown(thrown)).toMatchObject(expected);
});
