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
} from "../support/scenario.ts";

test("a hub that stood still accuses nobody when it goes on", { timeout: 60_000 }, async () => {
  const { running, client, hubLog } = await cluster(3);
  const ids = await submit(client, 12, 2_000);
  for (const id of ids) await holder(client, id);
  process.kill(running.hub.pid, "SIGSTOP");
  onTestFinished(() => void (running.hub.alive && process.kill(running.hub.pid, "SIGCONT")));
  // Beyond every limit: silence is 2 s, and the jobs end while nobody takes their results.
  await sleep(5_000);
  process.kill(running.hub.pid, "SIGCONT");
  expectFirstAttempts(await finished(client, ids));
  const { workers } = await client.status();
  expect(workers).toEqual({ healthy: 3, degraded: 0, unhealthy: 0, recovering: 0 });
  expect(hubLog()).not.toContain("the worker failed");
});

test("a hub that stands still again and again still accuses nobody", { timeout: 60_000 }, async () => {
  const { running, client } = await cluster(2);
  const ids = await submit(client, 8, 3_000);
  for (const id of ids) await holder(client, id);
  onTestFinished(() => void (running.hub.alive && process.kill(running.hub.pid, "SIGCONT")));
  for (let round = 0; round < 3; round++) {
    process.kill(running.hub.pid, "SIGSTOP");
    await sleep(1_500);
    process.kill(running.hub.pid, "SIGCONT");
    await sleep(200);
  }
  expectFirstAttempts(await finished(client, ids));
});

test(
  "asked to stop, a hub answers who waits, takes nothing new, ends in time, and its leases go on",
  { timeout: 60_000 },
  async () => {
    const { running, client, hubLog } = await cluster(2);
    const ids = await submit(client, 8, 3_000);
    for (const id of ids) await holder(client, id);
    const waiting = fetch(`${running.url}/v1/jobs/${ids[0]}?waitMs=60000`);
    // Writes on their way when the signal comes are finished: each has an answer that is true.
    const writes = Array.from({ length: 20 }, (_, n) =>
      fetch(`${running.url}/v1/jobs`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ type: "work", payload: { n: 100 + n, ms: 1 } }),
      }).then(
        async (answer) => (answer.status === 201 ? ((await answer.json()) as { id: string }).id : undefined),
        () => undefined,
      ),
    );
    await sleep(20);
    const stoppedAt = Date.now();
    process.kill(running.hub.pid, "SIGTERM");
    expect(await (await waiting).json()).toMatchObject({ id: ids[0], state: "leased" });
    const accepted = (await Promise.all(writes)).filter((id) => id !== undefined);
    expect(await running.hub.ended).toBe(0);
    expect(Date.now() - stoppedAt).toBeLessThan(10_000);
    expect(hubLog()).toMatch(/SIGTERM received, stopping[^]*pigeon-hub: stopped/);
    await expect(fetch(`${running.url}/healthz`)).rejects.toThrow("fetch failed");
    await running.restartHub();
    expectFirstAttempts(await finished(client, ids));
    expectRight(await finished(client, accepted));
  },
);

test(
  "a second signal ends a hub at once, and nothing acknowledged is lost",
  { timeout: 60_000 },
  async () => {
    const { running, client } = await cluster(1);
    const ids = await submit(client, 200, 1);
    // A request that never ends keeps the hub from stopping by itself at once.
    const endless = fetch(`${running.url}/v1/jobs`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode("{")) }),
      duplex: "half",
    }).catch((error: unknown) => error);
    await sleep(200);
    process.kill(running.hub.pid, "SIGTERM");
    await sleep(300);
    expect(running.hub.alive).toBe(true);
    const secondAt = Date.now();
    process.kill(running.hub.pid, "SIGTERM");
    expect(await running.hub.ended).toBe(143);
    expect(Date.now() - secondAt).toBeLessThan(1_000);
    expect(await endless).toBeInstanceOf(Error);
    await running.restartHub();
    expectRight(await finished(client, ids));
  },
);

test("a hub that cannot stop by itself ends in a bounded time", { timeout: 60_000 }, async () => {
  const { running, client } = await cluster(1);
  const ids = await submit(client, 4, 1);
  void fetch(`${running.url}/v1/jobs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode("{")) }),
    duplex: "half",
  }).catch(() => undefined);
  await sleep(200);
  const stoppedAt = Date.now();
  process.kill(running.hub.pid, "SIGTERM");
  expect(await running.hub.ended).toBe(0);
  expect(Date.now() - stoppedAt).toBeLessThan(12_000);
  await running.restartHub();
  await until(async () => (await client.status()).jobs.succeeded === 4);
  expectRight(await finished(client, ids));
});
