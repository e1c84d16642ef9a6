import type { RegistrationAnswer, WorkerView } from "@pigeon/protocol";
import { describe, expect, onTestFinished, test } from "vitest";
import { oneLease, outcomes, pullWorker, testHub } from "../hub-fixture.ts";

describe("registering", () => {
  test("answers the id, the heartbeat interval and a token", async () => {
    const hub = await testHub({ detector: { heartbeatIntervalMs: 1_234 } });
    const named = await hub.call<RegistrationAnswer>("POST", "/v1/workers", {
      workerId: "w",
      types: ["t"],
      slots: 2,
    });
    expect(named.status).toBe(201);
    expect(named.body).toEqual({
      workerId: "w",
      heartbeatIntervalMs: 1_234,
      workerToken: expect.stringMatching(/^\S{40,}$/),
    });
    const unnamed = await hub.call<RegistrationAnswer>("POST", "/v1/workers", { types: ["t"], slots: 2 });
    expect(unnamed.body.workerId).toMatch(/^worker-/);
    expect(unnamed.body.workerToken).not.toBe(named.body.workerToken);
  });

  test("shows the worker with its health", async () => {
    const hub = await testHub();
    await hub.call("POST", "/v1/workers", {
      workerId: "w",
      types: ["t", "t", "u"],
      slots: 2,
      labels: { zone: "a" },
    });
    const { body } = await hub.call<WorkerView>("GET", "/v1/workers/w");
    expect(body).toMatchObject({
      workerId: "w",
      types: ["t", "u"],
      slots: 2,
      labels: { zone: "a" },
      running: 0,
      draining: false,
    });
    expect(body.health).toMatchObject({
      status: "healthy",
      successRate: 1,
      consecutiveFailures: 0,
      recentErrors: [],
      breaker: "closed",
    });
    expect((await hub.call<{ workers: WorkerView[] }>("GET", "/v1/workers")).body.workers).toEqual([body]);
  });

  test("again with a known id ends the leases of the earlier registration", async () => {
    const hub = await testHub();
    const before = await pullWorker(hub, { id: "w" });
    const { id } = await hub.submit({ type: "t" });
    const old = await oneLease(before);
    const after = await pullWorker(hub, { id: "w" });
    const lease = await oneLease(after);
    expect(lease).toMatchObject({ jobId: id, attempt: 2 });
    expect(lease.leaseId).not.toBe(old.leaseId);
    expect((await after.succeed(old)).body.rejected).toEqual([
      { leaseId: old.leaseId, reason: "stale-lease" },
    ]);
    expect((await after.succeed(lease)).body.accepted).toEqual([lease.leaseId]);
    expect(outcomes(await hub.job(id))).toEqual(["lost", "succeeded"]);
  });
});

describe("pulling leases", () => {
  test("gives the attempt with all that the handler needs", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    const { id } = await hub.submit({ type: "t", payload: { a: 1 }, timeoutMs: 5_000 });
    const lease = await oneLease(worker);
    const { leaseId, deadline } = lease;
    expect(lease).toEqual({
      leaseId,
      deadline,
      jobId: id,
      type: "t",
      payload: { a: 1 },
      attempt: 1,
      timeoutMs: 5_000,
    });
    const job = await hub.job(id);
    expect(job).toMatchObject({ state: "leased", attempts: [{ number: 1, leaseId, workerId: worker.id }] });
    expect(Date.parse(deadline) - Date.parse(job.attempts[0]?.startedAt ?? "")).toBe(5_000);
  });

  test("waits for a job to come", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    const waiting = worker.lease(1, 10_000);
    const { id } = await hub.submit({ type: "t" });
    expect((await waiting).map(({ jobId }) => jobId)).toEqual([id]);
  });

  test("ends with none when the hub stops", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    const waiting = worker.lease(1, 60_000);
    await hub.call("GET", "/healthz");
    await hub.close();
    expect(await waiting).toEqual([]);
  });

  test("never gives more than asked for, nor more than the slots", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub, { slots: 3 });
    await hub.call("POST", "/v1/jobs/batch", { jobs: Array.from({ length: 10 }, () => ({ type: "t" })) });
    expect(await worker.lease(2)).toHaveLength(2);
    expect(await worker.lease(5)).toHaveLength(1);
    expect(await worker.lease(5, 0)).toEqual([]);
  });

  test("gives only jobs of the worker's types, the higher priority first", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub, { types: ["t"] });
    await hub.submit({ type: "other", priority: 100 });
    const low = await hub.submit({ type: "t" });
    const high = await hub.submit({ type: "t", priority: 1 });
    const first = await oneLease(worker);
    await worker.succeed(first);
    expect([first.jobId, (await oneLease(worker)).jobId]).toEqual([high.id, low.id]);
  });

  test("is refused to a worker that leases are pushed to, and to an unknown one", async () => {
    const hub = await testHub();
    await hub.call("POST", "/v1/workers", {
      workerId: "w",
      types: ["t"],
      slots: 1,
      endpoint: "http://127.0.0.1:9",
    });
    expect(await hub.call("POST", "/v1/workers/w/lease", { max: 1, waitMs: 0 })).toMatchObject({
      status: 409,
    });
    expect(await hub.call("POST", "/v1/workers/x/lease", { max: 1, waitMs: 0 })).toMatchObject({
      status: 404,
    });
  });
});

