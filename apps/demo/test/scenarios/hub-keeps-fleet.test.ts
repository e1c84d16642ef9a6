import { createClient } from "@pigeon/client";
import { getConfigForEnvironment } from "@pigeon/config";
import { clientHub, createFleet, everyOffer, type HubPort } from "@pigeon/fleet";
import { SimulatedCloud } from "@pigeon/fleet/testing";
import { startHub } from "@pigeon/hub";
import { expect, onTestFinished, test } from "vitest";

const clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  setTimer(callback: () => void, ms: number) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
const patiently = { timeout: 30_000, interval: 50 };

test("a hub follows its own load with the fleet that it keeps", async () => {
  // The fleet speaks to the hub by its API, and so begins to do so when the hub listens.
  let port: HubPort | undefined;
  const hub: HubPort = {
    load: (signal) => port?.load(signal) ?? Promise.reject(new Error("the hub does not listen yet")),
    drain: async (id, signal) => await port?.drain(id, signal),
    undrain: async (id, signal) => (await port?.undrain(id, signal)) ?? false,
    remove: async (id, signal) => await port?.remove(id, signal),
  };
  const cloud = new SimulatedCloud({ clock, pendingMs: 10, describeLagMs: 10, terminateMs: 10 });
  const fleet = createFleet({
    cluster: "mail",
    cloud,
    hub,
    offers: everyOffer(["large"], ["a", "b"], ["spot"]),
    intervalMs: 100,
    pollMs: 50,
    autoscale: { max: 3, slotsPerInstance: 1, buffer: 0 },
    clock,
  });
  const config = getConfigForEnvironment("test", { overrides: { hub: { port: 0, storeUrl: "memory:" } } });
  const silent = { fatal() {}, error() {}, warn() {}, info() {} };
  const running = await startHub({ config, fleet, logger: silent });
  const client = createClient({ hub: running.url });
  onTestFinished(async () => {
    await client.close();
    await running.close();
  });
  port = clientHub({ client, cluster: "mail" });

  await client.submitBatch([{ type: "t" }, { type: "t" }]);
  await expect.poll(async () => (await client.getFleet()).counts.booting, patiently).toBe(2);
  const view = await client.getFleet();
  expect(view).toMatchObject({ cluster: "mail", mode: "auto", counts: { wanted: 2 } });
  expect(view.decision?.reasons[0]).toMatch(/^0 jobs running, 2 queued, a slot for each: 2 slots$/);
  expect(view.instances.map(({ zone }) => zone).sort()).toEqual(["a", "b"]);

  await client.scaleFleet(1);
  await expect.poll(() => cloud.alive.length, patiently).toBe(1);
  expect((await client.getFleet()).mode).toBe("fixed");
  await client.scaleFleet("auto");
  await expect.poll(() => cloud.alive.length, patiently).toBe(2);
});
