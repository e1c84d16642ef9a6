import type { RegistrationAnswer } from "@pigeon/protocol";
import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "./database.ts";
import { hubAt } from "./hubs.ts";

const database = await testDatabase();
beforeEach(async () => (await database.fresh()).close());
const tokens = { PIGEON_AUTH_TOKENS: "alpha:worker:secret-of-alpha,beta:worker:secret-of-beta" };
const CALLS: [string, unknown][] = [
  ["/v1/workers/w/heartbeat", { running: [] }],
  ["/v1/workers/w/lease", { max: 1, waitMs: 0 }],
  ["/v1/workers/w/results", { results: [{ leaseId: "l", jobId: "j", status: "succeeded", durationMs: 1 }] }],
  ["/v1/workers/w/drain", {}],
];
const registration = { workerId: "w", types: ["t"], slots: 1 };

test("at another hub a worker is let in with what it has, and no one else is", async () => {
  const [a, b] = [await hubAt(database.url(), "a", tokens), await hubAt(database.url(), "b", tokens)];
  const { body } = await a.post<RegistrationAnswer>("/v1/workers", registration, "secret-of-alpha");
  for (const [path, call] of CALLS) {
    const statuses: number[] = [];
    for (const token of [undefined, "secret-of-nobody", `pwt_${"x".repeat(43)}`, "secret-of-beta"])
      statuses.push((await b.post(path, call, token)).status);
    expect([path, statuses]).toEqual([path, [401, 401, 401, 403]]);
  }
  expect((await b.post("/v1/workers", registration, "secret-of-beta")).status).toBe(403);
  // Nobody who was refused moved it.
  expect(
    await database.sql("SELECT name FROM pigeon.replicas JOIN pigeon.workers ON replica = replicas.id"),
  ).toEqual([["a"]]);
  const own = async (token: string) => {
    for (const [path, call] of CALLS)
      expect([path, (await b.post(path, call, token)).status]).toEqual([path, 200]);
  };
  await own(body.workerToken);
  await own("secret-of-alpha");
  expect(
    await database.sql("SELECT name FROM pigeon.replicas JOIN pigeon.workers ON replica = replicas.id"),
  ).toEqual([["b"]]);
  expect((await a.post("/v1/workers", registration, "secret-of-alpha")).status).toBe(201);
  // The token of before opens nothing any more, once the hub of before has heard of it.
  const again = async () => (await b.post(CALLS[0]?.[0] ?? "", { running: [] }, body.workerToken)).status;
  await expect.poll(again, { timeout: 15_000 }).toBe(401);
});
