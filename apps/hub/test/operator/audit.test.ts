import type { AuditList, Caller } from "@pigeon/protocol";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { pullWorker, testHub, type TestHub } from "../hub-fixture.ts";

const authTokens = [
  { name: "ops", role: "admin", secret: "secret-of-ops" },
  { name: "app", role: "client", secret: "secret-of-app" },
] as const;
const as = (name: "ops" | "app") => ({ authorization: `Bearer secret-of-${name}` });
const audit = async (hub: TestHub, headers = {}, query = "") =>
  (await hub.call<AuditList>("GET", `/v1/audit${query}`, undefined, headers)).body.entries;

test("what operators do is written down, with who, what, on what, and whether it was done", async () => {
  const hub = await testHub({ hub: { authTokens } });
  const { body } = await hub.call<{ id: string }>("POST", "/v1/jobs", { type: "t" }, as("app"));
  await hub.call("POST", `/v1/jobs/${body.id}/cancel`, undefined, as("ops"));
  await hub.call("POST", "/v1/breakers/none/isolate", undefined, as("ops"));
  await hub.call("POST", "/v1/dead-letters/redrive", { type: "t" }, as("app"));
  await hub.call("POST", "/v1/dead-letters/redrive", { type: "t" });
  await vi.waitFor(async () => expect(await audit(hub, as("ops"))).toHaveLength(4));
  const entries = (await audit(hub, as("ops"))).map(({ at: _at, requestId: _id, ...entry }) => entry);
  expect(entries.reverse()).toEqual([
    { who: "ops", role: "admin", action: "cancel-job", target: body.id, outcome: "done", status: 200 },
    { who: "ops", role: "admin", action: "isolate-breaker", target: "none", outcome: "refused", status: 404 },
    {
      who: "app",
      role: "client",
      action: "redrive-all",
      target: '{"type":"t"}',
      outcome: "refused",
      status: 403,
    },
    { who: "somebody", action: "redrive-all", target: '{"type":"t"}', outcome: "refused", status: 401 },
  ]);
  expect(await audit(hub, as("ops"), "?limit=1")).toHaveLength(1);
});

test("what a worker does to itself is not an operator's doing; the same by somebody else is", async () => {
  const hub = await testHub();
  const [own, other] = [await pullWorker(hub), await pullWorker(hub)];
  const itself = { authorization: `Bearer ${own.token}` };
  await hub.call("POST", `/v1/workers/${own.id}/drain`, undefined, itself);
  await hub.call("DELETE", `/v1/workers/${own.id}`, undefined, itself);
  await hub.call("POST", `/v1/workers/${other.id}/drain`, undefined, itself);
  await vi.waitFor(async () => expect(await audit(hub)).toHaveLength(1));
  expect(await audit(hub)).toMatchObject([{ who: "somebody", action: "drain-worker", target: other.id }]);
});

test("a redrive with another payload says so, and a silence says of what", async () => {
  const hub = await testHub();
  await hub.call("POST", "/v1/dead-letters/x/redrive", { payload: 1 });
  const matchers = [{ label: "worker", is: "w1" }];
  await hub.call("POST", "/v1/silences", { matchers, until: "2999-01-01T00:00:00Z", comment: "moving" });
  await vi.waitFor(async () => expect(await audit(hub)).toHaveLength(2));
  expect((await audit(hub)).map(({ target }) => target).sort()).toEqual([
    JSON.stringify(matchers),
    "x with another payload",
  ]);
});

test("is there again after a restart", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pigeon-audit-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const storeUrl = `sqlite:${join(folder, "jobs.db")}`;
  const first = await testHub({ hub: { storeUrl } });
  await first.call("POST", "/v1/breakers/none/reset");
  await vi.waitFor(async () => expect(await audit(first)).toHaveLength(1));
  await first.close();
  const second = await testHub({ hub: { storeUrl } });
  expect(await audit(second)).toMatchObject([{ action: "reset-breaker", target: "none" }]);
});

test("is for admins only, as settings are; everyone may ask who they are", async () => {
  const hub = await testHub({ hub: { authTokens } });
  for (const path of ["/v1/audit", "/v1/settings"]) {
    expect((await hub.call("GET", path, undefined, as("app"))).status).toBe(403);
    expect((await hub.call("GET", path, undefined, as("ops"))).status).toBe(200);
  }
  const whoami = async (headers = {}) =>
    (await hub.call<Caller>("GET", "/v1/whoami", undefined, headers)).body;
  expect(await whoami(as("app"))).toEqual({ name: "app", role: "client", tokens: true });
  expect(await whoami()).toMatchObject({ status: 401 });
  const open = await testHub();
  expect((await open.call("GET", "/v1/whoami")).body).toEqual({ name: null, role: "admin", tokens: false });
});
