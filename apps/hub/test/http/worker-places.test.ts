import type { RegistrationAnswer } from "@pigeon/protocol";
import { expect, test } from "vitest";
import { testHub, type TestHub } from "../hub-fixture.ts";

const register = (hub: TestHub, workerId?: string) =>
  hub.call<RegistrationAnswer>("POST", "/v1/workers", { workerId, types: ["t"], slots: 1 });
const statuses = (answers: readonly { status: number }[]) =>
  answers.map(({ status }) => status).sort((one, other) => one - other);

test("more workers than the hub takes get 429; a known one may register again, and one that left frees its place", async () => {
  const hub = await testHub({ hub: { maxWorkers: 2 } });
  await register(hub, "a");
  await register(hub, "b");
  const refused = await hub.call("POST", "/v1/workers", { types: ["t"], slots: 1 });
  expect({ status: refused.status, retryAfter: refused.headers.get("retry-after") }).toEqual({
    status: 429,
    retryAfter: "5",
  });
  expect(refused.body.detail).toBe(
    "2 workers are registered, and no more may be (PIGEON_HUB_MAX_WORKERS); try again when others left",
  );
  expect((await register(hub, "b")).status).toBe(201);
  await hub.call("DELETE", "/v1/workers/a");
  expect((await register(hub, "c")).status).toBe(201);
  expect((await register(hub, "a")).status).toBe(429);
});

test("many registrations at once find no more places than there are", async () => {
  const hub = await testHub({ hub: { maxWorkers: 3 } });
  const answers = await Promise.all(Array.from({ length: 12 }, () => register(hub)));
  expect(statuses(answers)).toEqual([201, 201, 201, ...Array.from({ length: 9 }, () => 429)]);
  const { body } = await hub.call<{ workers: unknown[] }>("GET", "/v1/workers");
  expect(body.workers).toHaveLength(3);
});

test("a place whose registration failed is free again", async () => {
  const authTokens = [
    { name: "alpha", role: "worker", secret: "secret-of-alpha" },
    { name: "beta", role: "worker", secret: "secret-of-beta" },
  ] as const;
  const hub = await testHub({ hub: { maxWorkers: 2, authTokens } });
  const as = (secret: string, workerId: string) =>
    hub.call(
      "POST",
      "/v1/workers",
      { workerId, types: ["t"], slots: 1 },
      { authorization: `Bearer ${secret}` },
    );
  // Both want the same new id: one of them loses it in its turn, and the place that it held.
  const answers = await Promise.all([as("secret-of-alpha", "w"), as("secret-of-beta", "w")]);
  expect(statuses(answers)).toEqual([201, 403]);
  expect((await as("secret-of-alpha", "v")).status).toBe(201);
});
