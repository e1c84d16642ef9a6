import type { Job } from "@pigeon/protocol";
import { describe, expect, test } from "vitest";
import { oneLease, pullWorker, testHub } from "../hub-fixture.ts";

describe("submitting", () => {
  test("answers 201 with the job, its defaults filled in", async () => {
    const hub = await testHub();
    const { status, body } = await hub.call<Job>("POST", "/v1/jobs", {
      type: "text.stats",
      payload: { a: [1, null] },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      type: "text.stats",
      state: "queued",
      payload: { a: [1, null] },
      priority: 0,
      labels: {},
      correlationId: null,
      maxAttempts: 5,
      attempts: [],
    });
    expect(body.runAt).toBe(body.createdAt);
    expect(await hub.job(body.id)).toEqual(body);
  });

  test("keeps every field that was given", async () => {
    const hub = await testHub();
    const runAt = new Date(Date.now() + 60_000).toISOString();
    const spec = {
      type: "t",
      priority: -100,
      runAt,
      maxAttempts: 1,
      correlationId: "c-1",
      labels: { team: "a" },
    };
    expect(await hub.submit(spec)).toMatchObject({ ...spec, payload: null });
  });

  test("keeps a payload with keys that mean something to JavaScript", async () => {
    const hub = await testHub();
    const payload = '{"__proto__":{"x":1},"constructor":{"prototype":2}}';
    const { body } = await hub.call<Job>("POST", "/v1/jobs", `{"type":"t","payload":${payload}}`);
    expect(JSON.stringify((await hub.job(body.id)).payload)).toBe(payload);
  });

  test("answers 200 with the same job for a known idempotency key", async () => {
    const hub = await testHub();
    const spec = { type: "t", payload: { a: 1, b: 2 }, idempotencyKey: "k" };
    const first = await hub.submit(spec);
    const again = await hub.call<Job>("POST", "/v1/jobs", { ...spec, payload: { b: 2, a: 1 } });
    expect(again.status).toBe(200);
    expect(again.body.id).toBe(first.id);
  });

  test.each([
    ["type", { type: "other", payload: 1 }],
    ["payload", { type: "t", payload: 2 }],
  ])("answers 409 when the key is known with another %s", async (_what, other) => {
    const hub = await testHub();
    await hub.submit({ type: "t", payload: 1, idempotencyKey: "k" });
    const { status, body } = await hub.call("POST", "/v1/jobs", { ...other, idempotencyKey: "k" });
    expect(status).toBe(409);
    expect(body.errors).toEqual([
      { path: "idempotencyKey", message: expect.stringContaining("another type or payload") },
    ]);
  });

  test("makes one job of many concurrent submissions with one key", async () => {
    const hub = await testHub();
    const spec = { type: "t", idempotencyKey: "k" };
    const jobs = await Promise.all(Array.from({ length: 20 }, () => hub.submit(spec)));
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(1);
  });

  test("does not hand out a delayed job before its time", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    const job = await hub.submit({ type: "t", delayMs: 150 });
    expect(await worker.lease(1, 0)).toEqual([]);
    const [lease] = await worker.lease(1, 5_000);
    expect(lease?.jobId).toBe(job.id);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(job.runAt));
  });

  test("carries traceparent to the worker, and drops what is none", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    await hub.call("POST", "/v1/jobs", { type: "t" }, { traceparent });
    expect((await oneLease(worker)).traceparent).toBe(traceparent);
    const second = await pullWorker(hub, { types: ["u"] });
    await hub.call("POST", "/v1/jobs", { type: "u" }, { traceparent: "rubbish" });
    expect(await oneLease(second)).not.toHaveProperty("traceparent");
  });
});

