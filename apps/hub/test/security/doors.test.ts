import type { Job, RegistrationAnswer } from "@pigeon/protocol";
import { describe, expect, test } from "vitest";
import { testHub, type TestHub } from "../hub-fixture.ts";
import { sendRaw, statusesOf } from "./raw.ts";

const authTokens = [
  { name: "shop", role: "client", secret: "secret-of-shop" },
  { name: "fleet", role: "worker", secret: "secret-of-fleet" },
  { name: "ops", role: "admin", secret: "secret-of-ops" },
] as const;
const guarded = () => testHub({ hub: { authTokens } });
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

describe("without a token nothing answers", () => {
  const READS = [
    "/v1/jobs",
    "/v1/jobs/x",
    "/v1/workers",
    "/v1/workers/x",
    "/v1/status",
    "/v1/errors",
    "/v1/dead-letters",
  ];

  test.each(READS)("HEAD %s, as little as GET", async (path) => {
    const hub = await guarded();
    expect((await hub.call("HEAD", path)).status).toBe(401);
    expect((await hub.call("HEAD", path, undefined, bearer("secret-of-nobody"))).status).toBe(401);
  });

  test.each(["OPTIONS", "PUT", "PATCH", "QUERY", "PROPFIND"])("%s, which leads nowhere", async (method) => {
    const hub = await guarded();
    for (const path of READS) expect([400, 404]).toContain((await hub.call(method, path)).status);
  });

  test.each([
    "/v1/%6Aobs",
    "/v1/%6a%6f%62%73",
    "/%76%31/jobs",
    "//v1/jobs",
    "/v1//jobs",
    "/v1/jobs/",
    "/V1/JOBS",
    "/v1/jobs;a=b",
    "/v1/jobs%2f",
    "/v1/jobs%00",
    "/v1/jobs?",
    "/healthz/../v1/jobs",
    "/healthz%2f..%2fv1%2fjobs",
    "/v1/./jobs",
    "/v1/jobs#healthz",
    "/v1/jobs?/healthz",
    "http://localhost/v1/jobs",
    "*",
  ])("%s, however it is written", async (path) => {
    const hub = await guarded();
    await hub.call("POST", "/v1/jobs", { type: "secret.type" }, bearer("secret-of-shop"));
    const answer = await sendRaw(hub.url, `GET ${path} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n`);
    expect([400, 401, 404]).toContain(statusesOf(answer)[0]);
    expect(answer).not.toContain("secret.type");
  });

  test.each([
    [
      "in the query",
      "/v1/status?token=secret-of-ops&access_token=secret-of-ops&authorization=Bearer%20secret-of-ops",
      "",
    ],
    ["in a cookie", "/v1/status", "cookie: token=secret-of-ops; authorization=Bearer secret-of-ops\r\n"],
    [
      "in another header",
      "/v1/status",
      "x-api-key: secret-of-ops\r\nproxy-authorization: Bearer secret-of-ops\r\n",
    ],
    ["in another scheme", "/v1/status", "authorization: Basic secret-of-ops\r\n"],
    ["without a scheme", "/v1/status", "authorization: secret-of-ops\r\n"],
    ["with more behind it", "/v1/status", "authorization: Bearer secret-of-ops, Bearer x\r\n"],
    [
      "behind another one",
      "/v1/status",
      "authorization: Bearer x\r\nauthorization: Bearer secret-of-ops\r\n",
    ],
    [
      "in the trailers",
      "/v1/status",
      "transfer-encoding: chunked\r\n\r\n0\r\nauthorization: Bearer secret-of-ops\r\n",
    ],
  ])("a token %s", async (_what, path, headers) => {
    const hub = await guarded();
    const bytes = `GET ${path} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n${headers}\r\n`;
    expect(statusesOf(await sendRaw(hub.url, bytes))[0]).toBe(401);
  });

  test.each([
    "secret-of-op",
    "secret-of-opss",
    "Secret-Of-Ops",
    "ops",
    "secret-of-ops:admin",
    "undefined",
    "*",
  ])("a token that is nearly one (%s)", async (secret) => {
    const hub = await guarded();
    expect((await hub.call("GET", "/v1/status", undefined, bearer(secret))).status).toBe(401);
  });
});

