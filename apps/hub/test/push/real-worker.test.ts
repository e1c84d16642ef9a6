import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { outcomes, testHub } from "../hub-fixture.ts";
import { realWorker, until } from "../worker-fixture.ts";

test("a worker in a few lines runs a job, and its result comes back", async () => {
  const hub = await testHub();
  await realWorker(hub, { "text.stats": ({ payload }) => String(payload).split(" ").length });
  const { id } = await hub.submit({ type: "text.stats", payload: "a bird in the hand" });
  expect(await hub.job(id, 10_000)).toMatchObject({
    state: "succeeded",
    result: 5,
    attempts: [{ number: 1 }],
  });
});

test("a failing handler is retried, elsewhere first, until it succeeds", async () => {
  const hub = await testHub();
  const handler = ({ attempt }: { attempt: number }) => {
    if (attempt < 3) throw new Error(`attempt ${attempt}`);
    return "at last";
  };
  await realWorker(hub, { t: handler }, { workerId: "a" });
  await realWorker(hub, { t: handler }, { workerId: "b" });
  const { id } = await hub.submit({ type: "t" });
  const job = await hub.job(id, 10_000);
  expect(outcomes(job)).toEqual(["failed", "failed", "succeeded"]);
  expect(new Set(job.attempts.slice(0, 2).map(({ workerId }) => workerId)).size).toBe(2);
});

test("an attempt that takes too long is a timeout, and its signal aborts", async () => {
  const hub = await testHub();
  const aborted: unknown[] = [];
  await realWorker(hub, {
    t: (_job, { signal }) =>
      sleep(60_000, undefined, { signal }).catch((error: unknown) => aborted.push(error)),
  });
  const { id } = await hub.submit({ type: "t", timeoutMs: 50, maxAttempts: 1 });
  const job = await hub.job(id, 10_000);
  expect(job).toMatchObject({ state: "dead", error: { name: "JobTimeoutError" } });
  expect(outcomes(job)).toEqual(["timeout"]);
  expect(aborted).toHaveLength(1);
});

test("cancelling a running job aborts its handler", async () => {
  const hub = await testHub();
  const seen = { started: false, aborted: false };
  await realWorker(hub, {
    t: async (_job, { signal }) => {
      seen.started = true;
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      seen.aborted = true;
    },
  });
  const { id } = await hub.submit({ type: "t" });
  await until(
    () => seen.started,
    (started) => started,
  );
  await hub.call("POST", `/v1/jobs/${id}/cancel`);
  await until(
    () => seen.aborted,
    (aborted) => aborted,
  );
  expect((await hub.job(id)).state).toBe("cancelled");
});

test("a worker never runs more than its slots, and all jobs finish", async () => {
  const hub = await testHub();
  let running = 0;
  let most = 0;
  const handler = async () => {
    most = Math.max(most, ++running);
    await sleep(1);
    running -= 1;
  };
  await realWorker(hub, { t: handler }, { slots: 3 });
  await hub.call("POST", "/v1/jobs/batch", { jobs: Array.from({ length: 50 }, () => ({ type: "t" })) });
  await until(
    async () => (await hub.call<{ jobs: { succeeded: number } }>("GET", "/v1/status")).body.jobs.succeeded,
    (succeeded) => succeeded === 50,
  );
  expect(most).toBe(3);
});

test("a worker that stops finishes what it holds, and leaves", async () => {
  const hub = await testHub();
  let finish = () => {};
  const started = new Promise<void>((begun) => {
    void realWorker(hub, {
      t: async () => {
        begun();
        await new Promise<void>((resolve) => (finish = resolve));
        return "finished";
      },
    }).then((worker) => (stop = () => worker.stop()));
  });
  let stop = async () => {};
  const { id } = await hub.submit({ type: "t" });
  await started;
  const stopping = stop();
  finish();
  await stopping;
  expect(await hub.job(id)).toMatchObject({ state: "succeeded", result: "finished" });
  expect((await hub.call<{ workers: unknown[] }>("GET", "/v1/workers")).body.workers).toEqual([]);
});

test("a worker that the hub no longer knows registers again", async () => {
  const hub = await testHub({ detector: { heartbeatIntervalMs: 30 } });
  await realWorker(hub, { t: () => 1 }, { workerId: "w" });
  await hub.call("DELETE", "/v1/workers/w");
  const { id } = await hub.submit({ type: "t" });
  expect((await hub.job(id, 10_000)).state).toBe("succeeded");
});
