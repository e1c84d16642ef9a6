import { expect, test } from "vitest";
import {
  HubAnswerError,
  HubError,
  HubUnreachableError,
  JobFailedError,
  JobWaitTimeoutError,
} from "../src/index.ts";
import { pollMs } from "../src/waiting.ts";
import { problem } from "./test-hub.ts";
import { failureOf, useBench } from "./support.ts";

const bench = useBench();

test("a job is read, with or without a wait", async () => {
  const job = bench.hub.add({ state: "succeeded", result: 1 });
  expect(await bench.client.getJob("job-1")).toEqual(job);
  await bench.client.getJob("job-1", { waitMs: 60_000 });
  expect(bench.hub.seen.map(({ url }) => url)).toEqual(["/v1/jobs/job-1", "/v1/jobs/job-1?waitMs=60000"]);
});

test("an id is data, never a path", async () => {
  await failureOf(bench.client.getJob("../workers?x=1"));
  expect(bench.hub.seen[0]?.url).toBe("/v1/jobs/..%2Fworkers%3Fx%3D1");
});

test("reads are repeated after any passing failure", async () => {
  bench.hub.add();
  const faults = ["break", "work-then-break", problem(500, "x", ""), problem(504, "x", "")] as const;
  bench.hub.fault = (_seen, number) => faults[number - 1];
  expect((await bench.client.getJob("job-1")).id).toBe("job-1");
});

test("an unknown job is a HubError of status 404", async () => {
  expect(await failureOf(bench.client.getJob("nope"))).toMatchObject({ name: "HubError", status: 404 });
});

test("waiting ends when the job is finished", async () => {
  bench.hub.add();
  const waiting = bench.client.waitForJob("job-1");
  await bench.hub.waited();
  bench.hub.finish("job-1", { state: "leased" });
  await bench.hub.waited();
  bench.hub.finish("job-1", { state: "dead" });
  expect((await waiting).state).toBe("dead");
  expect(bench.hub.seen.map(({ url }) => url)).toEqual(Array(2).fill("/v1/jobs/job-1?waitMs=20000"));
});

test("a hub that does not hold its answer is not called in a tight loop", async () => {
  bench.hub.add();
  bench.hub.fault = (_seen, number) => {
    if (number === 3) bench.hub.finish("job-1", { state: "succeeded" });
    return { status: 200, body: bench.hub.jobs.get("job-1") };
  };
  await bench.client.waitForJob("job-1");
  expect(bench.system.delays).toEqual([50, 50]);
});

test("waiting survives a restart of the hub, however many calls fail", async () => {
  bench.hub.add();
  const waiting = bench.client.waitForJob("job-1");
  await bench.hub.waited();
  await bench.hub.down();
  while (bench.system.delays.length < 12) await new Promise((resolve) => setImmediate(resolve));
  bench.hub.finish("job-1", { state: "succeeded", result: 7 });
  await bench.hub.up();
  expect((await waiting).result).toBe(7);
  expect(Math.max(...bench.system.delays)).toBeLessThanOrEqual(2000);
});

test("waiting ends with timeoutMs, and says how the job was seen last", async () => {
  bench.hub.add();
  const waiting = failureOf(bench.client.waitForJob("job-1", { timeoutMs: 100_000 }));
  await bench.hub.waited();
  bench.hub.finish("job-1", { state: "leased" });
  await bench.hub.waited();
  bench.system.fire(100_000);
  const failure = await waiting;
  expect(failure).toBeInstanceOf(JobWaitTimeoutError);
  expect(failure).toMatchObject({
    jobId: "job-1",
    job: { state: "leased" },
    message: "job job-1 was not finished within 100000 ms; it is leased",
  });
});

test("waiting for a hub that stays away ends with timeoutMs too", async () => {
  await bench.hub.down();
  const waiting = failureOf(bench.client.waitForJob("job-1", { timeoutMs: 100_000 }));
  while (bench.system.delays.length < 3) await new Promise((resolve) => setImmediate(resolve));
  bench.system.fire(100_000);
  expect(await waiting).toMatchObject({
    job: undefined,
    message: "job job-1 was not finished within 100000 ms; the hub could not be asked",
    cause: { name: "HubUnreachableError" },
  });
});

test("waiting for a job that does not exist, and an abort, end it", async () => {
  expect(await failureOf(bench.client.waitForJob("nope"))).toMatchObject({ status: 404 });
  bench.hub.add();
  const abort = new AbortController();
  const waiting = failureOf(bench.client.waitForJob("job-1", { signal: abort.signal }));
  await bench.hub.waited();
  abort.abort(new Error("enough"));
  expect(await waiting).toMatchObject({ message: "enough" });
  expect(bench.system.timers()).toBe(0);
});

