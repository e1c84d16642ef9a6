import type { Lease } from "@pigeon/protocol";
import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "./database.ts";
import { endpoint, hubAt, succeeded } from "./hubs.ts";

const database = await testDatabase();
beforeEach(async () => (await database.fresh()).close());
const patient = { timeout: 20_000, interval: 20 };

test("a limit of a type holds for all hubs together, and is used up by whoever has workers", async () => {
  const limited = { PIGEON_JOB_TYPE_LIMITS: "t=3" };
  const url = database.url();
  const [a, b] = [await hubAt(url, "a", limited), await hubAt(url, "b", limited)];
  const [one, two] = [await endpoint(), await endpoint()];
  const tokens = [
    (await one.register(a, "w-a", 10)).workerToken,
    (await two.register(b, "w-b", 10)).workerToken,
  ];
  for (let n = 0; n < 12; n += 1) await (n % 2 === 0 ? a : b).client.submit({ type: "t", payload: n });
  const running = async () => (await a.client.status()).jobs.leased;
  const ended = new Set<string>();
  const next = (): { lease: Lease; worker: number } | undefined => {
    for (const [worker, { pushed }] of [one, two].entries()) {
      const lease = pushed.find(({ leaseId }) => !ended.has(leaseId));
      if (lease !== undefined) return { lease, worker };
    }
    return undefined;
  };
  await expect.poll(running, patient).toBe(3);
  for (let done = 0; done < 12; done += 1) {
    await expect.poll(next, patient).toBeDefined();
    expect(await running()).toBeLessThanOrEqual(3);
    const { lease, worker } = next() ?? {};
    if (lease === undefined || worker === undefined) throw new Error("no lease");
    ended.add(lease.leaseId);
    // At the other hub than the worker's: then that learns of it by a hint.
    const hub = done % 2 === 0 ? a : b;
    await hub.post(`/v1/workers/w-${"ab"[worker]}/results`, succeeded(lease), tokens[worker]);
  }
  await expect.poll(async () => (await b.client.status()).jobs.succeeded, patient).toBe(12);
  // All of it for one hub when the other has none to run them.
  const c = await hubAt(url, "c", limited);
  const three = await endpoint();
  await three.register(c, "w-c", 10);
  for (const worker of ["w-a", "w-b"]) await fetch(`${a.url}/v1/workers/${worker}`, { method: "DELETE" });
  for (let n = 0; n < 5; n += 1) await a.client.submit({ type: "t", payload: n });
  await expect.poll(() => three.pushed.length, patient).toBe(3);
  expect(await running()).toBe(3);
});
