import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WorkerView } from "@pigeon/protocol";
import { expect, onTestFinished, test } from "vitest";
import { oneLease, outcomes, pullWorker, testHub } from "../hub-fixture.ts";
import { acceptAll, realWorker, scriptedWorker, until } from "../worker-fixture.ts";

function storeUrl(): string {
  const folder = mkdtempSync(join(tmpdir(), "pigeon-hub-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return `sqlite:${join(folder, "pigeon.db")}`;
}

test("a drained worker that never finishes loses its lease by the job's own time", async () => {
  const hub = await testHub();
  const stuck = await scriptedWorker(hub, acceptAll);
  await stuck.register("stuck");
  const { id } = await hub.submit({ type: "t", timeoutMs: 100 });
  await until(stuck.pushes, (pushes) => pushes.length > 0);
  await hub.call("POST", "/v1/workers/stuck/drain");
  const other = await pullWorker(hub, { id: "other" });
  const [lease] = await other.lease(1, 10_000);
  expect(lease).toMatchObject({ jobId: id, attempt: 2 });
  if (lease !== undefined) await other.succeed(lease);
  expect(outcomes(await hub.job(id))).toEqual(["timeout", "succeeded"]);
  // It is told to stop what it no longer holds, and gets nothing more.
  expect(stuck.calls.filter(({ path }) => path === "/v1/leases/cancel")).toHaveLength(1);
  expect(stuck.pushes()).toHaveLength(1);
});

test("a drained worker stays drained over a restart of the hub, and finishes what it holds", async () => {
  const url = storeUrl();
  const first = await testHub({ hub: { storeUrl: url } });
  const worker = await scriptedWorker(first, acceptAll);
  await worker.register("w", { slots: 2 });
  const held = await first.submit({ type: "t" });
  const [push] = await until(worker.pushes, (pushes) => pushes.length > 0);
  await first.call("POST", "/v1/workers/w/drain");
  await first.close();

  const second = await testHub({ hub: { storeUrl: url } });
  expect((await second.call<WorkerView>("GET", "/v1/workers/w")).body).toMatchObject({
    draining: true,
    running: 1,
  });
  const next = await second.submit({ type: "t" });
  const other = await pullWorker(second, { id: "other" });
  expect((await oneLease(other)).jobId).toBe(next.id);
  const leaseId = push?.leases[0]?.leaseId;
  const result = { leaseId, jobId: held.id, status: "succeeded", result: 1, durationMs: 1 };
  const { body } = await second.call<{ accepted: string[] }>("POST", "/v1/workers/w/results", {
    results: [result],
  });
  expect(body.accepted).toEqual([leaseId]);
  // Registering again is how it comes back.
  await (await scriptedWorker(second, acceptAll)).register("w", { slots: 2 });
  expect((await second.call<WorkerView>("GET", "/v1/workers/w")).body.draining).toBe(false);
});

test("a lease that ran out while the hub was down is timed out, and its result comes too late", async () => {
  const url = storeUrl();
  const first = await testHub({ hub: { storeUrl: url } });
  const worker = await scriptedWorker(first, acceptAll);
  await worker.register("w");
  const { id } = await first.submit({ type: "t", timeoutMs: 100, maxAttempts: 1 });
  const [push] = await until(worker.pushes, (pushes) => pushes.length > 0);
  await first.close();
  await new Promise((passed) => setTimeout(passed, 1_200));
  const second = await testHub({ hub: { storeUrl: url } });
  expect(await second.job(id, 10_000)).toMatchObject({
    state: "dead",
    error: { name: "JobTimeoutError" },
    attempts: [{ outcome: "timeout" }],
  });
  const leaseId = push?.leases[0]?.leaseId;
  const result = { leaseId, jobId: id, status: "succeeded", result: "late", durationMs: 1 };
  const { body } = await second.call("POST", "/v1/workers/w/results", { results: [result] });
  expect(body).toEqual({ accepted: [], rejected: [{ leaseId, reason: "stale-lease" }] });
  expect((await second.job(id)).state).toBe("dead");
});

test("a worker that runs on while its hub restarts needs no new registration, and its result counts", async () => {
  const url = storeUrl();
  const first = await testHub({ hub: { storeUrl: url }, detector: { heartbeatIntervalMs: 100 } });
  const registered: unknown[] = [];
  let finish = () => {};
  const began = new Promise<void>((resolve) => {
    void realWorker(
      first,
      {
        t: async () => {
          resolve();
          await new Promise<void>((done) => (finish = done));
          return "kept";
        },
      },
      {
        workerId: "w",
        onEvent: (event) => {
          if (event.kind === "registered") registered.push(event);
        },
      },
    );
  });
  const { id } = await first.submit({ type: "t" });
  await began;
  await first.close();
  // Heartbeats meet a closed door for a while.
  await new Promise((passed) => setTimeout(passed, 500));
  const port = Number(new URL(first.url).port);
  const second = await testHub({ hub: { storeUrl: url, port }, detector: { heartbeatIntervalMs: 100 } });
  const { body } = await until(
    () => second.call<WorkerView>("GET", "/v1/workers/w"),
    ({ body: view }) => view.health.lastHeartbeatAt !== undefined && view.health.lastHeartbeatAt !== null,
  );
  expect(body).toMatchObject({ running: 1, health: { status: "healthy" } });
  finish();
  const job = await second.job(id, 10_000);
  expect(job).toMatchObject({ state: "succeeded", result: "kept" });
  expect(outcomes(job)).toEqual(["succeeded"]);
  expect(registered).toHaveLength(1);
});