describe("a batch", () => {
  test("answers in order, and says which jobs are new", async () => {
    const hub = await testHub();
    const known = await hub.submit({ type: "t", idempotencyKey: "k" });
    const jobs = [{ type: "a" }, { type: "t", idempotencyKey: "k" }, { type: "b" }];
    const { status, body } = await hub.call<{ jobs: { id: string; created: boolean }[] }>(
      "POST",
      "/v1/jobs/batch",
      { jobs },
    );
    expect(status).toBe(201);
    expect(body.jobs.map(({ created }) => created)).toEqual([true, false, true]);
    expect(body.jobs[1]?.id).toBe(known.id);
    expect((await hub.job(body.jobs[2]?.id ?? "")).type).toBe("b");
  });

  test.each([
    ["a bad job", [{ type: "a" }, { type: "not ok" }], 400, "jobs[1].type"],
    ["a taken key", [{ type: "a" }, { type: "a", idempotencyKey: "k" }], 409, "jobs[1].idempotencyKey"],
  ])("with %s stores nothing and names the place", async (_what, jobs, status, path) => {
    const hub = await testHub();
    await hub.submit({ type: "t", idempotencyKey: "k" });
    const answer = await hub.call("POST", "/v1/jobs/batch", { jobs });
    expect(answer.status).toBe(status);
    expect(answer.body.errors?.map((error) => error.path)).toEqual([path]);
    expect((await hub.call<{ jobs: Job[] }>("GET", "/v1/jobs")).body.jobs).toHaveLength(1);
  });
});

describe("waiting for a job", () => {
  test("ends when the job is finished", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    const { id } = await hub.submit({ type: "t" });
    const waiting = hub.job(id, 60_000);
    await worker.succeed(await oneLease(worker), { ok: true });
    expect(await waiting).toMatchObject({ state: "succeeded", result: { ok: true } });
    expect(await hub.job(id, 60_000)).toMatchObject({ state: "succeeded" });
  });

  test("ends with the job as it is when the time is up", async () => {
    const hub = await testHub();
    const { id } = await hub.submit({ type: "t" });
    expect(await hub.job(id, 20)).toMatchObject({ state: "queued" });
  });

  test("ends when the hub stops", async () => {
    const hub = await testHub();
    const { id } = await hub.submit({ type: "t" });
    const waiting = hub.job(id, 60_000);
    await hub.call("GET", "/healthz");
    await hub.close();
    expect(await waiting).toMatchObject({ state: "queued" });
  });
});

describe("cancelling", () => {
  test("takes a queued job out of the queue", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    const { id } = await hub.submit({ type: "t" });
    const { status, body } = await hub.call<Job>("POST", `/v1/jobs/${id}/cancel`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: "cancelled", finishedAt: expect.any(String) });
    expect(await worker.lease(1, 0)).toEqual([]);
  });

  test("ends the lease of a running job, and tells its worker with the next heartbeat", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    const { id } = await hub.submit({ type: "t" });
    const lease = await oneLease(worker);
    const { body } = await hub.call<Job>("POST", `/v1/jobs/${id}/cancel`);
    expect(body).toMatchObject({ state: "cancelled", attempts: [{ outcome: "cancelled" }] });
    expect((await worker.beat([lease.leaseId])).body.cancel).toEqual([lease.leaseId]);
    expect((await worker.succeed(lease)).body.rejected).toEqual([
      { leaseId: lease.leaseId, reason: "stale-lease" },
    ]);
    expect((await hub.job(id)).state).toBe("cancelled");
  });

  test("answers 409 for a finished job and 404 for an unknown one", async () => {
    const hub = await testHub();
    const { id } = await hub.submit({ type: "t" });
    await hub.call("POST", `/v1/jobs/${id}/cancel`);
    expect(await hub.call("POST", `/v1/jobs/${id}/cancel`)).toMatchObject({
      status: 409,
      body: { title: "Conflict" },
    });
    expect(await hub.call("POST", "/v1/jobs/nobody/cancel")).toMatchObject({ status: 404 });
  });
});

describe("listing", () => {
  test("pages through all jobs, newest first, by filter", async () => {
    const hub = await testHub();
    const jobs = Array.from({ length: 7 }, (_, index) => ({
      type: index % 2 === 0 ? "even" : "odd",
      payload: index,
    }));
    await hub.call("POST", "/v1/jobs/batch", { jobs });
    const seen: Job[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query: string = `type=even&state=queued&limit=3${cursor === "" ? "" : `&cursor=${cursor}`}`;
      const page = (await hub.call<{ jobs: Job[]; nextCursor: string | null }>("GET", `/v1/jobs?${query}`))
        .body;
      seen.push(...page.jobs);
      cursor = page.nextCursor;
    }
    expect(seen.map(({ payload }) => payload)).toEqual([6, 4, 2, 0]);
    expect((await hub.call<{ jobs: Job[] }>("GET", "/v1/jobs?state=dead")).body.jobs).toEqual([]);
  });
});
