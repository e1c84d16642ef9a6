import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { cluster, expectRight, finished, holder, submit } from "../support/scenario.ts";

test("jobs of a killed worker run elsewhere within moments", { timeout: 60_000 }, async () => {
  const { running, client } = await cluster(3);
  const ids = await submit(client, 12, 1_000);
  const victim = await holder(client, ids[11] ?? "");
  const killedAt = Date.now();
  await running.workers.get(victim)?.kill();
  const jobs = await finished(client, ids);
  expectRight(jobs);
  const moved = jobs.filter(({ attempts }) => attempts[0]?.workerId === victim);
  expect(moved.length).toBeGreaterThan(0);
  for (const { attempts } of moved) {
    expect(attempts.map(({ outcome }) => outcome)).toEqual(["lost", "succeeded"]);
    // Noticed by its connection, long before the two heartbeat intervals of the rule for silence.
    expect(Date.parse(attempts[0]?.endedAt ?? "") - killedAt).toBeLessThan(2_000);
  }
});

test(
  "a frozen worker loses its jobs, and what it says after it thaws changes nothing",
  { timeout: 60_000 },
  async () => {
    const { running, client } = await cluster(2);
    const [id = ""] = await submit(client, 1, 500);
    const frozen = await holder(client, id);
    const pid = running.workers.get(frozen)?.pid ?? 0;
    process.kill(pid, "SIGSTOP");
    onTestFinished(() => void process.kill(pid, "SIGCONT"));
    const [job] = await finished(client, [id]);
    expect(job?.attempts.map(({ outcome }) => outcome)).toEqual(["lost", "succeeded"]);
    expect(job?.attempts[1]?.workerId).not.toBe(frozen);
    process.kill(pid, "SIGCONT");
    for (;;) {
      const { health } = await client.getWorker(frozen);
      if (health.status !== "unhealthy") break;
      await sleep(50);
    }
    await sleep(600);
    expect(await client.getJob(id)).toEqual(job);
  },
);

test(
  "a killed hub loses nothing: workers go on, and their results are taken when it is back",
  { timeout: 60_000 },
  async () => {
    const { running, client } = await cluster(2);
    const ids = await submit(client, 20, 700);
    await holder(client, ids[0] ?? "");
    await running.hub.kill();
    await sleep(1_000);
    await running.restartHub();
    const jobs = await finished(client, ids);
    expectRight(jobs);
    // The leases outlived the hub: nothing had to be run again.
    expect(jobs.flatMap(({ attempts }) => attempts)).toHaveLength(20);
  },
);

test(
  "a worker that died while the hub was down is noticed when it is back",
  { timeout: 60_000 },
  async () => {
    const { running, client } = await cluster(2);
    const ids = await submit(client, 8, 800);
    const victim = await holder(client, ids[0] ?? "");
    await running.hub.kill();
    await running.workers.get(victim)?.kill();
    await running.restartHub();
    const jobs = await finished(client, ids);
    expectRight(jobs);
    expect(jobs[0]?.attempts.at(-1)?.workerId).not.toBe(victim);
  },
);

test("jobs wait while there is no worker at all, and run when one comes", { timeout: 60_000 }, async () => {
  const { running, client } = await cluster(1);
  await running.workers.get("worker-1")?.kill();
  const ids = await submit(client, 5, 1);
  await sleep(200);
  expect((await client.status()).jobs).toMatchObject({ succeeded: 0 });
  await running.addWorker("worker-2");
  expectRight(await finished(client, ids));
});
