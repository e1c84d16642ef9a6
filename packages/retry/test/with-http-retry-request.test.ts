import { createServer, type RequestListener } from "node:http";
import { once } from "node:events";
import { describe, expect, test, vi } from "vitest";
import { withHttpRetry, type HttpRequest } from "../src/index.ts";
import { fakeResponse, returning } from "./http-helpers.ts";
import { rejection, setup } from "./support.ts";

describe("request", () => {
  const attempts = async (request: HttpRequest, more: { method?: string } = {}): Promise<number> => {
    const { clock, options } = setup();
    const work = returning(fakeResponse(503).response, new Response("fine"));
    await clock.settle(withHttpRetry(work.fn, { ...options, request, ...more }));
    return work.calls();
  };
  const url = "http://127.0.0.1/";
  const headers = { "Idempotency-Key": "order-7" };

  test("tells the method", async () => {
    expect(await attempts({ method: "PUT" })).toBe(2);
    expect(await attempts({ method: "POST" })).toBe(1);
    expect(await attempts(new Request(url, { method: "POST" }))).toBe(1);
    expect(await attempts({})).toBe(2);
    expect(await attempts({ method: "" })).toBe(2);
    expect(await attempts({ method: "POST" }, { method: "GET" })).toBe(2);
  });

  test("with an idempotency key is retried whatever its method", async () => {
    expect(await attempts({ method: "POST", headers })).toBe(2);
    expect(await attempts({ method: "POST", headers: new Headers(headers) })).toBe(2);
    expect(await attempts({ method: "POST", headers: Object.entries(headers) })).toBe(2);
    expect(await attempts(new Request(url, { method: "PATCH", headers }))).toBe(2);
  });

  test("without one, or with an empty one, is not", async () => {
    expect(await attempts({ method: "POST", headers: { accept: "x" } })).toBe(1);
    expect(await attempts({ method: "POST", headers: { "idempotency-key": "" } })).toBe(1);
    expect(await attempts({ method: "POST", headers: new Headers() })).toBe(1);
    expect(await attempts({ method: "POST", headers: null })).toBe(1);
    expect(await attempts({ method: "POST", headers: ["idempotency-key"] })).toBe(1);
  });

  test("that is no object is refused", async () => {
    const error = await rejection(withHttpRetry(async () => 1, { request: 7 as unknown as HttpRequest }));
    expect(error).toHaveProperty("problems", [
      "request: expected a Request, or an object with method and headers, received 7 (number)",
    ]);
  });
});

/** A server that counts its connections, those made and those still open. */
async function counting(listener: RequestListener) {
  const server = createServer(listener);
  let made = 0;
  let open = 0;
  server.on("connection", (socket) => {
    made += 1;
    open += 1;
    socket.on("close", () => {
      open -= 1;
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/`,
    made: () => made,
    open: () => open,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

describe("discarded bodies, over real sockets", () => {
  const options = { baseDelayMs: 200, jitter: "none", strategy: "constant" } as const;

  test("short ones are read, and one connection serves all attempts", async () => {
    let requests = 0;
    await using server = await counting((_request, response) => {
      requests += 1;
      const body = "please come back later";
      if (requests < 3) response.writeHead(503, { "content-length": body.length }).end(body);
      else response.end("fine");
    });
    const response = await withHttpRetry(() => fetch(server.url), options);
    expect(await response.text()).toBe("fine");
    expect([requests, server.made()]).toEqual([3, 1]);
  });

  test.each<[string, Record<string, string>]>([
    ["of unknown length that never end", {}],
    ["that are long", { "content-length": "10000000" }],
    ["that are short, but never come", { "content-length": "1000" }],
  ])("those %s are cancelled, and their connections closed", async (_kind, headers) => {
    let requests = 0;
    await using server = await counting((_request, response) => {
      requests += 1;
      if (requests === 4) response.end("fine");
      else response.writeHead(503, headers).write("the first of much");
    });
    const response = await withHttpRetry(() => fetch(server.url), options);
    expect(await response.text()).toBe("fine");
    await vi.waitFor(() => expect(server.open()).toBeLessThanOrEqual(1));
    expect(requests).toBe(4);
  });

  test("a Response that shouldRetryResult refused is discarded too", async () => {
    let requests = 0;
    await using server = await counting((_request, response) => {
      requests += 1;
      if (requests === 2) response.end("fine");
      else response.writeHead(202).write("still at work");
    });
    const response = await withHttpRetry(() => fetch(server.url), {
      ...options,
      shouldRetryResult: ({ result }) => result.status === 202,
    });
    expect(await response.text()).toBe("fine");
    await vi.waitFor(() => expect(server.open()).toBeLessThanOrEqual(1));
  });
});

test("an attempt makes no AbortController for a Response in time", async () => {
  const make = vi.fn(globalThis.AbortController);
  vi.stubGlobal("AbortController", make);
  const fn = async (): Promise<Response> => new Response("fine");
  await withHttpRetry(fn, { attemptTimeoutMs: 1000 });
  expect(make).not.toHaveBeenCalled();
  vi.unstubAllGlobals();
});
