import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { oneLease, outcomes, pullWorker, testHub } from "../hub-fixture.ts";
import { acceptAll, scriptedWorker, until } from "../worker-fixture.ts";

const breakerOf = async (hub: Awaited<ReturnType<typeof testHub>>, id: string) =>
  (await hub.call<{ breakers: { name: string; state: string }[] }>("GET", "/v1/breakers")).body.breakers.find(
    ({ name }) => name === `worker:${id}`,
  )?.state;

describe("a push", () => {
  test("carries the worker's token and the lease, and its result is taken", async () => {
    const hub = await testHub();
    const worker = await scriptedWorker(hub, acceptAll);
    const { workerToken } = await worker.register("w");
    const { id } = await hub.submit({ type: "t", payload: [1] });
    const [call] = await until(worker.pushes, (pushes) => pushes.length > 0);
    expect(call?.authorization).toBe(`Bearer ${workerToken}`);
    expect(call?.leases).toMatchObject([
      { jobId: id, type: "t", payload: [1], attempt: 1, timeoutMs: 300_000 },
    ]);
    const result = {
      leaseId: call?.leases[0]?.leaseId,
      jobId: id,
      status: "succeeded",
      result: 2,
      durationMs: 1,
    };
    await hub.call("POST", "/v1/workers/w/results", { results: [result] });
    expect(await hub.job(id)).toMatchObject({ state: "succeeded", result: 2 });
  });

  test("that fails is tried again with the same lease", async () => {
    const hub = await testHub();
    const worker = await scriptedWorker(hub, (call, push) =>
      push === 1 ? { status: 500, body: {} } : acceptAll(call, push),
    );
    await worker.register("w");
    const { id } = await hub.submit({ type: "t" });
    const pushes = await until(worker.pushes, (all) => all.length === 2);
    expect(pushes[0]?.leases).toEqual(pushes[1]?.leases);
    expect((await hub.job(id)).attempts).toHaveLength(1);
  });

  test("that the worker refuses is released at no cost, and goes to another", async () => {
    const hub = await testHub();
    const full = await scriptedWorker(hub, ({ leases }) => ({
      status: 202,
      body: { accepted: [], refused: leases.map(({ leaseId }) => ({ leaseId, reason: "no-free-slot" })) },
    }));
    await full.register("full");
    const { id } = await hub.submit({ type: "t", maxAttempts: 1 });
    await until(
      () => hub.job(id),
      (job) => outcomes(job)[0] === "released",
    );
    const other = await pullWorker(hub, { id: "other" });
    await hub.call("POST", "/v1/workers/full/drain");
    await other.succeed(await oneLease(other));
    const job = await hub.job(id);
    expect(job.state).toBe("succeeded");
    expect(job.attempts[0]?.error?.message).toBe("refused: no-free-slot");
    expect(
      outcomes(job)
        .slice(0, -1)
        .every((outcome) => outcome === "released"),
    ).toBe(true);
  });

  test("that is answered with nonsense is released, not lost", async () => {
    const hub = await testHub();
    const odd = await scriptedWorker(hub, () => ({ status: 202, body: { accepted: "all" } }));
    await odd.register("odd");
    const { id } = await hub.submit({ type: "t", maxAttempts: 1 });
    const job = await until(
      () => hub.job(id),
      ({ attempts }) => attempts[0]?.outcome !== undefined,
    );
    expect(job.attempts[0]).toMatchObject({
      outcome: "released",
      error: { message: expect.stringContaining("not understood") },
    });
  });

  test("whose answers fail again and again opens the breaker, and nothing more is sent", async () => {
    const hub = await testHub({ breaker: { failureThreshold: 2, recoveryTimeoutMs: 600_000 } });
    const broken = await scriptedWorker(hub, () => ({ status: 500, body: {} }));
    await broken.register("broken");
    const { id } = await hub.submit({ type: "t" });
    await until(
      () => breakerOf(hub, "broken"),
      (state) => state === "open",
    );
    const sent = broken.pushes().length;
    await hub.submit({ type: "t" });
    const healthy = await pullWorker(hub, { id: "healthy", slots: 2 });
    expect((await healthy.lease(1)).map(({ jobId }) => jobId)).toEqual([id]);
    expect(broken.pushes()).toHaveLength(sent);
  });

  test("to a breaker whose recovery time is over sends one lease as the probe", async () => {
    const hub = await testHub({
      breaker: { failureThreshold: 1, recoveryTimeoutMs: 50, halfOpenMaxRequests: 1 },
    });
    let broken = true;
    const worker = await scriptedWorker(hub, (call, push) =>
      broken ? { status: 500, body: {} } : acceptAll(call, push),
    );
    await worker.register("w", { slots: 10 });
    await hub.submit({ type: "t" });
    await until(
      () => breakerOf(hub, "w"),
      (state) => state === "open",
    );
    broken = false;
    await hub.call("POST", "/v1/jobs/batch", { jobs: Array.from({ length: 5 }, () => ({ type: "t" })) });
    await until(
      () => breakerOf(hub, "w"),
      (state) => state === "closed",
    );
    await until(
      () => worker.pushes().flatMap(({ leases }) => leases).length,
      (leases) => leases >= 6,
    );
  });
});

