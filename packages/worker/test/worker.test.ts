import { afterEach, beforeEach, expect, test } from "vitest";
import { HubRefusedError, WorkerListenError, createWorker } from "../src/index.ts";
import type { Handler, Worker, WorkerEvent, WorkerOptions } from "../src/index.ts";
import { Log } from "./log.ts";
import { TestHub, aLease, problem } from "./test-hub.ts";

let hub: TestHub;
let events: Log<WorkerEvent>;
let workers: Worker[];
let gates: (() => void)[];

beforeEach(async () => {
  hub = await TestHub.start();
  events = new Log();
  workers = [];
  gates = [];
});
afterEach(async () => {
  hub.override = () => undefined;
  for (const open of gates) open();
  await Promise.all(workers.map((worker) => worker.stop({ drainMs: 0 })));
  await hub.down();
});

function make(options: Partial<WorkerOptions> = {}): Worker {
  const worker = createWorker({
    hub: hub.url,
    workerId: "w1",
    slots: 2,
    handlers: { echo: (job) => job.payload },
    onEvent: (event) => events.add(event),
    ...options,
  });
  workers.push(worker);
  return worker;
}
const kinds = (): string[] => events.all.map(({ kind }) => kind);
const event = (kind: WorkerEvent["kind"]): Promise<WorkerEvent> =>
  events.first((entry) => entry.kind === kind);

/** Attempts that end when the test says so; with their signal when they obey it; at the latest with the test. */
function gated(obeys = false) {
  const gate = Promise.withResolvers<unknown>();
  const started = new Log<AbortSignal>();
  gates.push(() => gate.resolve("the test is over"));
  const handler: Handler = (_job, { signal }) => {
    started.add(signal);
    if (!obeys) return gate.promise;
    return new Promise((_resolve, reject) =>
      signal.addEventListener("abort", () => reject(signal.reason as Error)),
    );
  };
  return { gate, started, handler };
}

test("a token that is renewed is asked for with each call", async () => {
  let asked = 0;
  const worker = make({ token: () => `token-${(asked += 1)}` });
  await worker.start();
  await hub.request("POST", "/v1/workers/w1/heartbeat");
  const [registration, heartbeat] = hub.seen.all;
  expect(registration?.authorization).toBe("Bearer token-1");
  expect(heartbeat?.authorization).toBe("Bearer token-2");
});

test("registers, beats at once, runs a pushed job and reports its result", async () => {
  const worker = make({ labels: { zone: "a" }, token: "hub-token" });
  expect(worker.endpoint).toBeUndefined();
  await worker.start();
  expect(hub.seen.all[0]).toEqual({
    method: "POST",
    path: "/v1/workers",
    authorization: "Bearer hub-token",
    body: { workerId: "w1", endpoint: worker.endpoint, types: ["echo"], slots: 2, labels: { zone: "a" } },
  });
  expect((await hub.request("POST", "/v1/workers/w1/heartbeat")).body).toMatchObject({ running: [] });
  const lease = aLease("echo", { payload: { text: "hello" } });
  expect(await hub.push(lease)).toEqual({ status: 202, body: { accepted: [lease.leaseId], refused: [] } });
  expect(await hub.results.first(() => true)).toMatchObject({
    leaseId: lease.leaseId,
    jobId: lease.jobId,
    status: "succeeded",
    result: { text: "hello" },
  });
  expect(kinds()).toEqual(["registered", "leased", "succeeded"]);
  expect([worker.workerId, worker.slots]).toEqual(["w1", 2]);
});

test("the endpoint option is what the hub is told", async () => {
  const worker = make({ endpoint: "http://outside.example:81/w" });
  await worker.start();
  expect(worker.endpoint).toBe("http://outside.example:81/w");
  expect(hub.seen.all[0]?.body).toMatchObject({ endpoint: "http://outside.example:81/w" });
});

