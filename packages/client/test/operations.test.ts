import { expect, test } from "vitest";
import { ClientClosedError } from "../src/index.ts";
import type { HubStatus, WorkerView } from "../src/index.ts";
import { problem } from "./test-hub.ts";
import { failureOf, useBench } from "./support.ts";

const bench = useBench();
const at = "2030-01-01T00:00:00.000Z";
const worker: WorkerView = {
  workerId: "w1",
  types: ["a"],
  slots: 4,
  labels: {},
  running: 1,
  draining: false,
  registeredAt: at,
  health: {
    status: "healthy",
    reasons: [],
    consecutiveFailures: 0,
    successRate: 1,
    recentErrors: [],
    breaker: "closed",
  },
};
const status: HubStatus = {
  jobs: { queued: 1, leased: 0, succeeded: 0, dead: 0, cancelled: 0 },
  workers: { healthy: 1, degraded: 0, unhealthy: 0, recovering: 0 },
  throughput: 0.5,
  uptimeMs: 1000,
  version: "0.0.0",
};

test("dead letters: list, redrive one, redrive many, delete", async () => {
  const job = bench.hub.add({ state: "dead" });
  bench.hub.extra = {
    "GET /v1/dead-letters": { status: 200, body: { jobs: [job], nextCursor: null } },
    "POST /v1/dead-letters/job-1/redrive": { status: 200, body: { ...job, state: "queued" } },
    "POST /v1/dead-letters/redrive": { status: 200, body: { redriven: 12 } },
    "DELETE /v1/dead-letters/job-1": { status: 204 },
  };
  expect(await bench.client.listDeadLetters({ type: "a", limit: 5, cursor: "c" })).toEqual({
    jobs: [job],
    nextCursor: null,
  });
  expect((await bench.client.redrive("job-1")).state).toBe("queued");
  expect(await bench.client.redriveAll({ fingerprint: "f1" })).toBe(12);
  expect(await bench.client.redriveAll()).toBe(12);
  await bench.client.deleteDeadLetter("job-1");
  expect(bench.hub.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
    ["GET", "/v1/dead-letters?type=a&limit=5&cursor=c", undefined],
    ["POST", "/v1/dead-letters/job-1/redrive", undefined],
    ["POST", "/v1/dead-letters/redrive", { fingerprint: "f1" }],
    ["POST", "/v1/dead-letters/redrive", {}],
    ["DELETE", "/v1/dead-letters/job-1", undefined],
  ]);
});

test("alerts: list, acknowledge; silences: make, list, end", async () => {
  const alerts = { alerts: [], sinks: [{ name: "log", state: "up", waiting: 0, delivered: 1, failed: 0 }] };
  const silence = {
    id: "s1",
    matchers: [{ label: "worker", is: "w1" }],
    from: at,
    until: "2030-01-02T00:00:00.000Z",
    comment: "c",
    author: "anna",
    state: "active",
  };
  bench.hub.extra = {
    "GET /v1/alerts": { status: 200, body: alerts },
    "POST /v1/alerts/acknowledge": { status: 204 },
    "GET /v1/silences": { status: 200, body: { silences: [silence] } },
    "POST /v1/silences": { status: 201, body: silence },
    "DELETE /v1/silences/s1": { status: 204 },
  };
  const { matchers, until, comment } = silence;
  expect(await bench.client.listAlerts()).toEqual(alerts);
  await bench.client.acknowledgeAlert({ key: "k", by: "anna" });
  expect(await bench.client.listSilences()).toEqual([silence]);
  expect(await bench.client.silence({ matchers, until, comment })).toEqual(silence);
  await bench.client.unsilence("s1");
  expect(bench.hub.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
    ["GET", "/v1/alerts", undefined],
    ["POST", "/v1/alerts/acknowledge", { key: "k", by: "anna" }],
    ["GET", "/v1/silences", undefined],
    ["POST", "/v1/silences", { matchers, until, comment }],
    ["DELETE", "/v1/silences/s1", undefined],
  ]);
});

test("a redrive whose answer is lost is not repeated", async () => {
  bench.hub.fault = () => "break";
  expect(await failureOf(bench.client.redrive("job-1"))).toMatchObject({ name: "HubUnreachableError" });
  expect(await failureOf(bench.client.redriveAll())).toMatchObject({ name: "HubUnreachableError" });
  expect(bench.hub.seen).toHaveLength(2);
});

