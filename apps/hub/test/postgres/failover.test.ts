import type { Job } from "@pigeon/protocol";
import { expect, onTestFinished, test } from "vitest";
import { testHub } from "../hub-fixture.ts";
import { startServer } from "./server.ts";

const UP = { timeout: 20_000, interval: 50 };

test("a standby that is promoted takes over, with all that was acknowledged", async () => {
  const primary = await startServer({ durable: true });
  onTestFinished(() => primary.remove());
  await primary.sql("CREATE DATABASE jobs");
  await primary.stop();
  const standby = await startServer({ standbyOf: primary });
  onTestFinished(() => standby.remove());
  await primary.start();
  const following = "SELECT count(*)::int FROM pg_stat_replication WHERE state = 'streaming'";
  await expect.poll(() => primary.sql(following), UP).toEqual([[1]]);
  // From here on a commit is acknowledged when the standby has it, too.
  await primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'");
  await primary.sql("SELECT pg_reload_conf()");
  await expect.poll(() => primary.sql("SHOW synchronous_standby_names"), UP).toEqual([["*"]]);

  // The standby comes first: the hub passes by it as long as it is one.
  const storeUrl = `postgres://pigeon@127.0.0.1:${standby.port},127.0.0.1:${primary.port}/jobs`;
  const hub = await testHub({ hub: { storeUrl } });
  const acknowledged: string[] = [];
  let failed = 0;
  const load = { stopped: false };
  onTestFinished(() => void (load.stopped = true));
  const submitters = Array.from({ length: 3 }, async () => {
    while (!load.stopped) {
      const { status, body } = await hub.call<Job>("POST", "/v1/jobs", { type: "mail", payload: 1 });
      if (status === 201) acknowledged.push(body.id);
      else failed += 1;
    }
  });
  await expect.poll(() => acknowledged.length > 30, UP).toBe(true);
  await primary.kill();
  await expect.poll(async () => (await hub.call("GET", "/readyz")).status, UP).toBe(503);
  await expect
    .poll(async () => (await hub.call("GET", "/readyz")).body.detail, UP)
    .toMatch(/it is read-only, perhaps a standby|nothing listens there/);
  expect(failed).toBeGreaterThan(0);

  const before = acknowledged.length;
  await standby.sql("SELECT pg_promote()");
  await expect.poll(() => acknowledged.length > before + 30, UP).toBe(true);
  load.stopped = true;
  await Promise.all(submitters);
  // Its place among the hubs comes back with the next renewal.
  await expect.poll(async () => (await hub.call("GET", "/readyz")).status, UP).toBe(200);
  for (const id of acknowledged) expect((await hub.call<Job>("GET", `/v1/jobs/${id}`)).body.id).toBe(id);
}, 90_000);
