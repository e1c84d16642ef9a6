import type { WorkerView } from "@pigeon/protocol";
import { describe, expect, test } from "vitest";
import { oneLease, outcomes, pullWorker, testHub } from "../hub-fixture.ts";
import { acceptAll, realWorker, scriptedWorker, until } from "../worker-fixture.ts";

describe("a worker that starts again under its name", () => {
  test("while the old process still runs: the old one is told to stop, and only the new one's result counts", async () => {
    const hub = await testHub({ detector: { heartbeatIntervalMs: 50 } });
    const seen: string[] = [];
    let finishNew = () => {};
    const handler = (name: string) => ({
      t: (_job: unknown, { signal }: { signal: AbortSignal }) =>
        new Promise<string>((resolve) => {
          seen.push(`${name} began`);
          if (name === "new") finishNew = () => resolve("of the new one");
          signal.addEventListener("abort", () => {
            seen.push(`${name} aborted`);
            resolve(`of the ${name} one`);
          });
        }),
    });
    await realWorker(hub, handler("old"), { workerId: "w", slots: 1 });
    const { id } = await hub.submit({ type: "t", maxAttempts: 2 });
    await until(
      () => seen,
      (all) => all.includes("old began"),
    );
    await realWorker(hub, handler("new"), { workerId: "w", slots: 1 });
    await until(
      () => seen,
      (all) => all.includes("new began") && all.includes("old aborted"),
    );
    finishNew();
    const job = await hub.job(id, 10_000);
    expect(job).toMatchObject({ state: "succeeded", result: "of the new one" });
    expect(outcomes(job)).toEqual(["lost", "succeeded"]);
  });

  test("gets what the old one held, and none of the old one's failures", async () => {
    const hub = await testHub({ breaker: { failureThreshold: 1, recoveryTimeoutMs: 600_000 } });
    const broken = await scriptedWorker(hub, () => ({ status: 500, body: {} }));
    await broken.register("w");
    const { id } = await hub.submit({ type: "t", maxAttempts: 3 });
    await until(
      () => hub.call<WorkerView>("GET", "/v1/workers/w"),
      ({ body }) => body.health.breaker === "open",
    );
    const fresh = await scriptedWorker(hub, acceptAll);
    await fresh.register("w");
    const [push] = await until(fresh.pushes, (pushes) => pushes.length > 0);
    expect(push?.leases).toMatchObject([{ jobId: id }]);
    const { health } = (await hub.call<WorkerView>("GET", "/v1/workers/w")).body;
    expect(health).toMatchObject({ status: "healthy", breaker: "closed", recentErrors: [] });
  });

  test("and the end of the old one's connections does not count against it", async () => {
    const hub = await testHub();
    const old = await scriptedWorker(hub, acceptAll);
    await old.register("w");
    const fresh = await scriptedWorker(hub, acceptAll);
    await fresh.register("w");
    const { id } = await hub.submit({ type: "t" });
    await until(fresh.pushes, (pushes) => pushes.length > 0);
    await old.kill();
    await hub.call("GET", "/healthz");
    const { health } = (await hub.call<WorkerView>("GET", "/v1/workers/w")).body;
    expect(health.status).toBe("healthy");
    expect(outcomes(await hub.job(id))).toEqual([undefined]);
  });

  test("many times at once ends with one registration that works", async () => {
    const hub = await testHub();
    const worker = await scriptedWorker(hub, acceptAll);
    await hub.submit({ type: "t", maxAttempts: 100 });
    await Promise.all(Array.from({ length: 20 }, () => worker.register("w")));
    const { body } = await hub.call<{ workers: WorkerView[] }>("GET", "/v1/workers");
    expect(body.workers).toHaveLength(1);
    const { id } = await hub.submit({ type: "t" });
    await hub.call("DELETE", "/v1/workers/w");
    await worker.register("w", { slots: 2 });
    await until(
      () => worker.pushes().flatMap(({ leases }) => leases.map(({ jobId }) => jobId)),
      (jobs) => jobs.includes(id),
    );
  });
});

describe("a worker that is deleted", () => {
  test("while a push to it hangs gives the lease back at once", async () => {
    const hub = await testHub({ breaker: { timeoutMs: 60_000 } });
    const hanging = await scriptedWorker(hub, () => "hang");
    await hanging.register("w");
    const { id } = await hub.submit({ type: "t", maxAttempts: 1 });
    await until(hanging.pushes, (pushes) => pushes.length > 0);
    expect((await hub.call("DELETE", "/v1/workers/w")).status).toBe(204);
    const other = await pullWorker(hub, { id: "other" });
    const lease = await oneLease(other);
    expect(lease.jobId).toBe(id);
    await other.succeed(lease);
    expect(outcomes(await hub.job(id))).toEqual(["released", "succeeded"]);
  });

  test("while many pushes are on their way loses none of the jobs, and runs none twice", async () => {
    const hub = await testHub();
    const runs = new Map<number, number>();
    const handler = ({ payload }: { payload: unknown }) => {
      const n = Number(payload);
      runs.set(n, (runs.get(n) ?? 0) + 1);
      return n;
    };
    await realWorker(hub, { t: handler }, { workerId: "stays", slots: 5 });
    const leaver = await scriptedWorker(hub, () => "hang");
    await leaver.register("leaves", { slots: 10 });
    const jobs = Array.from({ length: 30 }, (_, payload) => ({ type: "t", payload }));
    const { body } = await hub.call<{ jobs: { id: string }[] }>("POST", "/v1/jobs/batch", { jobs });
    await until(leaver.pushes, (pushes) => pushes.length > 0);
    await hub.call("DELETE", "/v1/workers/leaves");
    const finished = await Promise.all(body.jobs.map(({ id }) => hub.job(id, 10_000)));
    expect(finished.map(({ result }) => result)).toEqual(jobs.map(({ payload }) => payload));
    expect([...runs.values()].every((count) => count === 1)).toBe(true);
  });
});

test("of results in one report, the stale one is refused and the others count", async () => {
  const hub = await testHub();
  const worker = await pullWorker(hub, { id: "w", slots: 4 });
  for (let n = 0; n < 4; n++) await hub.submit({ type: "t", payload: n });
  const leases = await worker.lease(4);
  expect(leases).toHaveLength(4);
  const [stale, unknown] = leases;
  await hub.call("POST", `/v1/jobs/${stale?.jobId}/cancel`);
  const results = leases.map(({ leaseId, jobId, payload }) => ({
    leaseId,
    jobId: leaseId === unknown?.leaseId ? "01900000-0000-7000-8000-000000000000" : jobId,
    status: "succeeded",
    result: payload,
    durationMs: 1,
  }));
  const report = () =>
    hub.call<{ accepted: string[]; rejected: unknown[] }>("POST", "/v1/workers/w/results", { results });
  const { status, body } = await report();
  expect(status).toBe(200);
  expect(body).toEqual({
    accepted: leases.slice(2).map(({ leaseId }) => leaseId),
    rejected: [
      { leaseId: stale?.leaseId, reason: "stale-lease" },
      { leaseId: unknown?.leaseId, reason: "unknown-job" },
    ],
  });
  // Sent again, since its answer may have been lost: the same answer, and nothing changes.
  expect((await report()).body).toEqual(body);
  const jobs = await Promise.all(leases.map(({ jobId }) => hub.job(jobId)));
  expect(jobs.map(({ state }) => state)).toEqual(["cancelled", "leased", "succeeded", "succeeded"]);
  expect(jobs.slice(2).map(({ result }) => result)).toEqual(leases.slice(2).map(({ payload }) => payload));
});
