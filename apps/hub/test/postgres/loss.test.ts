import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@pigeon/client";
import { loadConfig } from "@pigeon/config";
import { createWorker } from "@pigeon/worker";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { startHub } from "../../src/hub.ts";
import { StoreError, type Store } from "../../src/store/port.ts";
import { openPostgresStore } from "../../src/store/postgres/store.ts";
import { defer, systemClock } from "../../src/system.ts";
import { START } from "../jobs/support.ts";
import { claim, endLease, entry, everyJob, ids, leasedJob, machine } from "../store/support.ts";
import { cuttingProxy } from "./cutting-proxy.ts";
import { startServer } from "./server.ts";

// Of this file's own, since it is killed.
const server = await startServer();
afterAll(() => server.remove());
let serial = 0;

/** A new database on the server, behind a port of its choice. */
async function makeDatabase(): Promise<string> {
  const name = `loss_${(serial += 1)}`;
  await server.sql(`CREATE DATABASE ${name}`);
  return name;
}

async function openStore(name: string, port: number = server.port): Promise<Store> {
  const url = server.url(name).replace(String(server.port), String(port));
  const store = await openPostgresStore({ url, machine, clock: systemClock, defer });
  onTestFinished(() => store.close());
  return store;
}

test.each([
  [
    "is killed and comes back",
    async () => {
      await server.kill();
      await sleep(200);
      await server.start();
    },
  ],
  [
    "is stopped in order and comes back",
    async () => {
      await server.stop();
      await sleep(200);
      await server.start();
    },
  ],
] as const)(
  "when the server %s, what was acknowledged is there, and what was refused is not",
  async (_how, lose) => {
    const store = await openStore(await makeDatabase());
    const kept = [await leasedJob(store), await leasedJob(store)];
    const [acknowledged, refused]: [string[], string[]] = [[], []];
    const load = { stopped: false };
    const submit = async () => {
      while (!load.stopped) {
        const each = entry();
        try {
          await store.enqueue([each]);
          acknowledged.push(each.job.id);
        } catch (error) {
          expect(error).toMatchObject({ name: "StoreError", code: "unavailable" });
          refused.push(each.job.id);
          await sleep(20);
        }
      }
    };
    const submitters = Array.from({ length: 8 }, submit);
    while (acknowledged.length < 50) await sleep(5);
    await lose();
    const before = acknowledged.length;
    while (acknowledged.length < before + 50) await sleep(5);
    load.stopped = true;
    await Promise.all(submitters);

    // Those that met the loss in their commit wait and are told how it ended; perhaps nobody else came.
    const there = ids(await everyJob(store, 1000));
    expect(new Set(there).size).toBe(there.length);
    expect(there.toSorted()).toEqual([...acknowledged, ...ids(kept)].toSorted());
    expect(await store.leased()).toEqual(kept);
    expect(await store.counts()).toMatchObject({ queued: acknowledged.length, leased: 2 });
    for (const each of kept) await endLease(store, each, "succeed");
  },
);

test("connections that the server ends cost nobody an answer", async () => {
  const name = await makeDatabase();
  const store = await openStore(name);
  await store.enqueue([entry()]);
  await server.sql(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}' AND backend_type = 'client backend'`,
  );
  const [claimed, counts] = await Promise.all([claim(store), store.counts()]);
  expect(claimed).toHaveLength(1);
  expect(counts.queued + counts.leased).toBe(1);
  await server.sql(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}' AND backend_type = 'client backend'`,
  );
  await sleep(50);
  await store.enqueue([entry()]);
  expect(await store.counts()).toMatchObject({ queued: 1, leased: 1 });
});

test.each(["answer", "commit", "unnoticed"] as const)(
  "a commit whose %s is lost is done once, and answered as it ended",
  async (how) => {
    const proxy = await cuttingProxy(server.port);
    onTestFinished(() => proxy.close());
    const store = await openStore(await makeDatabase(), proxy.port);
    const [first, second] = [entry(), entry()];
    proxy.cut(how);
    const outcomes = await Promise.all([store.enqueue([first]), store.enqueue([second])]);
    expect(outcomes).toMatchObject([{ jobs: [{ created: true }] }, { jobs: [{ created: true }] }]);
    proxy.cut(how);
    const claimed = await claim(store);
    expect(ids(claimed)).toEqual(ids([first, second]));
    proxy.cut(how);
    const [done] = claimed;
    if (done === undefined) throw new Error("not claimed");
    expect(await endLease(store, done, "succeed", { now: START + 1 })).toMatchObject({ state: "succeeded" });
    expect(await store.counts()).toEqual({ queued: 0, leased: 1, succeeded: 1, dead: 0, cancelled: 0 });
    expect(await everyJob(store)).toHaveLength(2);
  },
);

test("a hub without its database says 503 with Retry-After, and goes on by itself", async () => {
  const url = server.url(await makeDatabase());
  const config = loadConfig({ env: { PIGEON_ENV: "test", PIGEON_STORE_URL: url } });
  const hub = await startHub({ config, logger: silent });
  onTestFinished(() => hub.close());
  const client = createClient({ hub: hub.url });
  onTestFinished(() => client.close());
  let release = () => {};
  const held = new Promise<void>((resolve) => void (release = resolve));
  const worker = createWorker({ hub: hub.url, handlers: { slow: () => held.then(() => "done") } });
  await worker.start();
  onTestFinished(() => worker.stop());
  const running = await client.submit({ type: "slow", payload: 1 });
  await expect.poll(async () => (await client.getJob(running.id)).state).toBe("leased");

  await server.kill();
  const submit = () =>
    fetch(`${hub.url}/v1/jobs`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"type":"slow","payload":2}',
    });
  const refused = await submit();
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(refused.headers.get("content-type")).toContain("application/problem+json");
  expect((await fetch(`${hub.url}/v1/jobs/${running.id}`)).status).toBe(503);
  expect((await fetch(`${hub.url}/readyz`)).status).toBe(503);
  expect((await fetch(`${hub.url}/healthz`)).status).toBe(200);
  // Its result comes while nobody can take it down.
  release();
  await sleep(300);
  await server.start();
  await expect.poll(async () => (await fetch(`${hub.url}/readyz`)).status, { timeout: 10_000 }).toBe(200);
  expect((await submit()).status).toBe(201);
  expect(await client.waitForJob(running.id, { timeoutMs: 15_000 })).toMatchObject({
    state: "succeeded",
    result: "done",
    attempts: [{ number: 1, outcome: "succeeded" }],
  });
});

const silent = Object.fromEntries(
  ["fatal", "error", "warn", "info", "debug", "trace"].map((level) => [level, () => {}]),
) as unknown as NonNullable<Parameters<typeof startHub>[0]["logger"]>;

test("closing a store whose server is gone ends all the same", async () => {
  const store = await openStore(await makeDatabase());
  await server.kill();
  await expect(store.enqueue([entry()])).rejects.toBeInstanceOf(StoreError);
  await expect(store.close()).resolves.toBeUndefined();
  await server.start();
});