test("more waits than connections take turns", () => {
  expect([pollMs(1, 64, 1), pollMs(64, 64, 1), pollMs(640, 64, 1), pollMs(1_000_000, 64, 1)]).toEqual([
    20_000, 20_000, 2000, 100,
  ]);
});

test("run gives the result", async () => {
  const running = bench.client.run<{ words: number }>({ type: "a" });
  await bench.hub.waited();
  bench.hub.finish("job-1", { state: "succeeded", result: { words: 2 } });
  expect((await running).words).toBe(2);
});

test.each([
  [
    { state: "dead", error: { name: "RangeError", message: "too far" } } as const,
    "job job-1 (a) is dead after 0 attempts: RangeError: too far",
  ],
  [{ state: "cancelled" } as const, "job job-1 (a) was cancelled"],
])("run rejects with the job when there is no result", async (change, message) => {
  const running = failureOf(bench.client.run({ type: "a" }));
  await bench.hub.waited();
  bench.hub.finish("job-1", change);
  const failure = await running;
  expect(failure).toBeInstanceOf(JobFailedError);
  expect(failure).toMatchObject({ message, retryable: false, job: { id: "job-1", ...change } });
});

test("cancel", async () => {
  bench.hub.add();
  bench.hub.add({ state: "succeeded" });
  expect((await bench.client.cancelJob("job-1")).state).toBe("cancelled");
  expect(await failureOf(bench.client.cancelJob("job-2"))).toMatchObject({ status: 409 });
});

test("a cancel whose answer was lost is no conflict, unless the job finished otherwise", async () => {
  bench.hub.add();
  bench.hub.fault = ({ url }, number) =>
    number === 1 && url.endsWith("cancel") ? "work-then-break" : undefined;
  expect((await bench.client.cancelJob("job-1")).state).toBe("cancelled");
  bench.hub.seen.length = 0;
  bench.hub.add({ state: "succeeded" });
  expect(await failureOf(bench.client.cancelJob("job-2"))).toBeInstanceOf(HubError);
});

test("lists: one page, or all of them as they are read", async () => {
  const [one, two, three] = [bench.hub.add(), bench.hub.add(), bench.hub.add()];
  bench.hub.fault = ({ url }) => {
    const last = url.includes("cursor=c1");
    return { status: 200, body: { jobs: last ? [three] : [one, two], nextCursor: last ? null : "c1" } };
  };
  expect(await bench.client.listJobs({ state: "queued", type: "a", limit: 2 })).toEqual({
    jobs: [one, two],
    nextCursor: "c1",
  });
  expect(bench.hub.seen[0]?.url).toBe("/v1/jobs?state=queued&type=a&limit=2");
  const all: string[] = [];
  for await (const job of bench.client.jobs({ state: "queued" })) all.push(job.id);
  expect(all).toEqual(["job-1", "job-2", "job-3"]);
  for await (const job of bench.client.jobs()) {
    expect(job).toEqual(one);
    break;
  }
  expect(bench.hub.seen.slice(1).map(({ url }) => url)).toEqual([
    "/v1/jobs?state=queued",
    "/v1/jobs?state=queued&cursor=c1",
    "/v1/jobs",
  ]);
});

test("what is no Pigeon hub is told in words, and not called again", async () => {
  bench.hub.fault = () => ({ status: 200, body: "<html>" });
  expect((await failureOf(bench.client.getJob("a"))) as Error).toBeInstanceOf(HubAnswerError);
  bench.hub.fault = () => ({ status: 200, body: { id: "a" } });
  expect(await failureOf(bench.client.getJob("a"))).toMatchObject({
    message: expect.stringMatching(
      /^the hub's answer to a request for a job has another shape than expected: type: /,
    ) as string,
  });
  expect(bench.hub.seen).toHaveLength(2);
  bench.hub.fault = () => ({ status: 403, body: "<html>forbidden" });
  expect(await failureOf(bench.client.getJob("a"))).toMatchObject({
    status: 403,
    message: "HTTP 403 (403): <html>forbidden",
  });
});

test("a request without an answer ends after timeoutMs", async () => {
  bench.hub.fault = () => "hang";
  const failure = await failureOf(bench.make({ timeoutMs: 500, retry: { maxRetries: 0 } }).getJob("a"));
  expect(failure).toBeInstanceOf(HubUnreachableError);
  expect((failure as Error).message).toBe(
    `no answer from the hub at ${bench.hub.url}: no answer within 500 ms`,
  );
});
