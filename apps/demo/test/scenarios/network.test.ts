import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import {
  cluster,
  expectFirstAttempts,
  expectRight,
  finished,
  holder,
  submit,
  until,
  type Scenario,
} from "../support/scenario.ts";
import { freePort, startProxy, type TcpProxy, type Weather } from "../support/tcp-proxy.ts";

/** One ordinary worker and one, "far", whose every byte from and to the hub goes through the weather. */
async function withFarWorker(): Promise<Scenario & { change: (weather: Weather) => void }> {
  const proxies: TcpProxy[] = [];
  // Registered first, so done last: the worker leaves through them.
  onTestFinished(async () => void (await Promise.all(proxies.map((proxy) => proxy.close()))));
  const scenario = await cluster(0);
  const port = await freePort();
  const toHub = await startProxy(Number(new URL(scenario.running.url).port));
  const toWorker = await startProxy(port);
  proxies.push(toHub, toWorker);
  const ways = ["--hub", toHub.url, "--endpoint", toWorker.url];
  await scenario.running.addWorker("far", [...ways, "--port", String(port)]);
  return {
    ...scenario,
    change: (weather) => {
      toHub.change(weather);
      toWorker.change(weather);
    },
  };
}

test(
  "a worker behind a black hole loses its jobs within its silence limit, and its late results are fenced off",
  { timeout: 60_000 },
  async () => {
    const { running, client, change } = await withFarWorker();
    const ids = await submit(client, 4, 2_000);
    for (const id of ids) expect(await holder(client, id)).toBe("far");
    change({ kind: "black-hole" });
    const cutAt = Date.now();
    await running.addWorker("near");
    const jobs = await finished(client, ids);
    expectRight(jobs);
    for (const { attempts } of jobs) {
      expect(attempts.map(({ workerId, outcome }) => `${workerId} ${outcome}`)).toEqual([
        "far lost",
        "near succeeded",
      ]);
    }
    const noticedMs = Math.max(...jobs.map(({ attempts }) => Date.parse(attempts[0]?.endedAt ?? ""))) - cutAt;
    console.log(`black hole: jobs were taken back after ${noticedMs} ms, heartbeats every 1000 ms`);
    expect(noticedMs).toBeLessThan(5_000);
    change({ kind: "clear" });
    await until(async () => (await client.getWorker("far")).health.status !== "unhealthy");
    // Its results have arrived by now, and were refused.
    await sleep(1_000);
    expect(await finished(client, ids)).toEqual(jobs);
    expectRight(await finished(client, await submit(client, 8, 1)));
  },
);

test(
  "a worker whose connections are all reset loses its jobs, and is taken back when it can be reached",
  { timeout: 60_000 },
  async () => {
    const { running, client, change } = await withFarWorker();
    const ids = await submit(client, 4, 2_000);
    for (const id of ids) expect(await holder(client, id)).toBe("far");
    change({ kind: "reset" });
    await running.addWorker("near");
    const jobs = await finished(client, ids);
    expectRight(jobs);
    for (const { attempts } of jobs) {
      expect(attempts.map(({ outcome }) => outcome)).toEqual(["lost", "succeeded"]);
    }
    change({ kind: "clear" });
    await until(async () => (await client.getWorker("far")).health.status !== "unhealthy");
    expect(await finished(client, ids)).toEqual(jobs);
  },
);

test(
  "a short cut of all connections costs no job, since the probe gets through",
  { timeout: 60_000 },
  async () => {
    const { client, change } = await withFarWorker();
    const ids = await submit(client, 4, 1_500);
    for (const id of ids) await holder(client, id);
    change({ kind: "reset" });
    change({ kind: "clear" });
    expectFirstAttempts(await finished(client, ids));
  },
);

test("a slow network accuses nobody", { timeout: 60_000 }, async () => {
  const { client, change } = await withFarWorker();
  change({ kind: "delay", ms: 100 });
  const ids = await submit(client, 12, 800);
  expectFirstAttempts(await finished(client, ids));
  expect((await client.getWorker("far")).health.status).not.toBe("unhealthy");
});

test(
  "a fleet that stands still at once keeps its jobs while the hub waits for it",
  { timeout: 60_000 },
  async () => {
    const { running, client, hubLog } = await cluster(4, { PIGEON_FD_HEARTBEAT_INTERVAL_MS: "2000" });
    const ids = await submit(client, 16, 1_000);
    for (const id of ids) await holder(client, id);
    const pids = [...running.workers.values()].map(({ pid }) => pid);
    const thaw = () => {
      for (const { pid, alive } of running.workers.values()) if (alive) process.kill(pid, "SIGCONT");
    };
    onTestFinished(thaw);
    for (const pid of pids) process.kill(pid, "SIGSTOP");
    await until(() => hubLog().includes("verdicts wait"));
    thaw();
    expectFirstAttempts(await finished(client, ids));
    await until(() => hubLog().includes("they answered"));
    expect((await client.status()).workers).toMatchObject({ unhealthy: 0, recovering: 0 });
  },
);
