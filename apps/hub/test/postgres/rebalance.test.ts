import { createServer, type AddressInfo } from "node:net";
import type { RegistrationAnswer, WorkerView } from "@pigeon/protocol";
import { createWorker } from "@pigeon/worker";
import { expect, onTestFinished, test } from "vitest";
import { testDatabase } from "./database.ts";
import { hubAt, type Peer } from "./hubs.ts";

const database = await testDatabase();
const patient = { timeout: 30_000, interval: 50 };

async function freePort(): Promise<string> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return String(port);
}

test("workers that are all with one hub spread again when the other is back; what they run goes on", async () => {
  const url = database.url();
  const ports = { a: await freePort(), b: await freePort() };
  const start = (name: "a" | "b") =>
    hubAt(url, name, { PIGEON_HUB_PORT: ports[name], PIGEON_FD_HEARTBEAT_INTERVAL_MS: "1000" });
  const a = await start("a");
  const gate = Promise.withResolvers<void>();
  const moved: string[] = [];
  const workers = Array.from({ length: 4 }, (_, index) =>
    createWorker({
      // Another hub than the two is never there: it is passed over.
      hub: [a.url, "http://127.0.0.1:1", `http://127.0.0.1:${ports.b}`],
      workerId: `w${index}`,
      slots: 2,
      handlers: { long: () => gate.promise, short: () => 1 },
      onEvent: (event) => {
        if (event.kind === "hub-changed") moved.push(event.reason);
      },
    }),
  );
  onTestFinished(async () => void (await Promise.all(workers.map((worker) => worker.stop({ drainMs: 0 })))));
  await Promise.all(workers.map((worker) => worker.start()));
  const jobs = await Promise.all([1, 2, 3, 4].map(() => a.client.submit({ type: "long" })));
  await expect.poll(() => workers.map(({ running }) => running).join(), patient).toBe("1,1,1,1");
  moved.splice(0);
  const b = await start("b");
  const own = async ({ get }: Peer) => {
    const list = await get<{ workers: WorkerView[] }>("/v1/workers");
    return list.workers.filter(
      ({ health }) => !health.reasons.some((reason) => reason.startsWith("as the hub")),
    ).length;
  };
  await expect.poll(async () => [await own(a), await own(b)], patient).toEqual([2, 2]);
  expect(moved).toEqual([1, 2].map(() => `${a.url}: it has more than its share of workers`));
  // Both hand out, and there they stay.
  const short = await Promise.all([1, 2, 3, 4].map(() => b.client.submit({ type: "short" })));
  for (const { id } of short) expect((await a.client.waitForJob(id)).state).toBe("succeeded");
  gate.resolve();
  for (const { id } of jobs) {
    const { state, attempts } = await b.client.waitForJob(id, { timeoutMs: 15_000 });
    expect([state, attempts.length]).toEqual(["succeeded", 1]);
  }
  await expect.poll(async () => [await own(a), await own(b)], patient).toEqual([2, 2]);
  expect(moved).toHaveLength(2);

  // By hand: a hub with fewer than its share takes a worker that moves, with its token; one with its share does not.
  const arrive = async (workerId: string) => {
    const { body } = await a.post<RegistrationAnswer>("/v1/workers", { workerId, types: ["t"], slots: 1 });
    const path = `/v1/workers/${workerId}/heartbeat`;
    return () => b.post<{ detail?: string }>(path, { running: [], moving: true }, body.workerToken);
  };
  const beat = await arrive("by-hand");
  await expect.poll(async () => (await beat()).status, patient).toBe(200);
  const { status, body } = await (await arrive("too-many"))();
  expect([status, body.detail]).toEqual([409, "this hub has its share of the workers; stay where you are"]);
  await expect.poll(async () => [await own(a), await own(b)], patient).toEqual([3, 3]);
});
