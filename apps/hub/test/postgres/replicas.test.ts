import { createClient, type Client } from "@pigeon/client";
import { loadConfig } from "@pigeon/config";
import type { WorkerView } from "@pigeon/protocol";
import { createWorker, type Handlers, type WorkerOptions } from "@pigeon/worker";
import { expect, onTestFinished, test } from "vitest";
import { startHub, type RunningHub } from "../../src/hub.ts";
import { testDatabase } from "./database.ts";

const database = await testDatabase();

const silent = Object.fromEntries(
  ["fatal", "error", "warn", "info", "debug", "trace"].map((level) => [level, () => {}]),
) as unknown as NonNullable<Parameters<typeof startHub>[0]["logger"]>;

async function start(name: string): Promise<RunningHub> {
  const env = { PIGEON_ENV: "test", PIGEON_STORE_URL: database.url(), PIGEON_HUB_NAME: name };
  const hub = await startHub({ config: loadConfig({ env }), logger: silent });
  onTestFinished(() => hub.close());
  return hub;
}

function clientOf(hub: RunningHub): Client {
  const client = createClient({ hub: hub.url });
  onTestFinished(() => client.close());
  return client;
}

async function work(hubs: readonly RunningHub[], handlers: Handlers, more: Partial<WorkerOptions> = {}) {
  const worker = createWorker({ hub: hubs.map(({ url }) => url), handlers, ...more });
  await worker.start();
  onTestFinished(() => worker.stop({ drainMs: 0 }));
  return worker;
}

test("submitted at one hub, run by a worker of another, awaited at a third", async () => {
  const [a, b, c] = [await start("a"), await start("b"), await start("c")];
  await work([b], { double: ({ payload }) => Number(payload) * 2 });
  const submitted = await Promise.all(
    [1, 2, 3].map((payload) => clientOf(a).submit({ type: "double", payload })),
  );
  const awaited = await Promise.all(
    submitted.map(({ id }) => clientOf(c).waitForJob(id, { timeoutMs: 5_000 })),
  );
  expect(awaited.map(({ result }) => result)).toEqual([2, 4, 6]);
  await expect
    .poll(async () => (await clientOf(c).status()).workers, { timeout: 5_000 })
    .toMatchObject({ healthy: 1 });
  for (const hub of [a, b, c]) {
    const { workers } = (await (await fetch(`${hub.url}/v1/workers`)).json()) as { workers: WorkerView[] };
    expect(workers).toMatchObject([{ types: ["double"], health: { status: "healthy" } }]);
  }
});
