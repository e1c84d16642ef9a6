import { join } from "node:path";
import type { AuthToken } from "@pigeon/config";
import type { RegistrationAnswer } from "@pigeon/protocol";
import { describe, expect, test } from "vitest";
import { testHub, type TestHub } from "../hub-fixture.ts";
import { folder } from "../store/folder.ts";

const ALPHA = { name: "alpha", role: "worker", secret: "secret-of-alpha" } as const;
const BETA = { name: "beta", role: "worker", secret: "secret-of-beta" } as const;
const OPS = { name: "ops", role: "admin", secret: "secret-of-ops" } as const;
const authTokens = [ALPHA, BETA, OPS];

const as = ({ secret }: { readonly secret: string }) => ({ authorization: `Bearer ${secret}` });
const register = (hub: TestHub, by: { readonly secret: string }, workerId = "w") =>
  hub.call<RegistrationAnswer>("POST", "/v1/workers", { workerId, types: ["t"], slots: 1 }, as(by));

const RESULT = { leaseId: "l", jobId: "j", status: "succeeded", durationMs: 1 };
const CALLS: [string, string, unknown][] = [
  ["POST", "/v1/workers/w/heartbeat", { running: [] }],
  ["POST", "/v1/workers/w/lease", { max: 1, waitMs: 0 }],
  ["POST", "/v1/workers/w/results", { results: [RESULT] }],
  ["POST", "/v1/workers/w/drain", undefined],
  ["DELETE", "/v1/workers/w", undefined],
  ["POST", "/v1/workers", { workerId: "w", types: ["t"], slots: 1 }],
];

describe("a worker belongs to the token that it registered with", () => {
  test.each(CALLS)("%s %s: not for another worker token", async (method, path, body) => {
    const hub = await testHub({ hub: { authTokens } });
    const { workerToken } = (await register(hub, ALPHA)).body;
    const refused = await hub.call(method, path, body, as(BETA));
    expect(refused.status).toBe(403);
    expect(refused.body.detail).toBe(
      'the worker "w" registered with another token than beta; use that one, or another worker id',
    );
    // Nothing happened: the worker is there, with the token that it got.
    const beat = await hub.call(
      "POST",
      "/v1/workers/w/heartbeat",
      { running: [] },
      as({ secret: workerToken }),
    );
    expect(beat.status).toBe(200);
    const { body: seen } = await hub.call<{ draining: boolean }>("GET", "/v1/workers/w", undefined, as(BETA));
    expect(seen.draining).toBe(false);
  });

  test.each(CALLS)("%s %s: for that token, and for an admin", async (method, path, body) => {
    for (const caller of [ALPHA, OPS]) {
      const hub = await testHub({ hub: { authTokens } });
      await register(hub, ALPHA);
      expect((await hub.call(method, path, body, as(caller))).status).toBeLessThan(300);
    }
  });
});

test("of two registrations at once with two tokens one stands", async () => {
  const hub = await testHub({ hub: { authTokens } });
  const answers = await Promise.all([register(hub, ALPHA), register(hub, BETA)]);
  expect(answers.map(({ status }) => status).sort((one, other) => one - other)).toEqual([201, 403]);
});

test("a worker that left gives its id away", async () => {
  const hub = await testHub({ hub: { authTokens } });
  await register(hub, ALPHA);
  await hub.call("DELETE", "/v1/workers/w", undefined, as(ALPHA));
  expect((await register(hub, BETA)).status).toBe(201);
  expect((await register(hub, ALPHA)).status).toBe(403);
});

test("an admin who registers a known worker takes it over", async () => {
  const hub = await testHub({ hub: { authTokens } });
  await register(hub, ALPHA);
  expect((await register(hub, OPS)).status).toBe(201);
  expect((await register(hub, ALPHA)).status).toBe(403);
});

test("the owner is not shown", async () => {
  const hub = await testHub({ hub: { authTokens } });
  await register(hub, ALPHA);
  const { body } = await hub.call("GET", "/v1/workers/w", undefined, as(OPS));
  expect(JSON.stringify(body)).not.toContain("alpha");
});

/** Before and after a restart of the hub, over one file. */
async function restarted(tokensAfter: readonly AuthToken[]): Promise<TestHub> {
  const storeUrl = `sqlite:${join(folder(), "pigeon.db")}`;
  const before = await testHub({ hub: { authTokens, storeUrl } });
  await register(before, ALPHA);
  await before.call("POST", "/v1/workers/w/drain", undefined, as(ALPHA));
  await before.close();
  return testHub({ hub: { authTokens: tokensAfter, storeUrl } });
}

test("a worker belongs to its token after a restart too", async () => {
  const hub = await restarted(authTokens);
  const beat = (by: { readonly secret: string }) =>
    hub.call("POST", "/v1/workers/w/heartbeat", { running: [] }, as(by));
  expect((await beat(BETA)).status).toBe(403);
  expect((await register(hub, BETA)).status).toBe(403);
  expect((await beat(ALPHA)).status).toBe(200);
});

test("a token that was taken away binds nobody: its workers can come back with another", async () => {
  const hub = await restarted([BETA, OPS]);
  expect((await register(hub, BETA)).status).toBe(201);
});

test("a token with a new secret is the same token", async () => {
  const hub = await restarted([{ ...ALPHA, secret: "secret-of-alpha-2" }, BETA]);
  expect((await register(hub, BETA)).status).toBe(403);
  expect((await register(hub, { secret: "secret-of-alpha-2" })).status).toBe(201);
});