test("leases wait until the worker was told that it is registered", async () => {
  const hub = await testHub();
  let told = false;
  const early: boolean[] = [];
  const worker = await scriptedWorker(hub, (call, push) => {
    early.push(!told);
    return acceptAll(call, push);
  });
  await hub.submit({ type: "t" });
  await worker.register("w");
  told = true;
  await until(worker.pushes, (pushes) => pushes.length === 1);
  expect(early).toEqual([false]);
});

describe("a worker that dies", () => {
  test("is noticed by its connection, and its jobs run elsewhere at once", async () => {
    const hub = await testHub();
    const dying = await scriptedWorker(hub, acceptAll);
    await dying.register("dying");
    const { id } = await hub.submit({ type: "t" });
    await until(dying.pushes, (pushes) => pushes.length > 0);
    const other = await pullWorker(hub, { id: "other" });
    await dying.kill();
    const lease = await oneLease(other);
    expect(lease).toMatchObject({ jobId: id, attempt: 2 });
    const job = await hub.job(id);
    expect(job.attempts[0]).toMatchObject({ outcome: "lost", error: { name: "WorkerLostError" } });
    expect(await hub.call("GET", "/v1/workers/dying")).toMatchObject({
      body: {
        health: {
          status: "unhealthy",
          reasons: expect.arrayContaining([expect.stringContaining("connection")]),
        },
      },
    });
  });

  test("before it could be reached costs the job no attempt", async () => {
    const hub = await testHub();
    const dead = await scriptedWorker(hub, acceptAll);
    await dead.kill();
    await dead.register("dead");
    const { id } = await hub.submit({ type: "t", maxAttempts: 1 });
    const other = await pullWorker(hub, { id: "other" });
    await other.succeed(await oneLease(other));
    const job = await hub.job(id);
    expect(job.state).toBe("succeeded");
    expect(
      outcomes(job)
        .slice(0, -1)
        .every((outcome) => outcome === "released"),
    ).toBe(true);
  });

  test("and only closed a connection keeps its leases: the probe clears it", async () => {
    const hub = await testHub();
    const closing = await scriptedWorker(hub, acceptAll);
    await closing.register("w");
    const { id } = await hub.submit({ type: "t" });
    await until(closing.pushes, (pushes) => pushes.length > 0);
    const before = await hub.job(id);
    const reset = await scriptedWorker(hub, () => "reset");
    await reset.register("resets", { types: ["u"] });
    const other = await hub.submit({ type: "u" });
    // Resets are failures of calls, and the probes that they cause are answered: nobody is given up.
    await until(
      () => hub.job(other.id),
      ({ attempts }) => attempts[0]?.outcome !== undefined,
    );
    expect(await hub.job(id)).toEqual(before);
    expect(await hub.call("GET", "/v1/workers/w")).toMatchObject({ body: { health: { status: "healthy" } } });
  });
});

test("a hub that restarts keeps leases, and hands them over again to workers that may not know them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pigeon-hub-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const storeUrl = `sqlite:${join(folder, "pigeon.db")}`;
  const first = await testHub({ hub: { storeUrl } });
  const worker = await scriptedWorker(first, acceptAll);
  const { workerToken } = await worker.register("w");
  const { id } = await first.submit({ type: "t" });
  const [push] = await until(worker.pushes, (pushes) => pushes.length > 0);
  await first.close();
  const second = await testHub({ hub: { storeUrl } });
  const again = (await until(worker.pushes, (pushes) => pushes.length === 2))[1];
  expect(again).toEqual(push);
  expect(again?.authorization).toBe(`Bearer ${workerToken}`);
  const leaseId = push?.leases[0]?.leaseId;
  const result = { leaseId, jobId: id, status: "succeeded", result: "kept", durationMs: 1 };
  const { body } = await second.call<{ accepted: string[] }>("POST", "/v1/workers/w/results", {
    results: [result],
  });
  expect(body.accepted).toEqual([leaseId]);
  expect(await second.job(id)).toMatchObject({
    state: "succeeded",
    result: "kept",
    attempts: [{ number: 1 }],
  });
});
