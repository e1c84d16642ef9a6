import type { HubStatus } from "@pigeon/protocol";
import { expect, test } from "vitest";
import { oneLease, pullWorker, testHub } from "../hub-fixture.ts";

test("health and readiness answer without a token", async () => {
  const hub = await testHub({ hub: { authTokens: [{ name: "a", role: "admin", secret: "secret-of-a" }] } });
  expect(await hub.call("GET", "/healthz")).toMatchObject({ status: 200, body: { status: "ok" } });
  expect(await hub.call("GET", "/readyz")).toMatchObject({ status: 200, body: { status: "ready" } });
});

test("a stopped hub answers no more, and stopping twice is stopping once", async () => {
  const hub = await testHub();
  await Promise.all([hub.close(), hub.close()]);
  await expect(hub.call("GET", "/healthz")).rejects.toThrow(/fetch failed/);
});

test("the status counts jobs and workers, and tells the throughput", async () => {
  const hub = await testHub();
  const worker = await pullWorker(hub);
  await hub.submit({ type: "t" });
  const cancelled = await hub.submit({ type: "t" });
  await hub.call("POST", `/v1/jobs/${cancelled.id}/cancel`);
  await worker.succeed(await oneLease(worker));
  await hub.submit({ type: "t" });
  await oneLease(worker);
  await hub.submit({ type: "t" });
  const { body } = await hub.call<HubStatus>("GET", "/v1/status");
  expect(body.jobs).toEqual({ queued: 1, leased: 1, succeeded: 1, dead: 0, cancelled: 1 });
  expect(body.workers).toEqual({ healthy: 1, degraded: 0, unhealthy: 0, recovering: 0 });
  expect(body.throughput).toBeGreaterThan(0);
  expect(body.uptimeMs).toBeGreaterThanOrEqual(0);
  expect(body.keepsFleet).toBe(false);
  expect(body.version).toMatch(/^\d+\.\d+\.\d+/);
});

test("breakers are listed, isolated and reset", async () => {
  const hub = await testHub();
  const { id } = await pullWorker(hub);
  const name = `worker:${id}`;
  const list = async () =>
    (await hub.call<{ breakers: { name: string; state: string }[] }>("GET", "/v1/breakers")).body.breakers;
  await hub.call("GET", "/v1/workers");
  expect(await list()).toEqual([{ name, state: "closed", consecutiveFailures: 0, retryAfterMs: 0 }]);
  expect(await hub.call("POST", `/v1/breakers/${name}/isolate`)).toMatchObject({
    body: { name, state: "isolated" },
  });
  expect(await list()).toMatchObject([{ state: "isolated" }]);
  expect(await hub.call("POST", `/v1/breakers/${name}/reset`)).toMatchObject({
    body: { name, state: "closed" },
  });
});

test("an isolated worker gets nothing until its breaker is reset", async () => {
  const hub = await testHub();
  const worker = await pullWorker(hub);
  await hub.call("GET", "/v1/workers");
  await hub.call("POST", `/v1/breakers/worker:${worker.id}/isolate`);
  await hub.submit({ type: "t" });
  expect(await worker.lease(1, 50)).toEqual([]);
  const waiting = worker.lease(1, 10_000);
  await hub.call("POST", `/v1/breakers/worker:${worker.id}/reset`);
  expect(await waiting).toHaveLength(1);
});

test("errors are listed, summed up and followed by their correlation id", async () => {
  const hub = await testHub();
  const worker = await pullWorker(hub);
  const { id } = await hub.submit({ type: "t", maxAttempts: 1, correlationId: "order-7" });
  await worker.fail(await oneLease(worker), { name: "RangeError", message: "too far" });
  const record = {
    category: "job",
    subject: id,
    name: "RangeError",
    message: "too far",
    correlationId: "order-7",
    operation: "run t",
    durationMs: expect.any(Number),
  };
  expect(await hub.call("GET", "/v1/errors?category=job&limit=5")).toMatchObject({
    body: { errors: [record] },
  });
  expect(await hub.call("GET", "/v1/errors?category=network")).toMatchObject({ body: { errors: [] } });
  expect(await hub.call("GET", "/v1/errors/summary?minutes=5")).toMatchObject({
    body: {
      total: 1,
      byCategory: { job: 1 },
      ratePerMinute: expect.any(Number),
      impact: { errors: 1, byOperation: [{ operation: "run t", errors: 1 }] },
    },
  });
  expect(await hub.call("GET", "/v1/errors/trends?hours=2")).toMatchObject({
    status: 200,
    body: { direction: expect.any(String), spikes: [] },
  });
  expect(await hub.call("GET", "/v1/errors/correlated/order-7")).toMatchObject({
    body: { errors: [record] },
  });
});
