import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@pigeon/client";
import { createWorker } from "@pigeon/worker";
import type { Job } from "@pigeon/protocol";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { testHub, type TestHub } from "../hub-fixture.ts";
import { linkTo } from "./link.ts";
import { startServer } from "./server.ts";

// Of this file's own, since it is killed.
const server = await startServer();
afterAll(() => server.remove());
let serial = 0;

async function database(): Promise<string> {
  const name = `outage_${(serial += 1)}`;
  await server.sql(`CREATE DATABASE ${name}`);
  return name;
}

const hubOn = (storeUrl: string): Promise<TestHub> => testHub({ hub: { storeUrl } });

interface Known {
  readonly subject: string;
  readonly severity: string;
  readonly message: string;
}
/** What was recorded of the store, oldest first. */
async function said(hub: TestHub): Promise<string[]> {
  const { body } = await hub.call<{ errors: Known[] }>("GET", "/v1/errors?category=infrastructure&limit=100");
  return body.errors.map(({ severity, subject, message }) => `${severity} ${subject}: ${message}`).reverse();
}
async function alerts(hub: TestHub): Promise<string[]> {
  const { body } = await hub.call<{ alerts: { rule: string }[] }>("GET", "/v1/alerts");
  return [...new Set(body.alerts.map(({ rule }) => rule))];
}
const submit = (hub: TestHub, type = "mail") =>
  hub.call<Job & { detail: string }>("POST", "/v1/jobs", { type, payload: 1 });
const ready = (hub: TestHub) => hub.call<{ status: string; detail?: string }>("GET", "/readyz");
const isReady = async (hub: TestHub) => (await ready(hub)).status === 200;
const UP = { timeout: 20_000, interval: 50 };

test("a database that is gone is told of once, refused at once, and used as soon as it is back", async () => {
  const hub = await hubOn(server.url(await database()));
  const kept = await submit(hub);
  onTestFinished(() => server.start());
  await server.kill();
  for (let round = 0; round < 10; round += 1) {
    const answers = await Promise.all(Array.from({ length: 10 }, () => submit(hub)));
    for (const { status, headers } of answers)
      expect([status, headers.get("retry-after")]).toEqual([503, "1"]);
    expect((await hub.call("GET", `/v1/jobs/${kept.body.id}`)).status).toBe(503);
  }
  const { status, body } = await ready(hub);
  expect([status, body.detail]).toEqual([
    503,
    expect.stringMatching(/^not ready: the store does no writes since \d{4}-.*: nothing listens there$/),
  ]);
  expect((await hub.call("GET", "/healthz")).status).toBe(200);
  const lines = await said(hub);
  expect(lines.filter((line) => line.startsWith("critical store: PostgreSQL at"))).toHaveLength(2);
  // And once each that something failed, before it was sure.
  expect(lines.length, lines.join("\n")).toBeLessThanOrEqual(4);
  expect(await alerts(hub)).toEqual(["StoreDown"]);

  await server.start();
  await expect.poll(() => isReady(hub), UP).toBe(true);
  expect((await submit(hub)).status).toBe(201);
  expect((await hub.call("GET", `/v1/jobs/${kept.body.id}`)).status).toBe(200);
  await expect.poll(() => alerts(hub), UP).toEqual([]);
  const back = (await said(hub)).filter((line) => line.startsWith("low store: the store does its"));
  expect(back.map((line) => line.replace(/[\d.]+ s$/, "")).toSorted()).toEqual([
    "low store: the store does its reads again, after ",
    "low store: the store does its writes again, after ",
  ]);
});

