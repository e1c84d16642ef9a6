import { expect, test } from "vitest";
import { testHub } from "../hub-fixture.ts";
import { acceptAll, scriptedWorker, until } from "../worker-fixture.ts";

// Found by the simulator (seed 1143): the hub kept the token of a registration whose answer the worker never
// took, so every push was refused, every heartbeat was fine, and the worker's jobs went round for ever.
test("a worker that knows another token than the hub is told to register again, and then gets work", async () => {
  const hub = await testHub({ breaker: { failureThreshold: 100 } });
  let known: string | undefined;
  const worker = await scriptedWorker(hub, (call, push) =>
    call.authorization === `Bearer ${known}`
      ? acceptAll(call, push)
      : { status: 401, body: { title: "another token" } },
  );
  await worker.register("w");
  const beat = async () => (await hub.call("POST", "/v1/workers/w/heartbeat", { running: [] })).status;
  expect(await beat()).toBe(200);
  await hub.submit({ type: "t" });
  await until(worker.pushes, (pushes) => pushes.length >= 3);
  await until(beat, (status) => status === 404);
  known = (await worker.register("w")).workerToken;
  await until(
    () => hub.call<{ jobs: { leased: number } }>("GET", "/v1/status"),
    ({ body }) => body.jobs.leased === 1,
  );
  // A lease is on disk before it is on the wire.
  await until(
    () => worker.pushes().at(-1)?.authorization,
    (authorization) => authorization === `Bearer ${known}`,
  );
});
