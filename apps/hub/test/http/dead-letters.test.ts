import type { DeadLetterGroups, Job } from "@pigeon/protocol";
import { describe, expect, test } from "vitest";
import { oneLease, outcomes, pullWorker, testHub, type PullWorker, type TestHub } from "../hub-fixture.ts";

async function deadJob(hub: TestHub, worker: PullWorker, message: string, type = "t"): Promise<Job> {
  const { id } = await hub.submit({ type, maxAttempts: 1 });
  await worker.fail(await oneLease(worker), { name: "Error", message });
  return hub.job(id);
}

const list = async (hub: TestHub, query = "") =>
  (await hub.call<{ jobs: Job[]; nextCursor: string | null }>("GET", `/v1/dead-letters${query}`)).body;

describe("a dead letter", () => {
  test("is a job whose attempts are used up, with its whole history", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    const { id } = await hub.submit({ type: "t", maxAttempts: 2 });
    await worker.fail(await oneLease(worker), { name: "Error", message: "first" });
    await worker.fail(await oneLease(worker), { name: "Error", message: "second" });
    const [dead] = (await list(hub)).jobs;
    expect(dead).toMatchObject({
      id,
      state: "dead",
      error: { message: "second" },
      finishedAt: expect.any(String),
    });
    expect(dead?.attempts.map(({ error }) => error?.message)).toEqual(["first", "second"]);
  });

  test("is also a job that can never succeed", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    const { id } = await hub.submit({ type: "t", maxAttempts: 5 });
    await worker.fail(await oneLease(worker), { name: "Error", message: "bad payload", retryable: false });
    expect(await hub.job(id)).toMatchObject({ state: "dead", attempts: [{ outcome: "failed" }] });
  });

  test("is listed by type and page", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub, { types: ["t", "u"] });
    for (const type of ["t", "u", "t"]) await deadJob(hub, worker, "no", type);
    expect((await list(hub, "?type=t")).jobs).toHaveLength(2);
    const first = await list(hub, "?limit=2");
    const second = await list(hub, `?limit=2&cursor=${first.nextCursor}`);
    expect([first.jobs.length, second.jobs.length, second.nextCursor]).toEqual([2, 1, null]);
  });

  test("is deleted for good", async () => {
    const hub = await testHub();
    const { id } = await deadJob(hub, await pullWorker(hub), "no");
    expect((await hub.call("DELETE", `/v1/dead-letters/${id}`)).status).toBe(204);
    expect((await hub.call("GET", `/v1/jobs/${id}`)).status).toBe(404);
    expect((await hub.call("DELETE", `/v1/dead-letters/${id}`)).status).toBe(404);
  });
});

describe("redrive", () => {
  test("sends one back to the queue with all its attempts to spend again", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    const { id } = await deadJob(hub, worker, "no");
    const { status, body } = await hub.call<Job>("POST", `/v1/dead-letters/${id}/redrive`);
    expect([status, body.state]).toEqual([200, "queued"]);
    expect(body).not.toHaveProperty("finishedAt");
    expect(body).not.toHaveProperty("error");
    await worker.succeed(await oneLease(worker), "done");
    const job = await hub.job(id);
    expect([job.state, outcomes(job)]).toEqual(["succeeded", ["failed", "succeeded"]]);
    expect(await hub.call("POST", `/v1/dead-letters/${id}/redrive`)).toMatchObject({ status: 409 });
  });

  test("sends all of a type, of a fingerprint, or all", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub, { types: ["t", "u"] });
    const redrive = async (filter: object) =>
      (await hub.call<{ redriven: number }>("POST", "/v1/dead-letters/redrive", filter)).body.redriven;
    await deadJob(hub, worker, "file 17 is missing");
    await deadJob(hub, worker, "file 18 is missing");
    await deadJob(hub, worker, "no route");
    const other = await deadJob(hub, worker, "no route", "u");
    await hub.call("POST", `/v1/workers/${worker.id}/drain`);
    const missing = (await list(hub)).jobs.find(({ error }) => error?.message.startsWith("file"));
    expect(await redrive({ type: "u" })).toBe(1);
    expect((await hub.job(other.id)).state).toBe("queued");
    expect(await redrive({ fingerprint: missing?.error?.fingerprint })).toBe(2);
    expect(await redrive({})).toBe(1);
    expect(await redrive({})).toBe(0);
  });

  test("sends those whose errors have no fingerprint, which are one group", async () => {
    const hub = await testHub();
    const worker = await pullWorker(hub);
    const marked = await deadJob(hub, worker, "no route");
    for (const name of ["TypeError", "RangeError"]) {
      await hub.submit({ type: "t", maxAttempts: 1 });
      await worker.fail(await oneLease(worker), { name, message: "no", fingerprint: "" });
    }
    const { body } = await hub.call<DeadLetterGroups>("GET", "/v1/dead-letters/groups");
    expect(body.groups).toMatchObject([
      { fingerprint: "", name: "RangeError", count: 2 },
      { fingerprint: marked.error?.fingerprint, count: 1 },
    ]);
    expect((await list(hub, "?fingerprint=")).jobs).toHaveLength(2);
    await hub.call("POST", `/v1/workers/${worker.id}/drain`);
    const redrive = await hub.call("POST", "/v1/dead-letters/redrive", { fingerprint: "" });
    expect(redrive.body).toEqual({ redriven: 2 });
    expect((await list(hub)).jobs.map(({ id }) => id)).toEqual([marked.id]);
  });
});