test("a delete whose answer was lost is done; one of an unknown dead letter is not", async () => {
  bench.hub.fault = (_seen, number) => (number === 1 ? "break" : undefined);
  await bench.client.deleteDeadLetter("gone");
  expect(bench.hub.seen).toHaveLength(2);
  expect(await failureOf(bench.client.deleteDeadLetter("gone"))).toMatchObject({ status: 404 });
  bench.hub.fault = (_seen, number) => (number === 4 ? "break" : problem(403, "Forbidden", ""));
  expect(await failureOf(bench.client.deleteDeadLetter("gone"))).toMatchObject({ status: 403 });
});

test("workers and the hub's state", async () => {
  bench.hub.extra = {
    "GET /v1/workers": { status: 200, body: { workers: [worker] } },
    "GET /v1/workers/w1": { status: 200, body: worker },
    "POST /v1/workers/w1/drain": { status: 200, body: { ...worker, draining: true } },
    "GET /v1/status": { status: 200, body: status },
  };
  expect(await bench.client.listWorkers()).toEqual([worker]);
  expect(await bench.client.getWorker("w1")).toEqual(worker);
  expect(await bench.client.status()).toEqual(status);
  bench.hub.fault = (_seen, number) => (number === 4 ? "work-then-break" : undefined);
  await bench.client.drainWorker("w1");
  expect(bench.hub.seen.filter(({ url }) => url.endsWith("/drain"))).toHaveLength(2);
});

test("a drain that is taken back, and a worker that is gone", async () => {
  bench.hub.extra = {
    "POST /v1/workers/w1/undrain": { status: 200, body: worker },
    "DELETE /v1/workers/w1": { status: 204, body: undefined },
  };
  bench.hub.fault = (_seen, number) => (number === 1 ? "work-then-break" : undefined);
  await bench.client.undrainWorker("w1");
  expect(bench.hub.seen.filter(({ url }) => url.endsWith("/undrain"))).toHaveLength(2);
  expect(await failureOf(bench.client.undrainWorker("w2"))).toMatchObject({ status: 404 });
  await bench.client.removeWorker("w1");
  await bench.client.removeWorker("w2");
  bench.hub.fault = () => problem(403, "Forbidden", "");
  expect(await failureOf(bench.client.removeWorker("w1"))).toMatchObject({ status: 403 });
});

test("the instances that a hub keeps", async () => {
  const fleet = {
    cluster: "mail",
    at,
    mode: "auto",
    counts: { wanted: 0, serving: 0, booting: 0, leaving: 0 },
    instances: [],
    exhausted: [],
    notes: [],
  };
  bench.hub.extra = {
    "GET /v1/fleet": { status: 200, body: fleet },
    "POST /v1/fleet/scale": { status: 202, body: undefined },
  };
  expect(await bench.client.getFleet()).toEqual(fleet);
  bench.hub.fault = (_seen, number) => (number === 2 ? "work-then-break" : undefined);
  await bench.client.scaleFleet(5);
  await bench.client.scaleFleet("auto");
  const asked = bench.hub.seen.filter(({ url }) => url.endsWith("/scale")).map(({ body }) => body);
  expect(asked).toEqual([{ count: 5 }, { count: 5 }, { count: "auto" }]);
});

test("close ends waits at once, and later calls are refused", async () => {
  bench.hub.add();
  const client = bench.make({ retry: { maxRetries: 0 } });
  const waiting = failureOf(client.waitForJob("job-1"));
  const reading = failureOf(client.getJob("job-1", { waitMs: 1000 }));
  await bench.hub.waited(2);
  await Promise.all([client.close(), client.close()]);
  expect(await waiting).toBeInstanceOf(ClientClosedError);
  expect(await reading).toBeInstanceOf(ClientClosedError);
  expect(await failureOf(client.status())).toBeInstanceOf(ClientClosedError);
  expect(bench.system.timers()).toBe(0);
});

test("close lets a request end that is on its way", async () => {
  const submitted = bench.client.submit({ type: "a" });
  while (bench.hub.seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await bench.client.close();
  expect((await submitted).id).toBe("job-1");
});

test("a hub below a path is called there", async () => {
  bench.hub.extra = { "GET /pigeon/v1/status": { status: 200, body: status } };
  expect(await bench.make({ hub: `${bench.hub.url}/pigeon/` }).status()).toEqual(status);
});
