import type { Lease, RegistrationAnswer, WorkerView } from "@pigeon/protocol";
import { createWorker } from "@pigeon/worker";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { testDatabase } from "./database.ts";
import { endpoint, hubAt, hubProcess, succeeded, type Peer } from "./hubs.ts";

const database = await testDatabase();
const url = database.url();
beforeEach(async () => (await database.fresh()).close());
const patient = { timeout: 15_000 };
/** The goal is 3 s; a machine that does much else at the same time takes longer. */
const TAKE_OVER_MS = 12_000;

const submit = ({ client }: Peer, more = {}) => client.submit({ type: "t", payload: 1, ...more });
const first = async <T>(list: readonly T[]): Promise<T> => {
  await expect.poll(() => list.length, patient).toBeGreaterThan(0);
  return list[0] as T;
};

test("submitted at one hub, run by a worker of another, awaited at a third", async () => {
  const [a, b, c] = [await hubAt(url, "a"), await hubAt(url, "b"), await hubAt(url, "c")];
  const worker = createWorker({ hub: b.url, handlers: { double: ({ payload }) => Number(payload) * 2 } });
  await worker.start();
  onTestFinished(() => worker.stop({ drainMs: 0 }));
  const jobs = await Promise.all([1, 2, 3].map((payload) => a.client.submit({ type: "double", payload })));
  const ends = await Promise.all(jobs.map(({ id }) => c.client.waitForJob(id, { timeoutMs: 15_000 })));
  expect(ends.map(({ result }) => result)).toEqual([2, 4, 6]);
  // Every hub tells of the whole fleet.
  for (const hub of [a, b, c]) {
    await expect.poll(async () => (await hub.client.status()).workers.healthy, patient).toBe(1);
    const { workers } = await hub.get<{ workers: WorkerView[] }>("/v1/workers");
    expect(workers).toMatchObject([{ types: ["double"], health: { status: "healthy" } }]);
    expect(await hub.get(`/v1/workers/${workers[0]?.workerId}`)).toMatchObject({ types: ["double"] });
  }
});

test("a hub that is killed: its worker's jobs go on at another one, and cost no attempt", async () => {
  const [a, b] = [await hubProcess(url, "a"), await hubAt(url, "b")];
  const worker = await endpoint();
  const { workerToken } = await worker.register(a, "w-killed");
  const running = await submit(b);
  const lease = await first(worker.pushed);
  // Whoever takes over needs to have had its place for a while.
  await expect.poll(async () => (await fetch(`${b.url}/readyz`)).status, patient).toBe(200);
  a.signal("SIGKILL");
  await expect.poll(() => worker.pushed.length, { timeout: TAKE_OVER_MS }).toBeGreaterThan(1);
  // The same lease again: the worker may never have got it.
  expect(worker.pushed[1]).toMatchObject({ leaseId: lease.leaseId, attempt: 1 });
  const waiting = await submit(b);
  await expect.poll(() => worker.pushed.map(({ jobId }) => jobId), patient).toContain(waiting.id);
  const report = await b.post("/v1/workers/w-killed/results", succeeded(lease), workerToken);
  expect(report.body).toEqual({ accepted: [lease.leaseId], rejected: [] });
  expect(await b.client.waitForJob(running.id)).toMatchObject({
    state: "succeeded",
    attempts: [{ number: 1, outcome: "succeeded" }],
  });
  const other = worker.pushed.find(({ jobId }) => jobId === waiting.id) as Lease;
  await b.post("/v1/workers/w-killed/results", succeeded(other), workerToken);
  expect((await b.client.getJob(waiting.id)).state).toBe("succeeded");
});

test("a hub that was frozen has no say any more when it thaws, and joins again", async () => {
  const [a, b] = [await hubProcess(url, "a"), await hubAt(url, "b")];
  const worker = await endpoint();
  const { workerToken } = await worker.register(a, "w-frozen");
  const job = await submit(b);
  const lease = await first(worker.pushed);
  a.signal("SIGSTOP");
  await expect.poll(() => worker.pushed.length, { timeout: TAKE_OVER_MS }).toBe(2);
  a.signal("SIGCONT");
  await expect.poll(async () => (await fetch(`${a.url}/readyz`)).status, patient).toBe(200);
  expect(await a.get("/v1/workers/w-frozen")).toMatchObject({
    running: 1,
    health: { reasons: ["as the hub b says, which has it"] },
  });
  expect((await a.client.getJob(job.id)).attempts).toMatchObject([{ leaseId: lease.leaseId }]);
  // Results are taken at every hub, whoever has the worker.
  const report = await a.post("/v1/workers/w-frozen/results", succeeded(lease), workerToken);
  expect(report.body).toEqual({ accepted: [lease.leaseId], rejected: [] });
  expect(await b.client.waitForJob(job.id)).toMatchObject({ state: "succeeded", attempts: [{ number: 1 }] });
  expect(worker.pushed).toHaveLength(2);
});

