import type { DeadLetterGroups, Job, JobPage } from "@pigeon/protocol";
import { expect, test } from "vitest";
import { oneLease, pullWorker, testHub, type PullWorker, type TestHub } from "../hub-fixture.ts";

async function deadJob(hub: TestHub, worker: PullWorker, message: string, spec = {}): Promise<Job> {
  const { id } = await hub.submit({ type: "t", maxAttempts: 1, ...spec });
  await worker.fail(await oneLease(worker), { name: "Error", message });
  return hub.job(id);
}
const groups = async (hub: TestHub, query = "") =>
  (await hub.call<DeadLetterGroups>("GET", `/v1/dead-letters/groups${query}`)).body;

test("dead letters are grouped by their error, the most frequent first", async () => {
  const hub = await testHub();
  const worker = await pullWorker(hub, { types: ["t", "u"] });
  await deadJob(hub, worker, "no route");
  const first = await deadJob(hub, worker, "file 17 is missing");
  const last = await deadJob(hub, worker, "file 18 is missing", { type: "u" });
  const { groups: found, ...rest } = await groups(hub);
  expect(rest).toEqual({ examined: 3, complete: true });
  expect(found).toMatchObject([
    {
      count: 2,
      name: "Error",
      message: "file 18 is missing",
      types: ["t", "u"],
      fingerprint: first.error?.fingerprint,
      oldestAt: first.finishedAt,
      newestAt: last.finishedAt,
    },
    { count: 1, message: "no route" },
  ]);
  expect((await groups(hub, "?type=u")).groups).toMatchObject([{ count: 1, types: ["u"] }]);
  const page = await hub.call<JobPage>("GET", `/v1/dead-letters?fingerprint=${first.error?.fingerprint}`);
  expect(page.body.jobs.map(({ id }) => id)).toEqual([last.id, first.id]);
});

test("jobs are found by label and by text", async () => {
  const hub = await testHub();
  const one = await hub.submit({ type: "t", labels: { customer: "acme" }, payload: { file: "a.png" } });
  const two = await hub.submit({ type: "t", labels: { customer: "other" }, payload: { file: "b.png" } });
  const found = async (query: string) =>
    (await hub.call<JobPage>("GET", `/v1/jobs?${query}`)).body.jobs.map(({ id }) => id);
  expect(await found("label=customer")).toEqual([two.id, one.id]);
  expect(await found("label=customer%3Dacme")).toEqual([one.id]);
  expect(await found("text=B.PNG")).toEqual([two.id]);
  expect(await found("text=png&label=customer%3Dacme&state=queued&type=t")).toEqual([one.id]);
  expect(await found("text=png&state=dead")).toEqual([]);
  expect((await hub.call("GET", "/v1/jobs?text=")).status).toBe(400);
});

test("a payload can be mended before the job goes back", async () => {
  const hub = await testHub();
  const worker = await pullWorker(hub);
  const { id } = await deadJob(hub, worker, "no", { payload: { file: "wrong" } });
  const path = `/v1/dead-letters/${id}/redrive`;
  expect((await hub.call("POST", path, { payload: "x".repeat(300_000) })).status).toBe(400);
  expect((await hub.job(id)).state).toBe("dead");
  const { status, body } = await hub.call<Job>("POST", path, { payload: { file: "right" } });
  expect([status, body.state, body.payload]).toEqual([200, "queued", { file: "right" }]);
  const lease = await oneLease(worker);
  expect(lease.payload).toEqual({ file: "right" });
  // Null is a payload as good as any; nothing leaves it as it is.
  await worker.fail(lease, { name: "Error", message: "no", retryable: false });
  expect((await hub.call<Job>("POST", path)).body.payload).toEqual({ file: "right" });
  await worker.fail(await oneLease(worker), { name: "Error", message: "no", retryable: false });
  expect((await hub.call<Job>("POST", path, { payload: null })).body.payload).toBeNull();
});
