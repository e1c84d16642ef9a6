import { expect, test } from "vitest";
import { testHub } from "../hub-fixture.ts";
import { scriptedWorker, until } from "../worker-fixture.ts";

// Found by the simulator, seed 73448: each refused push gave the recovering worker up again, before the
// refusal was counted, so the worker was never told to register again.
test("a recovering worker that knows another token is told to register again, and is not given up", async () => {
  const hub = await testHub();
  const worker = await scriptedWorker(hub, () => ({ status: 401, body: {} }));
  await worker.register("w");
  const beat = (status: "ok" | "error") =>
    hub.call("POST", "/v1/workers/w/heartbeat", { running: [], status }).then((answer) => answer.status);
  await beat("error");
  expect(await beat("ok")).toBe(200);
  await hub.submit({ type: "t" });
  await until(
    () => worker.pushes().length,
    (pushes) => pushes >= 3,
  );
  expect(await hub.call("GET", "/v1/workers/w")).not.toMatchObject({
    body: { health: { status: "unhealthy" } },
  });
  await until(
    () => beat("ok"),
    (status) => status === 404,
  );
});
