import { afterEach, beforeEach, expect, test } from "vitest";
import { createWorker } from "../src/index.ts";
import type { Worker, WorkerEvent, WorkerOptions } from "../src/index.ts";
import { realSystem } from "../src/system.ts";
import { Log } from "./log.ts";
import { TestHub, aLease, problem } from "./test-hub.ts";

let a: TestHub;
let b: TestHub;
let events: Log<WorkerEvent>;
let worker: Worker | undefined;

beforeEach(async () => {
  [a, b] = [await TestHub.start(), await TestHub.start()];
  events = new Log();
});
afterEach(async () => {
  await worker?.stop({ drainMs: 0 });
  await Promise.all([a.down(), b.down()]);
});

/** A worker that begins at the first of its hubs. */
async function start(options: Partial<WorkerOptions> = {}): Promise<void> {
  worker = createWorker({
    hub: [a.url, b.url],
    workerId: "w1",
    slots: 2,
    handlers: { echo: (job) => job.payload },
    onEvent: (event) => events.add(event),
    system: { ...realSystem, random: () => 0 },
    ...options,
  });
  await worker.start();
  await a.request("POST", "/heartbeat");
}

test("a hub that dies is left for the next, which knows the worker: attempts go on, results arrive", async () => {
  const gate = Promise.withResolvers<unknown>();
  await start({ handlers: { slow: () => gate.promise } });
  const lease = aLease("slow");
  await a.push(lease);
  await events.first(({ kind }) => kind === "leased");
  await a.down();
  // Not after the minute of the heartbeat's interval: the lost connection tells.
  expect((await b.request("POST", "/v1/workers/w1/heartbeat")).body).toMatchObject({
    running: [lease.leaseId],
  });
  expect(b.requests("POST", "/v1/workers")).toEqual([]);
  gate.resolve("kept");
  expect(await b.results.first(() => true)).toMatchObject({ leaseId: lease.leaseId, result: "kept" });
  // The hub that took over pushes with the token of the registration.
  b.endpoint = a.endpoint;
  expect((await b.push(aLease("slow"))).status).toBe(202);
  expect(events.all.map(({ kind }) => kind)).not.toContain("hub-unreachable");
  expect(events.all).toContainEqual({
    kind: "hub-changed",
    hub: b.url,
    reason: expect.stringContaining(a.url) as string,
  });
});

test("a hub that does not know the worker gets a registration, and what it ran is stale", async () => {
  b.override = ({ path }) =>
    path.endsWith("/heartbeat") && b.endpoint === "" ? problem(404, "Not found", "") : undefined;
  b.token = "worker-token-2";
  const gate = Promise.withResolvers<unknown>();
  await start({ handlers: { slow: () => gate.promise } });
  await a.push(aLease("slow"));
  await events.first(({ kind }) => kind === "leased");
  await a.down();
  await events.first((event) => event.kind === "registered" && event.again);
  expect(events.all).toContainEqual(
    expect.objectContaining({ kind: "cancelled", reason: "registered-again" }),
  );
  expect((await b.push(aLease("slow"))).status).toBe(202);
  gate.resolve(undefined);
});

test("a hub that is not ready is left, and results go where they are taken", async () => {
  await start();
  a.override = ({ path }) =>
    path.endsWith("/results") ? problem(503, "Not ready", "no database") : undefined;
  const lease = aLease("echo", { payload: 7 });
  await a.push(lease);
  expect(await b.results.first(() => true)).toMatchObject({ leaseId: lease.leaseId, result: 7 });
  expect(a.results.all).toEqual([]);
});

test("a hub that hangs keeps results only until a heartbeat finds it out", async () => {
  // Timeouts count ten times as fast.
  const system = {
    ...realSystem,
    random: () => 0,
    after: (ms: number, fn: () => void) => realSystem.after(ms / 10, fn),
  };
  a.heartbeatIntervalMs = 1000;
  await start({ system });
  a.override = () => "hang";
  const lease = aLease("echo", { payload: 7 });
  await a.push(lease);
  await a.request("POST", "/results");
  expect(await b.results.first(() => true)).toMatchObject({ leaseId: lease.leaseId, result: 7 });
});

test("with every hub away results are kept, until any one is back", async () => {
  await start();
  await Promise.all([a.down(), b.down()]);
  await events.first(({ kind }) => kind === "hub-unreachable");
  b.endpoint = a.endpoint;
  const lease = aLease("echo", { payload: 8 });
  await b.push(lease);
  await events.first(({ kind }) => kind === "succeeded");
  await b.up();
  expect(await b.results.first(() => true)).toMatchObject({ result: 8 });
  await events.first(({ kind }) => kind === "hub-back");
});

test("start finds the hub of the list that is there, and tells which one refused", async () => {
  await a.down();
  worker = createWorker({
    hub: `${a.url},${b.url}`,
    handlers: { echo: () => 1 },
    system: { ...realSystem, random: () => 0 },
  });
  b.override = () => problem(401, "Unauthorized", "unknown token");
  await expect(worker.start()).rejects.toThrow(`the hub at ${b.url} refused this worker: Unauthorized (401)`);
  await a.up();
});

test("bidden to move, it goes with its running attempts to the hub that has room, and no other is disturbed", async () => {
  const gate = Promise.withResolvers<unknown>();
  a.heartbeatIntervalMs = 20;
  await start({ handlers: { slow: () => gate.promise } });
  const lease = aLease("slow");
  await a.push(lease);
  await events.first(({ kind }) => kind === "leased");
  a.override = ({ path }) =>
    path.endsWith("/heartbeat") ? { status: 200, body: { cancel: [], move: true } } : undefined;
  expect((await b.request("POST", "/v1/workers/w1/heartbeat")).body).toMatchObject({
    running: [lease.leaseId],
    moving: true,
  });
  await events.first(({ kind }) => kind === "hub-changed");
  b.endpoint = a.endpoint;
  gate.resolve("kept");
  expect(await b.results.first(() => true)).toMatchObject({ leaseId: lease.leaseId, result: "kept" });
  expect(b.requests("POST", "/v1/workers")).toEqual([]);
  expect(events.all.map(({ kind }) => kind)).not.toContain("cancelled");
});