test("a method in a header or in the query overrides nothing", async () => {
  const hub = await guarded();
  const admin = bearer("secret-of-ops");
  await hub.call("POST", "/v1/workers", { workerId: "w", types: ["t"], slots: 1 }, admin);
  const override = {
    "x-http-method-override": "DELETE",
    "x-http-method": "DELETE",
    "x-method-override": "DELETE",
  };
  expect(
    (await hub.call("GET", "/v1/workers/w?_method=DELETE", undefined, { ...admin, ...override })).status,
  ).toBe(200);
  await hub.call("POST", "/v1/workers/w?_method=DELETE", {}, { ...admin, ...override });
  expect((await hub.call("GET", "/v1/workers/w", undefined, admin)).status).toBe(200);
});

describe("a worker's own token", () => {
  async function register(hub: TestHub, workerId: string): Promise<string> {
    const spec = { workerId, types: ["t"], slots: 1 };
    const { body } = await hub.call<RegistrationAnswer>(
      "POST",
      "/v1/workers",
      spec,
      bearer("secret-of-fleet"),
    );
    return body.workerToken;
  }
  const RESULT = { leaseId: "l", jobId: "j", status: "succeeded", durationMs: 1 };
  const CALLS: [string, string, unknown][] = [
    ["POST", "/heartbeat", { running: [] }],
    ["POST", "/lease", { max: 1, waitMs: 0 }],
    ["POST", "/results", { results: [RESULT] }],
    ["POST", "/drain", undefined],
    ["DELETE", "", undefined],
  ];

  test.each(CALLS)("opens %s …%s of no other worker", async (method, path, body) => {
    const hub = await guarded();
    const [own] = [await register(hub, "w"), await register(hub, "v")];
    expect((await hub.call(method, `/v1/workers/v${path}`, body, bearer(own))).status).toBe(401);
    expect((await hub.call(method, `/v1/workers/nobody${path}`, body, bearer(own))).status).toBe(401);
    expect((await hub.call(method, `/v1/workers/w${path}`, body, bearer(own))).status).toBeLessThan(300);
  });

  test("settles no other worker's lease by its own address", async () => {
    const hub = await guarded();
    const [own, others] = [await register(hub, "w"), await register(hub, "v")];
    const client = bearer("secret-of-shop");
    const { body: job } = await hub.call<Job>("POST", "/v1/jobs", { type: "t" }, client);
    const pull = { max: 1, waitMs: 1_000 };
    const pulled = await hub.call<{ leases: { leaseId: string }[] }>(
      "POST",
      "/v1/workers/v/lease",
      pull,
      bearer(others),
    );
    const result = { ...RESULT, jobId: job.id, leaseId: pulled.body.leases[0]?.leaseId };
    const answer = await hub.call("POST", "/v1/workers/w/results", { results: [result] }, bearer(own));
    expect(answer.body).toMatchObject({ accepted: [], rejected: [{ reason: "stale-lease" }] });
    expect((await hub.call<Job>("GET", `/v1/jobs/${job.id}`, undefined, client)).body.state).toBe("leased");
  });

  test("is dead once the worker registered again, or left", async () => {
    const hub = await guarded();
    const first = await register(hub, "w");
    const second = await register(hub, "w");
    const beat = async (secret: string) =>
      (await hub.call("POST", "/v1/workers/w/heartbeat", { running: [] }, bearer(secret))).status;
    expect([await beat(first), await beat(second)]).toEqual([401, 200]);
    expect((await hub.call("DELETE", "/v1/workers/w", undefined, bearer(second))).status).toBe(204);
    expect(await beat(second)).toBe(401);
  });

  test("opens nothing of clients and operators", async () => {
    const hub = await guarded();
    const own = bearer(await register(hub, "w"));
    for (const path of [
      "/v1/jobs",
      "/v1/workers",
      "/v1/workers/w",
      "/v1/status",
      "/v1/errors",
      "/v1/breakers",
    ])
      expect((await hub.call("GET", path, undefined, own)).status).toBe(401);
    for (const path of [
      "/v1/jobs",
      "/v1/workers",
      "/v1/dead-letters/redrive",
      "/v1/breakers/worker:w/isolate",
      "/v1/admin/backup",
    ])
      expect((await hub.call("POST", path, {}, own)).status).toBe(401);
  });
});
