import type { JoinAnswer } from "@pigeon/protocol";
import { expect, test } from "vitest";
import type { JoinDesk } from "../../src/index.ts";
import { testHub, type TestHub } from "../hub-fixture.ts";

const authTokens = [
  { name: "ops", role: "admin", secret: "secret-of-ops" },
  { name: "workers", role: "worker", secret: "secret-of-workers" },
] as const;
const desk: JoinDesk = {
  admit: async (proof) => {
    if (proof === "away") throw new Error("the cloud is away");
    return proof.startsWith("i-")
      ? { kind: "admitted", workerId: proof }
      : { kind: "refused", reason: "it is no member" };
  },
};
let time = Date.parse("2030-01-01T00:00:00Z");
const clock = { now: () => time, monotonic: () => time, after: () => () => {} };
const started = (more: object = {}) =>
  testHub({ hub: { authTokens } }, { join: desk, clock: { ...clock }, ...more });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const join = async (hub: TestHub, proof: string): Promise<JoinAnswer> =>
  (await hub.call<JoinAnswer>("POST", "/v1/join", { proof })).body;
const register = (hub: TestHub, token: string, workerId?: string) =>
  hub.call("POST", "/v1/workers", { workerId, types: ["t"], slots: 1 }, bearer(token));
const heartbeat = (hub: TestHub, token: string, workerId: string) =>
  hub.call("POST", `/v1/workers/${workerId}/heartbeat`, { running: [] }, bearer(token));

test("who is let in gets a token for the worker of its name, and for no other", async () => {
  const hub = await started();
  const answer = await hub.call<JoinAnswer>("POST", "/v1/join", { proof: "i-1" });
  expect(answer.status).toBe(201);
  const { workerId, token, expiresAt } = answer.body;
  expect([workerId, Date.parse(expiresAt)]).toEqual(["i-1", time + 300_000]);
  expect((await register(hub, token, "i-1")).status).toBe(201);
  expect((await heartbeat(hub, token, "i-1")).status).toBe(200);
  for (const other of ["i-2", undefined]) {
    expect(await register(hub, token, other)).toMatchObject({
      status: 403,
      body: { detail: 'this token is that of the worker "i-1" alone' },
    });
  }
  await register(hub, "secret-of-workers", "w2");
  expect((await heartbeat(hub, token, "w2")).status).toBe(403);
  expect((await hub.call("POST", "/v1/jobs", { type: "t", payload: 1 }, bearer(token))).status).toBe(403);
  expect((await register(hub, "secret-of-workers", "i-1")).status).toBe(201);
});

test("a token ends, and a new one goes on with the same worker", async () => {
  const hub = await started({ joinTtlMs: 60_000 });
  const { token } = await join(hub, "i-1");
  await register(hub, token, "i-1");
  time += 60_000;
  expect((await heartbeat(hub, token, "i-1")).status).toBe(401);
  const { token: next } = await join(hub, "i-1");
  expect((await heartbeat(hub, next, "i-1")).status).toBe(200);
});

test("a token that was tampered with is none; another hub with the same admins takes it", async () => {
  const hub = await started();
  const { token } = await join(hub, "i-1");
  const claim = Buffer.from(JSON.stringify(["i-2", time + 1e9])).toString("base64url");
  const forged = [
    `pjt_${claim}.${token.split(".")[1]}`,
    `${token.slice(0, -2)}AA`,
    "pjt_",
    `pjt_${claim}`,
    `pjt_${claim}.`,
  ];
  for (const one of forged) expect((await register(hub, one, "i-2")).status).toBe(401);
  expect((await register(await started(), token, "i-1")).status).toBe(201);
  const others = [{ ...authTokens[0], secret: "another-secret-of-ops" }, authTokens[1]];
  const elsewhere = await testHub({ hub: { authTokens: others } }, { clock: { ...clock } });
  expect((await register(elsewhere, token, "i-1")).status).toBe(401);
});

test("who is not let in is told why", async () => {
  const hub = await started();
  const ask = async (body: unknown) => (await hub.call("POST", "/v1/join", body)).body;
  expect(await ask({ proof: "x" })).toMatchObject({ status: 403, detail: "it is no member" });
  expect(await ask({})).toMatchObject({ status: 400, errors: [{ path: "proof" }] });
  expect(await ask({ proof: "i-1", colour: "red" })).toMatchObject({ status: 400 });
  expect(await ask({ proof: "i".repeat(16_385) })).toMatchObject({ status: 400 });
  const away = await hub.call("POST", "/v1/join", { proof: "away" });
  expect(away).toMatchObject({ status: 503, body: { detail: expect.not.stringContaining("cloud is away") } });
  expect(away.headers.get("retry-after")).toBe("5");
});

test("a hub without a desk lets nobody in that way", async () => {
  const hub = await testHub({ hub: { authTokens } });
  expect((await hub.call("POST", "/v1/join", { proof: "i-1" })).body).toMatchObject({
    status: 404,
    detail: "this hub lets no instances join by a proof",
  });
});