test("a worker that comes to another hub with its token is that hub's", async () => {
  const [a, b] = [await hubAt(url, "a"), await hubAt(url, "b")];
  const registration = { workerId: "w-moved", types: ["t"], slots: 1 };
  const { body } = await a.post<RegistrationAnswer>("/v1/workers", registration);
  const beat = (hub: Peer, token: string, running: string[] = []) =>
    hub.post("/v1/workers/w-moved/heartbeat", { running }, token);
  expect((await beat(b, `pwt_${"x".repeat(43)}`)).status).toBe(404);
  expect((await b.post("/v1/workers/nobody/heartbeat", { running: [] }, body.workerToken)).status).toBe(404);
  const poll = (hub: Peer) =>
    hub.post<{ leases: Lease[] }>("/v1/workers/w-moved/lease", { max: 1, waitMs: 5_000 }, body.workerToken);
  const job = await submit(a);
  const [lease] = (await poll(a)).body.leases;
  if (lease === undefined) throw new Error("no lease");
  expect(await beat(b, body.workerToken, [lease.leaseId])).toEqual({ status: 200, body: { cancel: [] } });
  await expect
    .poll(() => a.get<WorkerView>("/v1/workers/w-moved"), patient)
    .toMatchObject({ running: 1, health: { reasons: ["as the hub b says, which has it"] } });
  expect((await a.client.getJob(job.id)).state).toBe("leased");
  await b.post("/v1/workers/w-moved/results", succeeded(lease), body.workerToken);
  const next = await submit(a);
  expect((await poll(b)).body.leases).toMatchObject([{ jobId: next.id, attempt: 1 }]);
  // A new registration elsewhere is a new process: what the one before held is lost with it.
  await a.post("/v1/workers", registration);
  await expect
    .poll(async () => (await b.client.getJob(next.id)).attempts, patient)
    .toMatchObject([{ outcome: "lost" }]);
  await a.client.cancelJob(next.id);
});

test("an end at one hub frees the slot at another, and a cancel reaches the worker", async () => {
  const [a, b] = [await hubAt(url, "a"), await hubAt(url, "b")];
  const worker = await endpoint();
  const { workerToken } = await worker.register(a, "w-ends", 1);
  const [one, two] = [await submit(a), await submit(a)];
  const lease = await first(worker.pushed);
  await b.client.cancelJob(lease.jobId);
  await expect.poll(() => worker.stopped, patient).toContain(lease.leaseId);
  await expect.poll(() => worker.pushed.length, patient).toBe(2);
  const other = worker.pushed[1] as Lease;
  expect([lease.jobId, other.jobId].toSorted()).toEqual([one.id, two.id].toSorted());
  const third = await submit(b);
  await b.post("/v1/workers/w-ends/results", succeeded(other), workerToken);
  await expect.poll(() => worker.pushed.map(({ jobId }) => jobId), patient).toContain(third.id);
  await b.client.cancelJob(third.id);
});

test("a hub that stops leaves its workers to others at once; a delayed job runs wherever it came from", async () => {
  const [a, b] = [await hubAt(url, "a"), await hubAt(url, "b")];
  const worker = await endpoint();
  const { workerToken } = await worker.register(b, "w-left");
  // Of these two the second does not promote what is due: it has to tell the first.
  const job = await submit(b, { delayMs: 300 });
  const lease = await first(worker.pushed);
  expect(lease.jobId).toBe(job.id);
  await b.close();
  await expect.poll(() => worker.pushed.length, { timeout: TAKE_OVER_MS }).toBe(2);
  await a.post("/v1/workers/w-left/results", succeeded(lease), workerToken);
  expect(await a.client.waitForJob(job.id)).toMatchObject({ state: "succeeded", attempts: [{ number: 1 }] });
});
