import { createClient, type HubEvent } from "@pigeon/client";
import type { HubStatus, WorkerView } from "@pigeon/protocol";
import { expect, onTestFinished, test } from "vitest";
import { outcomes, pullWorker, testHub, type TestHub } from "../hub-fixture.ts";
import { scriptedWorker, acceptAll, until } from "../worker-fixture.ts";

const statuses = async (hub: TestHub) =>
  (await hub.call<{ workers: WorkerView[] }>("GET", "/v1/workers")).body.workers.map(
    ({ health }) => health.status,
  );

const fleetErrors = async (hub: TestHub) =>
  (
    await hub.call<{ errors: { operation?: string; message: string }[] }>(
      "GET",
      "/v1/errors?category=infrastructure&limit=100",
    )
  ).body.errors.filter(({ operation }) => operation === "fleet");

test("a fleet that falls silent at once keeps its leases for a while, and the hub says so", async () => {
  const hub = await testHub({ detector: { heartbeatIntervalMs: 400 } });
  const workers = await Promise.all(["a", "b", "c"].map((id) => pullWorker(hub, { id })));
  const jobs = await Promise.all(workers.map(() => hub.submit({ type: "t" })));
  const leases = (await Promise.all(workers.map((worker) => worker.lease(1, 5_000)))).flat();
  const [begin] = await until(
    () => fleetErrors(hub),
    (errors) => errors.length > 0,
  );
  expect(begin?.message).toMatch(/^3 of 3 workers are suspect at once: verdicts wait$/);
  expect(await statuses(hub)).toEqual(["healthy", "healthy", "healthy"]);
  // The network heals: all come back, and none has lost its job.
  const beats = setInterval(() => {
    for (const [n, worker] of workers.entries())
      void worker.beat(leases[n] === undefined ? [] : [leases[n].leaseId]).catch(() => undefined);
  }, 50);
  onTestFinished(() => clearInterval(beats));
  const told = await until(
    () => fleetErrors(hub),
    (errors) => errors.length > 1,
  );
  expect(told.map(({ message }) => message)).toContain("0 of 3 workers are suspect at once: they answered");
  for (const { id } of jobs) expect(outcomes(await hub.job(id))).toEqual([undefined]);
});

test("while verdicts are held back the status says so, and an event tells beginning and end", async () => {
  const hub = await testHub({ detector: { heartbeatIntervalMs: 400 } });
  const client = createClient({ hub: hub.url });
  onTestFinished(() => client.close());
  const fleet = async () => (await hub.call<HubStatus>("GET", "/v1/status")).body.fleet;
  expect(await fleet()).toEqual({ suspect: false, suspects: 0 });
  const told: HubEvent[] = [];
  const stop = new AbortController();
  const following = (async () => {
    for await (const event of client.events({ types: ["fleet", "worker"], signal: stop.signal }))
      told.push(event);
  })().catch(() => {});
  onTestFinished(async () => {
    stop.abort();
    await following;
  });
  // The stream begins when it is connected: something happens until it tells.
  await until(
    () => pullWorker(hub, { id: "early" }).then(() => told),
    (events) => events.length > 0,
  );
  await hub.call("DELETE", "/v1/workers/early");
  const workers = await Promise.all(["a", "b", "c"].map((id) => pullWorker(hub, { id })));
  const held = await until(fleet, (state) => state?.suspect === true);
  expect(held).toEqual({
    suspect: true,
    suspects: 3,
    since: expect.stringMatching(/^\d{4}-.*Z$/),
    reason: "3 of 3 workers are suspect at once: verdicts wait",
  });
  expect((await client.status()).fleet?.suspect).toBe(true);
  const beats = setInterval(() => {
    for (const worker of workers) void worker.beat([]).catch(() => undefined);
  }, 50);
  onTestFinished(() => clearInterval(beats));
  const [begin, end] = await until(
    () => told.filter(({ event }) => event === "fleet"),
    (events) => events.length > 1,
  );
  expect(await fleet()).toEqual({ suspect: false, suspects: 0 });
  const at = expect.any(String) as string;
  expect([begin?.data, end?.data]).toEqual([
    {
      suspect: true,
      suspects: 3,
      fleetSize: 3,
      workerIds: ["a", "b", "c"],
      reason: "3 of 3 workers are suspect at once: verdicts wait",
      at,
    },
    {
      suspect: false,
      suspects: 0,
      fleetSize: 3,
      workerIds: [],
      reason: "0 of 3 workers are suspect at once: they answered",
      at,
    },
  ]);
});

test("three workers killed at once are given up at once: their machines refuse the probe", async () => {
  const hub = await testHub();
  const fleet = await Promise.all(["a", "b", "c"].map(() => scriptedWorker(hub, acceptAll)));
  await Promise.all(fleet.map((worker, n) => worker.register(`w${n}`)));
  const { id } = await hub.submit({ type: "t" });
  await until(
    () => fleet.flatMap((worker) => worker.pushes()),
    (pushes) => pushes.length > 0,
  );
  await Promise.all(fleet.map((worker) => worker.kill()));
  await until(
    () => statuses(hub),
    (all) => all.every((status) => status === "unhealthy"),
  );
  expect(await fleetErrors(hub)).toEqual([]);
  expect(outcomes(await hub.job(id))[0]).toBe("lost");
});
