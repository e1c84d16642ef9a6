import type { RegistrationAnswer } from "@pigeon/protocol";
import { expect, test } from "vitest";
import { testHub, type TestHub } from "../hub-fixture.ts";

const authTokens = [
  { name: "shop", role: "client", secret: "secret-of-shop" },
  { name: "fleet", role: "worker", secret: "secret-of-fleet" },
] as const;

async function statuses(hub: TestHub, count: number, path: string, secret?: string): Promise<number[]> {
  const headers: Record<string, string> = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
  const answers: number[] = [];
  for (let call = 0; call < count; call++)
    answers.push((await hub.call("GET", path, undefined, headers)).status);
  return answers;
}

test("who sends more than the rate gets 429 with Retry-After, before anything is done", async () => {
  const hub = await testHub({ hub: { rateLimitPerSecond: 1 } });
  expect((await hub.call("GET", "/v1/status")).status).toBe(200);
  const refused = await hub.call("POST", "/v1/jobs", { type: "t" });
  expect(refused.status).toBe(429);
  expect(refused.headers.get("retry-after")).toBe("1");
  expect(refused.body).toMatchObject({
    type: "urn:pigeon:problem:too-many-requests",
    title: "Too many requests",
    detail: "more requests than the hub takes from one caller; send it again later",
  });
});

test("tokens, workers and addresses are counted apart", async () => {
  const hub = await testHub({ hub: { authTokens, rateLimitPerSecond: 2 } });
  const registered = await hub.call<RegistrationAnswer>(
    "POST",
    "/v1/workers",
    { workerId: "w", types: ["t"], slots: 1 },
    { authorization: "Bearer secret-of-fleet" },
  );
  // Far more than come in again while the test runs.
  const shop = await statuses(hub, 20, "/v1/status", "secret-of-shop");
  expect(shop.slice(0, 2)).toEqual([200, 200]);
  expect(shop).toContain(429);
  const nobody = await statuses(hub, 20, "/v1/status");
  expect(nobody.slice(0, 2)).toEqual([401, 401]);
  expect(nobody).toContain(429);
  const headers = { authorization: `Bearer ${registered.body.workerToken}` };
  const beat = () => hub.call("POST", "/v1/workers/w/heartbeat", { running: [] }, headers);
  expect((await beat()).status).toBe(200);
  expect(await statuses(hub, 1, "/v1/status", "secret-of-fleet")).toEqual([200]);
});

test("wrong tokens are counted at their address, so that guessing is slow", async () => {
  const hub = await testHub({ hub: { authTokens, rateLimitPerSecond: 2 } });
  const guesses: number[] = [];
  for (let guess = 0; guess < 20; guess++)
    guesses.push(...(await statuses(hub, 1, "/v1/status", `secret-number-${guess}`)));
  expect(guesses.filter((status) => status === 401).length).toBeLessThan(10);
  expect(new Set(guesses)).toEqual(new Set([401, 429]));
});

test("the probes of a balancer are never refused, unknown addresses are", async () => {
  const hub = await testHub({ hub: { rateLimitPerSecond: 1 } });
  expect(new Set(await statuses(hub, 20, "/healthz"))).toEqual(new Set([200]));
  expect(new Set(await statuses(hub, 20, "/readyz"))).toEqual(new Set([200]));
  expect(await statuses(hub, 20, "/nothing")).toContain(429);
});

test("without a rate nobody is refused", async () => {
  const hub = await testHub();
  expect(new Set(await statuses(hub, 100, "/v1/status"))).toEqual(new Set([200]));
});
