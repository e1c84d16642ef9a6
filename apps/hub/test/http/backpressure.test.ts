import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { limitsOf, type HubLimits } from "../../src/backpressure/limits.ts";
import { jobRoutes } from "../../src/http/jobs.ts";
import { createServer } from "../../src/http/server.ts";
import type { Hub } from "../../src/hub-parts.ts";
import { Ledger } from "../../src/ledger.ts";
import type { Store } from "../../src/store/port.ts";
import { systemIds } from "../../src/system.ts";
import { pullWorker, testConfig, testHub } from "../hub-fixture.ts";
import { settle } from "../units/fake-clock.ts";
import { storeWithLedger } from "../units/support.ts";

/** The routes of jobs over a store that answers when the test says so. */
function heldHub(limits: Partial<HubLimits>) {
  const { store, clock } = storeWithLedger();
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const slow: Store = {
    ...store,
    enqueue: async (jobs) => {
      await held;
      return store.enqueue(jobs);
    },
  };
  const server = createServer({ onFailure: () => {} });
  const ledger = new Ledger(slow, clock);
  const hub = {
    gate: { allow: () => {} },
    store: slow,
    ledger,
    clock,
    ids: systemIds,
    limits: limitsOf(testConfig().hub, limits),
    requireOpen: () => {},
  };
  // What reading and waiting need beyond it is not called here.
  jobRoutes(server, hub as unknown as Hub);
  onTestFinished(() => server.close());
  const submit = async (payload: unknown = null) =>
    server.inject({ method: "POST", url: "/v1/jobs", payload: { type: "t", payload } });
  const pending = async (changes: number) => {
    while (ledger.pending.changes < changes) await settle();
  };
  return { store, release, submit, pending };
}

test("submissions beyond what may wait for the disk get 429 with Retry-After; what was accepted is there", async () => {
  const { store, release, submit, pending } = heldHub({ pendingChanges: 2 });
  const accepted = [submit(), submit()];
  await pending(2);
  const refused = await submit();
  expect(refused.statusCode).toBe(429);
  expect(refused.headers).toMatchObject({
    "retry-after": "1",
    "content-type": "application/problem+json; charset=utf-8",
  });
  expect(refused.json()).toMatchObject({
    title: "Too many requests",
    detail:
      "the hub is behind: 2 changes of jobs wait to be written; nothing was stored, send it again later",
  });
  release();
  for (const each of accepted) expect((await each).statusCode).toBe(201);
  expect((await store.counts()).queued).toBe(2);
  expect((await submit()).statusCode).toBe(201);
});

test("large payloads count by their size", async () => {
  const { release, submit, pending } = heldHub({ pendingPayloadChars: 1_000 });
  const large = submit("x".repeat(1_000));
  await pending(1);
  expect((await submit()).statusCode).toBe(429);
  release();
  expect((await large).statusCode).toBe(201);
  expect((await submit()).statusCode).toBe(201);
});

test("results are taken, and leases handed out, while submissions are refused", async () => {
  const file = join(await mkdtemp(join(tmpdir(), "pigeon-")), "hub.db");
  onTestFinished(() => rm(dirname(file), { recursive: true }));
  const config = { hub: { storeUrl: `sqlite:${file}` } };
  const before = await testHub(config);
  const worker = await pullWorker(before, { slots: 2 });
  for (const _job of [1, 2]) await before.submit({ type: "t" });
  const [first, ...none] = await worker.lease(1);
  expect(none).toEqual([]);
  await before.close();

  const hub = await testHub(config, { limits: { pendingChanges: 0 } });
  const call = async (path: string, body: object) =>
    (await hub.call<Record<string, unknown[]>>("POST", path, body)) as {
      status: number;
      body: Record<string, unknown[]>;
    };
  expect((await call("/v1/jobs", { type: "t" })).status).toBe(429);
  expect((await call("/v1/jobs/batch", { jobs: [{ type: "t" }] })).status).toBe(429);
  const { leaseId = "", jobId = "" } = first ?? {};
  const results = [{ leaseId, jobId, status: "succeeded", result: 1, durationMs: 1 }];
  const path = `/v1/workers/${worker.id}`;
  expect((await call(`${path}/results`, { results })).body).toEqual({ accepted: [leaseId], rejected: [] });
  expect((await call(`${path}/heartbeat`, { running: [] })).status).toBe(200);
  expect((await call(`${path}/lease`, { max: 1, waitMs: 5_000 })).body["leases"]).toHaveLength(1);
});

test("more waiting clients than the hub may hold get 429, and reading without waiting goes on", async () => {
  const hub = await testHub({}, { limits: { waiters: 1 } });
  const { id } = await hub.submit({ type: "t" });
  const waiting = hub.job(id, 10_000);
  let refused = await hub.call("GET", `/v1/jobs/${id}?waitMs=1`);
  while (refused.status !== 429) refused = await hub.call("GET", `/v1/jobs/${id}?waitMs=1`);
  expect(refused.headers.get("retry-after")).toBe("1");
  expect(await hub.call("GET", `/v1/jobs/${id}`)).toMatchObject({ status: 200 });
  await hub.call("POST", `/v1/jobs/${id}/cancel`);
  expect(await waiting).toMatchObject({ state: "cancelled" });
  expect(await hub.call("GET", `/v1/jobs/${id}?waitMs=1`)).toMatchObject({ status: 200 });
});
