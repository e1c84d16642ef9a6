import { request } from "node:http";
import type { WorkerView } from "@pigeon/protocol";
import { describe, expect, onTestFinished, test } from "vitest";
import { oneLease, outcomes, pullWorker, testHub, type TestHub } from "../hub-fixture.ts";
import { until } from "../worker-fixture.ts";

/** A poll whose connection the test ends. */
async function waitingPoll(hub: TestHub, workerId: string): Promise<() => void> {
  const { hostname, port } = new URL(hub.url);
  const path = `/v1/workers/${workerId}/lease`;
  const headers = { "content-type": "application/json" };
  const poll = request({ hostname, port, path, method: "POST", headers });
  poll.on("error", () => undefined);
  poll.end(JSON.stringify({ max: 1, waitMs: 60_000 }));
  onTestFinished(() => void poll.destroy());
  // Long enough for the hub to read it: a request sent later on another connection is answered.
  await new Promise((sent) => poll.once("finish", sent));
  await hub.call("GET", "/healthz");
  await hub.call("GET", "/healthz");
  return () => poll.destroy();
}

const healthOf = async (hub: TestHub, id: string) =>
  (await hub.call<WorkerView>("GET", `/v1/workers/${id}`)).body.health;

describe("a worker that polls", () => {
  test("and dies is noticed by its broken poll and its next heartbeat missing, before its silence", async () => {
    const hub = await testHub({ detector: { heartbeatIntervalMs: 1_000 } });
    const worker = await pullWorker(hub, { id: "dying", slots: 2 });
    const { id } = await hub.submit({ type: "t" });
    await oneLease(worker);
    await worker.beat([]);
    const kill = await waitingPoll(hub, "dying");
    const killedAt = Date.now();
    kill();
    const lost = await until(
      () => hub.job(id),
      (job) => outcomes(job)[0] !== undefined,
    );
    expect(lost.attempts[0]).toMatchObject({ outcome: "lost", error: { name: "WorkerLostError" } });
    // Silence alone would take more than two intervals.
    expect(Date.parse(lost.attempts[0]?.endedAt ?? "") - killedAt).toBeLessThan(2_000);
    expect((await healthOf(hub, "dying")).reasons).toContainEqual(
      expect.stringContaining("its waiting poll broke off"),
    );
  });

  test("and gives a poll up keeps its leases, as long as it goes on speaking", async () => {
    const hub = await testHub({ detector: { heartbeatIntervalMs: 200 } });
    const worker = await pullWorker(hub, { id: "w", slots: 2 });
    const { id } = await hub.submit({ type: "t" });
    const lease = await oneLease(worker);
    for (let round = 0; round < 3; round++) {
      (await waitingPoll(hub, "w"))();
      for (let beat = 0; beat < 4; beat++) {
        await worker.beat([lease.leaseId]);
        await new Promise((passed) => setTimeout(passed, 100));
      }
    }
    expect(outcomes(await hub.job(id))).toEqual([undefined]);
    expect((await worker.succeed(lease)).body.accepted).toEqual([lease.leaseId]);
    expect((await healthOf(hub, "w")).status).toBe("healthy");
  });
});