test("start waits for a hub that is not there yet", async () => {
  await hub.down();
  const worker = make();
  const started = worker.start();
  expect(await event("hub-unreachable")).toMatchObject({
    reason: expect.stringContaining(hub.url) as string,
  });
  await hub.up();
  await started;
  expect(kinds()).toEqual(["hub-unreachable", "hub-back", "registered"]);
});

test("a definite refusal rejects with the hub's words, and stops listening", async () => {
  hub.override = () => problem(401, "Unauthorized", "unknown token");
  const worker = make();
  await expect(worker.start()).rejects.toThrow(HubRefusedError);
  await expect(worker.start()).rejects.toThrow(/Unauthorized \(401\); unknown token/);
  await expect(fetch(`${worker.endpoint}/healthz`)).rejects.toThrow("fetch failed");
  await worker.stop();
  expect(kinds()).toEqual(["draining", "stopped"]);
});

test("a busy port rejects", async () => {
  const port = Number(new URL(hub.url).port);
  await expect(make({ port }).start()).rejects.toThrow(WorkerListenError);
});

test("the hub is answered with 503 while the registration is in flight", async () => {
  let registering = true;
  hub.override = ({ path }) => (registering && path === "/v1/workers" ? "hang" : undefined);
  const worker = make();
  const started = worker.start();
  await hub.request("POST", "/v1/workers");
  registering = false;
  hub.endpoint = worker.endpoint ?? "";
  expect((await hub.push(aLease("echo"))).status).toBe(503);
  await hub.down();
  await hub.up();
  await started;
  expect((await hub.push(aLease("echo"))).status).toBe(202);
});

test("heartbeats list what runs, and what has finished without an acknowledgement", async () => {
  hub.heartbeatIntervalMs = 20;
  hub.override = ({ path }) => (path.endsWith("/results") ? problem(503, "Not ready", "") : undefined);
  const { handler, started } = gated();
  await make({ handlers: { echo: () => 1, slow: handler } }).start();
  const [quick, slow] = [aLease("echo"), aLease("slow")];
  await hub.push(quick, slow);
  await started.until(() => started.all.length > 0);
  const from = hub.seen.all.length;
  const lists = () => hub.seen.all.slice(from).filter(({ path }) => path.endsWith("/heartbeat"));
  await hub.seen.until(() => lists().length >= 3);
  expect(lists()[2]?.body).toMatchObject({ running: [slow.leaseId, quick.leaseId] });
});

test("the hub cancels by call and by heartbeat", async () => {
  hub.heartbeatIntervalMs = 20;
  const { handler, started } = gated(true);
  await make({ handlers: { slow: handler } }).start();
  const [one, two] = [aLease("slow"), aLease("slow")];
  await hub.push(one, two);
  await started.until(() => started.all.length === 2);
  expect((await hub.call("/v1/leases/cancel", { leaseIds: [one.leaseId] })).status).toBe(202);
  expect(started.all.map(({ aborted }) => aborted)).toEqual([true, false]);
  hub.cancel = [two.leaseId];
  await events.until(() => kinds().filter((kind) => kind === "cancelled").length === 2);
  expect(hub.results.all).toEqual([]);
});

test("a hub that forgot the worker: it registers again, and what it ran before is stale", async () => {
  const { handler, started } = gated();
  hub.heartbeatIntervalMs = 20;
  await make({ handlers: { slow: handler } }).start();
  await hub.push(aLease("slow"));
  await started.until(() => started.all.length === 1);
  hub.token = "worker-token-2";
  let forgotten = true;
  hub.override = ({ path }) => {
    if (path === "/v1/workers") forgotten = false;
    return forgotten ? problem(404, "Not found", "no such worker") : undefined;
  };
  expect(await events.first((entry) => entry.kind === "registered" && entry.again)).toMatchObject({
    workerId: "w1",
  });
  expect(started.all[0]?.aborted).toBe(true);
  expect(events.all).toContainEqual(
    expect.objectContaining({ kind: "cancelled", reason: "registered-again" }),
  );
  expect((await hub.call("/v1/leases", { leases: [aLease("slow")] }, "worker-token-1")).status).toBe(401);
  expect((await hub.push(aLease("slow"))).status).toBe(202);
});

