import { request } from "node:http";
import { MAX_BODY_BYTES, PROBLEM_TYPE } from "@pigeon/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WorkerListenError } from "../src/index.ts";
import { listen } from "../src/server.ts";
import type { WorkerServer } from "../src/server.ts";
import { aLease } from "./test-hub.ts";

let token: string | undefined;
let server: WorkerServer;
let calls: unknown[];

beforeEach(async () => {
  token = "secret";
  calls = [];
  server = await listen(
    { host: "127.0.0.1", port: 0 },
    {
      token: () => token,
      push: (leases) => {
        calls.push(leases);
        if (leases[0]?.type === "bug") throw new Error("a bug of ours");
        return { accepted: leases.map(({ leaseId }) => leaseId), refused: [] };
      },
      cancel: (leaseIds) => void calls.push(leaseIds),
    },
  );
});
afterEach(() => server.close());

async function call(method: string, path: string, body?: unknown, bearer = "secret") {
  const response = await fetch(`${server.address}${path}`, {
    method,
    headers: bearer === "" ? {} : { authorization: `Bearer ${bearer}` },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const type = response.headers.get("content-type");
  return { status: response.status, type, body: (await response.json()) as Record<string, unknown> };
}

test("leases are handed on and answered with 202", async () => {
  const lease = aLease("a", { payload: { ü: [1, null] } });
  expect(await call("POST", "/v1/leases", { leases: [lease] })).toEqual({
    status: 202,
    type: "application/json",
    body: { accepted: [lease.leaseId], refused: [] },
  });
  expect(calls).toEqual([[lease]]);
});

test("cancelled leases are handed on and answered with 202", async () => {
  expect((await call("POST", "/v1/leases/cancel?x=1", { leaseIds: ["l1"] })).status).toBe(202);
  expect(calls).toEqual([["l1"]]);
});

test("health needs no token, also before the registration", async () => {
  token = undefined;
  expect(await call("GET", "/healthz", undefined, "")).toMatchObject({ status: 200, body: { status: "ok" } });
});

test.each(["/v1/leases", "/v1/leases/cancel"])("%s without the right token is refused", async (path) => {
  const body = path === "/v1/leases" ? { leases: [aLease("a")] } : { leaseIds: ["l1"] };
  for (const bearer of ["", "wrong", "secret2"]) {
    expect(await call("POST", path, body, bearer)).toMatchObject({
      status: 401,
      type: PROBLEM_TYPE,
      body: { title: "Unauthorized", status: 401, type: "about:blank" },
    });
  }
  expect(calls).toEqual([]);
});

test("calls while there is no registration are answered with 503", async () => {
  token = undefined;
  expect(await call("POST", "/v1/leases", { leases: [aLease("a")] })).toMatchObject({
    status: 503,
    type: PROBLEM_TYPE,
  });
  expect(calls).toEqual([]);
});

test.each([
  ["/v1/leases", "{", /not JSON/, 0],
  ["/v1/leases", {}, /expected shape/, 1],
  ["/v1/leases", { leases: [] }, /expected shape/, 1],
  ["/v1/leases", { leases: [{ leaseId: "l" }] }, /expected shape/, 6],
  ["/v1/leases/cancel", { leaseIds: [1, "a b"], more: 1 }, /expected shape/, 3],
])("%s with %o is refused, with every problem", async (path, body, detail, problems) => {
  const answer = await call("POST", path, body);
  expect(answer).toMatchObject({
    status: 400,
    type: PROBLEM_TYPE,
    body: { detail: expect.stringMatching(detail) as string },
  });
  expect((answer.body["errors"] as unknown[] | undefined) ?? []).toHaveLength(problems);
  expect(calls).toEqual([]);
});

test("a body over the bound is refused with an answer, not with a reset", async () => {
  const answer = await call("POST", "/v1/leases", "x".repeat(MAX_BODY_BYTES + 1));
  expect(answer).toMatchObject({ status: 413, type: PROBLEM_TYPE });
  expect((await call("POST", "/v1/leases", `"${"x".repeat(MAX_BODY_BYTES - 2)}"`)).status).toBe(400);
});

test.each([
  ["GET", "/", 404],
  ["GET", "/constructor", 404],
  ["POST", "/v1/leases/", 404],
  ["GET", "/v1/leases", 405],
  ["POST", "/healthz", 405],
])("%s %s is answered with %i", async (method, path, status) => {
  expect(await call(method, path)).toMatchObject({ status, type: PROBLEM_TYPE, body: { status } });
});

test("a bug of ours is a 500, and the server goes on", async () => {
  expect((await call("POST", "/v1/leases", { leases: [aLease("bug")] })).status).toBe(500);
  expect((await call("GET", "/healthz")).status).toBe(200);
});

test("a sender that goes away in the middle of a body harms nothing", async () => {
  const { port, hostname } = new URL(server.address);
  const headers = { authorization: "Bearer secret", "content-length": "1000" };
  const broken = request({ port, hostname, method: "POST", path: "/v1/leases", headers });
  const closed = new Promise((resolve) => broken.on("close", resolve));
  broken.on("error", () => {});
  broken.write("{", () => broken.destroy());
  await closed;
  expect((await call("GET", "/healthz")).status).toBe(200);
});

test("idle connections are kept for longer than any heartbeat interval", async () => {
  const response = await fetch(`${server.address}/healthz`);
  await response.json();
  expect(response.headers.get("keep-alive")).toBe("timeout=600");
});

test("a busy port is told in words", async () => {
  const port = Number(new URL(server.address).port);
  const door = { token: () => undefined, push: () => ({ accepted: [], refused: [] }), cancel: () => {} };
  await expect(listen({ host: "127.0.0.1", port }, door)).rejects.toThrow(
    new WorkerListenError(`port ${port} on 127.0.0.1 is in use; choose another port, or 0 for any free one`),
  );
  await expect(listen({ host: "192.0.2.1", port: 0 }, door)).rejects.toThrow(
    "cannot listen on 192.0.2.1, port 0:",
  );
});

test("an IPv6 address is written in brackets", async () => {
  const door = { token: () => undefined, push: () => ({ accepted: [], refused: [] }), cancel: () => {} };
  const six = await listen({ host: "::1", port: 0 }, door).catch(() => undefined);
  // Machines without IPv6 cannot show it.
  if (six === undefined) return;
  expect(six.address).toMatch(/^http:\/\/\[::1\]:\d+$/);
  await six.close();
});