describe("a heartbeat", () => {
  test("of an unknown worker answers 404, so that it registers again", async () => {
    const hub = await testHub();
    const { status, body } = await hub.call("POST", "/v1/workers/w/heartbeat", { running: [] });
    expect(status).toBe(404);
    expect(body.detail).toContain("register again");
  });

  test("names the leases that the worker no longer holds", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    await hub.submit({ type: "t" });
    const { leaseId } = await oneLease(worker);
    expect((await worker.beat([leaseId, "gone"])).body).toEqual({ cancel: ["gone"] });
  });

  test("that leaves out a lease twice in a row loses it", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    const { id } = await hub.submit({ type: "t" });
    const { leaseId } = await oneLease(worker);
    await worker.beat([]);
    await worker.beat([leaseId]);
    await worker.beat([]);
    expect((await hub.job(id)).state).toBe("leased");
    await worker.beat([]);
    expect(outcomes(await hub.job(id))).toEqual(["lost"]);
    expect((await oneLease(worker)).attempt).toBe(2);
  });

  test("with the report of an error gives the worker up at once; later ones bring it back", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    const other = await pullWorker(hub, { types: ["u"] });
    const { id } = await hub.submit({ type: "t" });
    const { leaseId } = await oneLease(worker);
    expect((await worker.beat([leaseId], { status: "error" })).status).toBe(200);
    expect(await hub.call("GET", `/v1/workers/${worker.id}`)).toMatchObject({
      body: { health: { status: "unhealthy" } },
    });
    expect(outcomes(await hub.job(id))).toEqual(["lost"]);
    expect(await worker.lease(1, 0)).toEqual([]);
    expect((await worker.beat([leaseId])).body.cancel).toEqual([leaseId]);
    expect((await oneLease(worker)).jobId).toBe(id);
    expect(await hub.call("GET", `/v1/workers/${other.id}`)).toMatchObject({
      body: { health: { status: "healthy" } },
    });
  });
});

describe("a worker that leaves", () => {
  test("by drain gets no new leases and keeps what it holds", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub, { slots: 2 });
    await hub.submit({ type: "t" });
    const lease = await oneLease(worker);
    const { status, body } = await hub.call<WorkerView>("POST", `/v1/workers/${worker.id}/drain`);
    expect([status, body.draining, body.running]).toEqual([200, true, 1]);
    await hub.submit({ type: "t" });
    expect(await worker.lease(1, 50)).toEqual([]);
    expect((await worker.succeed(lease)).body.accepted).toEqual([lease.leaseId]);
  });

  test("not after all, when the drain is taken back: jobs that wait are leased to it at once", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    await hub.call("POST", `/v1/workers/${worker.id}/drain`);
    const { id } = await hub.submit({ type: "t" });
    const waiting = worker.lease(1, 5000);
    const { status, body } = await hub.call<WorkerView>("POST", `/v1/workers/${worker.id}/undrain`);
    expect([status, body.draining]).toEqual([200, false]);
    expect((await waiting).map(({ jobId }) => jobId)).toEqual([id]);
  });

  test("by DELETE gives its leases back, which costs the jobs no attempt", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    const { id } = await hub.submit({ type: "t", maxAttempts: 1 });
    await oneLease(worker);
    expect(await hub.call("DELETE", `/v1/workers/${worker.id}`)).toMatchObject({ status: 204 });
    expect(await hub.job(id)).toMatchObject({ state: "queued", attempts: [{ outcome: "released" }] });
    const next = await pullWorker(hub);
    await next.succeed(await oneLease(next));
    expect((await hub.job(id)).state).toBe("succeeded");
  });

  test("by silence loses its leases to the others", async () => {
    const hub = await testHub({ detector: { heartbeatIntervalMs: 100 } });
    const worker = await pullWorker(hub);
    const { id } = await hub.submit({ type: "t" });
    const old = await oneLease(worker);
    const next = await pullWorker(hub);
    // One may be under way when the hub closes at the end.
    const beats = setInterval(() => void next.beat([]).catch(() => undefined), 30);
    onTestFinished(() => clearInterval(beats));
    const [lease] = await next.lease(1, 10_000);
    expect(lease?.jobId).toBe(id);
    expect((await worker.succeed(old)).body.rejected).toEqual([
      { leaseId: old.leaseId, reason: "stale-lease" },
    ]);
  });
});

test("a job that loses its worker again and again is dead as poison", async () => {
  const hub = await testHub({ hub: { jobPoisonLimit: 2 } });
  const { id } = await hub.submit({ type: "t", maxAttempts: 10 });
  for (let crash = 0; crash < 2; crash++) await oneLease(await pullWorker(hub, { id: "w" }));
  await pullWorker(hub, { id: "w" });
  expect(await hub.job(id)).toMatchObject({ state: "dead", error: { name: "PoisonJobError" } });
});