test("through a restart of the hub attempts go on, and their results arrive afterwards", async () => {
  const { handler, started, gate } = gated();
  await make({ handlers: { slow: handler } }).start();
  await hub.request("POST", "/heartbeat");
  const lease = aLease("slow");
  await hub.push(lease);
  await started.until(() => started.all.length === 1);
  await hub.down();
  await event("hub-unreachable");
  gate.resolve("kept");
  await event("succeeded");
  await hub.up();
  expect(await hub.results.first(() => true)).toMatchObject({ leaseId: lease.leaseId, result: "kept" });
  expect(started.all[0]?.aborted).toBe(false);
  await event("hub-back");
  // The heartbeat does not wait for its interval of a minute.
  await hub.request("POST", "/heartbeat", 2);
});

test("stop drains: tells the hub, takes nothing new, ends what runs, sends its result, signs off", async () => {
  const { handler, started, gate } = gated();
  const worker = make({ handlers: { slow: handler } });
  await worker.start();
  const lease = aLease("slow");
  await hub.push(lease);
  await started.until(() => started.all.length === 1);
  const stopped = worker.stop();
  expect(worker.stop()).toBe(stopped);
  await hub.request("POST", "/v1/workers/w1/drain");
  const late = aLease("slow");
  expect((await hub.push(late)).body).toEqual({
    accepted: [],
    refused: [{ leaseId: late.leaseId, reason: "draining" }],
  });
  gate.resolve("ended");
  await stopped;
  expect(hub.results.all).toMatchObject([{ leaseId: lease.leaseId, result: "ended" }]);
  const last = hub.seen.all.at(-1);
  expect(last).toMatchObject({ method: "DELETE", path: "/v1/workers/w1" });
  expect(kinds().slice(-3)).toEqual(["draining", "succeeded", "stopped"]);
  await expect(fetch(`${worker.endpoint}/healthz`)).rejects.toThrow("fetch failed");
  await expect(worker.start()).resolves.toBeUndefined();
});

test("what does not end within drainMs is aborted and left to the hub", async () => {
  const { handler, started } = gated(true);
  const worker = make({ handlers: { slow: handler } });
  await worker.start();
  await hub.push(aLease("slow"));
  await started.until(() => started.all.length === 1);
  await worker.stop({ drainMs: 0 });
  expect(started.all[0]?.reason).toMatchObject({ name: "WorkerStoppedError" });
  expect(hub.results.all).toEqual([]);
  expect(events.all).toContainEqual(expect.objectContaining({ kind: "cancelled", reason: "stopped" }));
  expect(events.all.at(-1)).toEqual({ kind: "stopped", unsentResults: 0 });
});

test("stop while the hub is still awaited ends start", async () => {
  await hub.down();
  const worker = make();
  const started = worker.start();
  started.catch(() => {});
  await event("hub-unreachable");
  await worker.stop();
  await expect(started).rejects.toThrow("the worker was stopped");
  await hub.up();
});

test("a worker that never started stops at once and cannot start any more", async () => {
  const worker = make();
  await worker.stop();
  expect(hub.seen.all).toEqual([]);
  await expect(worker.start()).rejects.toThrow("the worker was stopped");
});

test("a hub below a path is called there", async () => {
  hub.override = ({ path }) => {
    if (path !== "/pigeon/v1/workers") return undefined;
    return { status: 201, body: { workerId: "w1", heartbeatIntervalMs: 60_000, workerToken: "t" } };
  };
  await make({ hub: `${hub.url}/pigeon/` }).start();
  await hub.request("POST", "/pigeon/v1/workers/w1/heartbeat");
});
