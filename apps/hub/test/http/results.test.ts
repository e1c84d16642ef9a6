import { describe, expect, test } from "vitest";
import { oneLease, pullWorker, testHub } from "../hub-fixture.ts";

describe("a result", () => {
  test("is accepted once and again, and changes nothing the second time", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    const { id } = await hub.submit({ type: "t" });
    const lease = await oneLease(worker);
    expect((await worker.succeed(lease, { n: 1 })).body).toEqual({ accepted: [lease.leaseId], rejected: [] });
    const job = await hub.job(id);
    expect(job).toMatchObject({ state: "succeeded", result: { n: 1 }, attempts: [{ outcome: "succeeded" }] });
    expect((await worker.succeed(lease, { n: 2 })).body).toEqual({ accepted: [lease.leaseId], rejected: [] });
    expect(await hub.job(id)).toEqual(job);
  });

  test("without a value is null", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    const { id } = await hub.submit({ type: "t" });
    await worker.succeed(await oneLease(worker), undefined);
    expect((await hub.job(id)).result).toBeNull();
  });

  test("for a lease of another worker, of no job, or never given is rejected, one by one", async () => {
    const hub = await testHub();
    const owner = await pullWorker(hub);
    const thief = await pullWorker(hub, { types: ["u"] });
    const { id } = await hub.submit({ type: "t" });
    const lease = await oneLease(owner);
    expect((await thief.succeed(lease)).body.rejected).toEqual([
      { leaseId: lease.leaseId, reason: "stale-lease" },
    ]);
    expect((await owner.succeed({ ...lease, leaseId: "x" })).body.rejected).toEqual([
      { leaseId: "x", reason: "stale-lease" },
    ]);
    expect((await owner.succeed({ ...lease, jobId: "x" })).body.rejected).toEqual([
      { leaseId: lease.leaseId, reason: "unknown-job" },
    ]);
    expect((await hub.job(id)).state).toBe("leased");
    expect((await owner.succeed(lease)).body.accepted).toEqual([lease.leaseId]);
  });

  test("that failed is retried by the policy, and its error kept", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    const { id } = await hub.submit({ type: "t" });
    await worker.fail(await oneLease(worker), { name: "TypeError", message: "no 1", stack: "at x" });
    expect((await hub.job(id)).attempts[0]).toMatchObject({
      outcome: "failed",
      error: {
        name: "TypeError",
        message: "no 1",
        stack: "at x",
        fingerprint: expect.stringMatching(/^v2:/),
      },
    });
    expect(await oneLease(worker)).toMatchObject({ jobId: id, attempt: 2 });
  });

  test("that failed says itself when to retry", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    const { id } = await hub.submit({ type: "t" });
    await worker.fail(await oneLease(worker), undefined, { retryAfterMs: 60_000 });
    const job = await hub.job(id);
    expect(Date.parse(job.runAt) - Date.parse(job.attempts[0]?.endedAt ?? "")).toBe(60_000);
  });
});