test("a database that turned read-only answers reads; writes go on when it takes them", async () => {
  const name = await database();
  const hub = await hubOn(server.url(name));
  const { body: job } = await submit(hub);
  const everyone = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`;
  await server.sql(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
  await server.sql(everyone);
  await expect
    .poll(async () => {
      expect((await submit(hub)).status).toBe(503);
      return (await ready(hub)).body.detail;
    }, UP)
    .toMatch(/^not ready: the store does no writes since .*: it is read-only, perhaps a standby$/);
  expect(await hub.job(job.id)).toMatchObject({ state: "queued" });
  // It said so once, and tries on.
  await sleep(1_500);
  expect((await said(hub)).filter((line) => line.startsWith("critical"))).toHaveLength(1);

  await server.sql(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
  await expect.poll(() => isReady(hub), UP).toBe(true);
  expect((await submit(hub)).status).toBe(201);
});

test("a network that swallows what is sent hangs no caller, and loses nothing", async () => {
  const link = await linkTo(server.port);
  onTestFinished(() => link.close());
  const hub = await hubOn(server.url(await database()).replace(String(server.port), String(link.port)));
  const { body: before } = await submit(hub);
  link.swallow();
  const startedAt = performance.now();
  // Under way when it happens: it ends within its time, and the others behind it are not even tried.
  const first = submit(hub);
  await expect.poll(async () => (await ready(hub)).body.detail, UP).toContain("it does not answer");
  expect((await submit(hub)).status).toBe(503);
  expect((await first).status).toBe(503);
  expect(performance.now() - startedAt).toBeLessThan(25_000);
  link.mend();
  await expect.poll(() => isReady(hub), UP).toBe(true);
  await expect.poll(async () => (await hub.call("GET", `/v1/jobs/${before.id}`)).status, UP).toBe(200);
  expect((await submit(hub)).status).toBe(201);
  // What nobody was told of is done once.
  await expect
    .poll(async () => (await hub.call<{ jobs: { queued: number } }>("GET", "/v1/status")).body.jobs, UP)
    .toMatchObject({ queued: 3 });
}, 60_000);

test("connections that are reset and refused come back by themselves", async () => {
  const link = await linkTo(server.port);
  onTestFinished(() => link.close());
  const hub = await hubOn(server.url(await database()).replace(String(server.port), String(link.port)));
  link.cut();
  await expect.poll(async () => (await submit(hub)).status, UP).toBe(503);
  await expect.poll(() => isReady(hub), UP).toBe(false);
  link.mend();
  await expect.poll(() => isReady(hub), UP).toBe(true);
  expect((await submit(hub)).status).toBe(201);
});

test("a lock that someone else holds keeps nobody waiting for longer than statement_timeout", async () => {
  const name = await database();
  const hub = await hubOn(`${server.url(name)}?statement_timeout=700`);
  const session = await server.session(name);
  onTestFinished(() => session.end());
  await session.query("BEGIN; LOCK TABLE pigeon.jobs IN ACCESS EXCLUSIVE MODE");
  const held = await submit(hub);
  expect([held.status, held.headers.get("retry-after")]).toEqual([503, "1"]);
  expect((await said(hub)).join()).toContain("a statement took longer than statement_timeout");
  await session.query("ROLLBACK");
  await expect.poll(async () => (await submit(hub)).status, UP).toBe(201);
  await expect.poll(() => isReady(hub), UP).toBe(true);
});

test("jobs that run while the server is killed, again and again, end once each", async () => {
  const hub = await hubOn(server.url(await database()));
  const client = createClient({ hub: hub.url });
  onTestFinished(() => client.close());
  const ran = new Map<string, number>();
  const worker = createWorker({
    hub: hub.url,
    slots: 20,
    handlers: {
      count: async ({ id }) => {
        ran.set(id, (ran.get(id) ?? 0) + 1);
        await sleep(5);
        return id;
      },
    },
  });
  await worker.start();
  onTestFinished(() => worker.stop());
  const ids: string[] = [];
  const load = { stopped: false };
  const submitters = Array.from({ length: 4 }, async () => {
    while (!load.stopped) ids.push((await client.submit({ type: "count", payload: 1 })).id);
  });
  for (let round = 0; round < 3; round += 1) {
    const before = ids.length;
    await expect.poll(() => ids.length > before + 30, UP).toBe(true);
    await server.kill();
    await sleep(100);
    await server.start();
  }
  await expect.poll(() => isReady(hub), UP).toBe(true);
  load.stopped = true;
  await Promise.all(submitters);
  const jobs = await Promise.all(ids.map((id) => client.waitForJob(id, { timeoutMs: 30_000 })));
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, state, result, attempts } of jobs) {
    expect([state, result]).toEqual(["succeeded", id]);
    expect(attempts.filter(({ outcome }) => outcome === "succeeded")).toHaveLength(1);
    expect(ran.get(id)).toBeGreaterThanOrEqual(1);
  }
  expect((await client.status()).jobs).toEqual({
    queued: 0,
    leased: 0,
    succeeded: ids.length,
    dead: 0,
    cancelled: 0,
  });
}, 90_000);

test("a hub that stops while its database is lost in the middle of commits stops all the same", async () => {
  const hub = await hubOn(server.url(await database()));
  onTestFinished(() => server.start());
  const load = { stopped: false };
  const submitters = Array.from({ length: 8 }, async () => {
    while (!load.stopped) await submit(hub).catch(() => (load.stopped = true));
  });
  await sleep(100);
  await server.kill();
  await sleep(50);
  await hub.close();
  load.stopped = true;
  await Promise.all(submitters);
}, 30_000);
