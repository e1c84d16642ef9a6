import type { RegistrationAnswer } from "@pigeon/protocol";
import { describe, expect, test } from "vitest";
import { testHub, type TestHub } from "../hub-fixture.ts";

const authTokens = [
  { name: "shop", role: "client", secret: "secret-of-shop" },
  { name: "fleet", role: "worker", secret: "secret-of-fleet" },
  { name: "ops", role: "admin", secret: "secret-of-ops" },
] as const;

function as(hub: TestHub, secret: string | undefined) {
  const headers: Record<string, string> = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
  return async (method: string, path: string, body?: unknown) =>
    (await hub.call(method, path, body, headers)).status;
}

const JOB = { type: "t" };
const WORKER = { workerId: "w", types: ["t"], slots: 1 };
const requests: [string, string, unknown, ("client" | "worker" | "admin")[]][] = [
  ["POST", "/v1/jobs", JOB, ["client"]],
  ["POST", "/v1/jobs/batch", { jobs: [JOB] }, ["client"]],
  ["GET", "/v1/jobs", undefined, ["client"]],
  ["GET", "/v1/jobs/x", undefined, ["client"]],
  ["POST", "/v1/jobs/x/cancel", undefined, ["client"]],
  ["GET", "/v1/dead-letters", undefined, ["client"]],
  ["POST", "/v1/dead-letters/x/redrive", undefined, []],
  ["POST", "/v1/dead-letters/redrive", {}, []],
  ["DELETE", "/v1/dead-letters/x", undefined, []],
  ["POST", "/v1/workers", WORKER, ["worker"]],
  ["POST", "/v1/workers/x/heartbeat", { running: [] }, ["worker"]],
  ["POST", "/v1/workers/x/lease", { max: 1, waitMs: 0 }, ["worker"]],
  [
    "POST",
    "/v1/workers/x/results",
    { results: [{ leaseId: "l", jobId: "j", status: "succeeded", durationMs: 1 }] },
    ["worker"],
  ],
  ["POST", "/v1/workers/x/drain", undefined, ["worker"]],
  ["POST", "/v1/workers/x/undrain", undefined, ["worker"]],
  ["DELETE", "/v1/workers/x", undefined, ["worker"]],
  ["GET", "/v1/workers", undefined, ["client", "worker"]],
  ["GET", "/v1/workers/x", undefined, ["client", "worker"]],
  ["GET", "/v1/fleet", undefined, ["client"]],
  ["POST", "/v1/fleet/scale", { count: 1 }, []],
  ["GET", "/v1/status", undefined, ["client", "worker"]],
  ["GET", "/v1/breakers", undefined, ["client", "worker"]],
  ["POST", "/v1/breakers/x/reset", undefined, []],
  ["POST", "/v1/breakers/x/isolate", undefined, []],
  ["GET", "/v1/errors", undefined, ["client"]],
  ["GET", "/v1/errors/summary", undefined, ["client"]],
  ["GET", "/v1/errors/trends", undefined, ["client"]],
  ["GET", "/v1/errors/correlated/x", undefined, ["client"]],
];

describe("with tokens set", () => {
  test.each(requests)("%s %s is open to its roles and to admins only", async (method, path, body, roles) => {
    const hub = await testHub({ hub: { authTokens } });
    expect(await as(hub, undefined)(method, path, body)).toBe(401);
    expect(await as(hub, "secret-of-nobody")(method, path, body)).toBe(401);
    for (const { role, secret } of authTokens) {
      const status = await as(hub, secret)(method, path, body);
      if (role === "admin" || roles.includes(role)) expect([401, 403]).not.toContain(status);
      else expect(status).toBe(403);
    }
  });

  test("a worker's own token serves for itself and for no other", async () => {
    const hub = await testHub({ hub: { authTokens } });
    const register = (workerId: string) =>
      hub.call<RegistrationAnswer>(
        "POST",
        "/v1/workers",
        { ...WORKER, workerId },
        { authorization: "Bearer secret-of-fleet" },
      );
    const own = as(hub, (await register("w")).body.workerToken);
    await register("v");
    expect(await own("POST", "/v1/workers/w/heartbeat", { running: [] })).toBe(200);
    expect(await own("POST", "/v1/workers/v/heartbeat", { running: [] })).toBe(401);
    expect(await own("POST", "/v1/jobs", JOB)).toBe(401);
  });

  test("a refusal names the roles, never a token, and asks for one", async () => {
    const hub = await testHub({ hub: { authTokens } });
    const none = await hub.call("GET", "/v1/status");
    expect(none.headers.get("www-authenticate")).toBe("Bearer");
    const wrong = await hub.call(
      "POST",
      "/v1/dead-letters/redrive",
      {},
      { authorization: "Bearer secret-of-shop" },
    );
    expect(wrong.body.detail).toBe("this needs a token of the role admin, received client");
    expect(JSON.stringify([none.body, wrong.body])).not.toContain("secret-of");
  });
});

test("without tokens, on loopback, everything is open", async () => {
  const hub = await testHub();
  expect(await as(hub, undefined)("POST", "/v1/dead-letters/redrive", {})).toBe(200);
});
