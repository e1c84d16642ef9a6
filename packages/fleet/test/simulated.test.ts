import { describe, expect, test } from "vitest";
import { launchIntent } from "../src/identity.ts";
import { FakeClock, SimulatedCloud, SimulatedHub } from "../src/testing.ts";
import { MINUTE, OFFERS, SECOND } from "./support.ts";

function world(): { clock: FakeClock; hub: SimulatedHub; cloud: SimulatedCloud } {
  const clock = new FakeClock();
  const hub = new SimulatedHub({ clock });
  return { clock, hub, cloud: new SimulatedCloud({ clock, hub }) };
}

const intent = launchIntent("c", "s0-g0", OFFERS[0]);

describe("the simulated cloud", () => {
  test("an instance is pending, runs, gets its worker, and ends", async () => {
    const { clock, hub, cloud } = world();
    await expect(cloud.launch(intent)).resolves.toMatchObject({
      kind: "launched",
      instance: { id: "i-000001", state: "pending", intentId: "s0-g0", statusChecks: "initializing" },
    });
    expect(await cloud.describe("c")).toEqual([]);
    await clock.advance(2 * SECOND);
    expect(await cloud.describe("c")).toMatchObject([{ state: "pending" }]);
    expect(await cloud.describe("other")).toEqual([]);
    await clock.advance(3 * SECOND);
    expect(await cloud.describe("c")).toMatchObject([{ state: "running" }]);
    expect((await hub.load()).workers).toEqual([]);
    await clock.advance(55 * SECOND);
    expect((await hub.load()).workers).toMatchObject([{ id: "i-000001", instanceId: "i-000001", slots: 4 }]);
    await clock.advance(MINUTE);
    expect(await cloud.describe("c")).toMatchObject([{ statusChecks: "ok" }]);
    await cloud.terminate(["i-000001", "i-unknown"]);
    expect(await cloud.describe("c")).toMatchObject([{ state: "shutting-down" }]);
    expect((await hub.load()).workers).toEqual([]);
    await clock.advance(10 * SECOND);
    expect(await cloud.describe("c")).toMatchObject([{ state: "terminated" }]);
    await clock.advance(60 * MINUTE);
    expect(await cloud.describe("c")).toEqual([]);
    expect(cloud.instanceHours).toBeCloseTo(2 / 60);
  });

  test("a token makes one instance, also when it has ended", async () => {
    const { clock, cloud } = world();
    await cloud.launch(intent);
    await cloud.launch(intent);
    expect(cloud.launched).toBe(1);
    cloud.kill("i-000001");
    await clock.advance(MINUTE);
    await expect(cloud.launch(intent)).resolves.toMatchObject({ instance: { state: "terminated" } });
    expect(cloud.alive).toEqual([]);
  });

  test("capacity is that of the offer, and comes back", async () => {
    const { cloud } = world();
    cloud.setCapacity(OFFERS[0], 1);
    await cloud.launch(intent);
    const next = launchIntent("c", "s1-g0", OFFERS[0]);
    await expect(cloud.launch(next)).resolves.toEqual({
      kind: "capacity",
      reason: "InsufficientInstanceCapacity: large/a/spot",
    });
    cloud.kill("i-000001");
    await expect(cloud.launch(next)).resolves.toMatchObject({ kind: "launched" });
  });

  test("faults hit the next call of their kind, in order", async () => {
    const { cloud } = world();
    for (const fault of ["lost-before", "lost-after", "throttled", "denied", "error"] as const) {
      cloud.fail("launch", fault);
    }
    await expect(cloud.launch(intent)).resolves.toMatchObject({ kind: "unknown" });
    expect(cloud.launched).toBe(0);
    await expect(cloud.launch(intent)).resolves.toMatchObject({ kind: "unknown" });
    expect(cloud.launched).toBe(1);
    await expect(cloud.launch(intent)).resolves.toMatchObject({ kind: "throttled" });
    await expect(cloud.launch(intent)).resolves.toMatchObject({ kind: "denied" });
    await expect(cloud.launch(intent)).rejects.toThrow("simulated");
    await expect(cloud.launch(intent)).resolves.toMatchObject({ kind: "launched" });
    cloud.fail("terminate", "lost-before");
    await expect(cloud.terminate(["i-000001"])).resolves.toMatchObject([{ kind: "unknown" }]);
    expect(cloud.alive).toHaveLength(1);
    cloud.fail("terminate", "lost-after");
    await expect(cloud.terminate(["i-000001"])).resolves.toMatchObject([{ kind: "unknown" }]);
    expect(cloud.alive).toEqual([]);
  });

  test("infrastructure is made once and removed once, also when the answer is lost", async () => {
    const { cloud } = world();
    cloud.fail("prepare", "lost-after");
    await expect(cloud.prepare("c")).rejects.toThrow("lost");
    await expect(cloud.prepare("c")).resolves.toMatchObject({ created: false });
    await expect(cloud.remove("c")).resolves.toMatchObject({ removed: ["launch template of c"], left: [] });
    await expect(cloud.remove("c")).resolves.toEqual({ removed: [], left: [] });
  });

  test("an interruption is announced and comes; a sick one shows it; what ended is left alone", async () => {
    const { clock, cloud } = world();
    await cloud.launch(intent);
    await clock.advance(5 * SECOND);
    cloud.interrupt("i-000001");
    cloud.interrupt("i-000001");
    cloud.setImpaired("i-000001");
    expect(await cloud.describe("c")).toMatchObject([
      { interruptionAt: 125 * SECOND, statusChecks: "impaired" },
    ]);
    await clock.advance(2 * MINUTE);
    expect(cloud.alive).toEqual([]);
    cloud.interrupt("i-000001");
    cloud.setImpaired("i-000001", false);
    cloud.kill("i-000001");
    expect(await cloud.describe("c")).toMatchObject([{ state: "shutting-down" }]);
  });
});

describe("the simulated hub", () => {
  test("jobs wait, run and are done", async () => {
    const { clock, hub } = world();
    hub.submit(3, 10 * SECOND);
    await clock.advance(SECOND);
    expect(await hub.load()).toMatchObject({ queued: 3, oldestQueuedMs: SECOND, running: 0, throughput: 0 });
    hub.register("w", 2);
    expect(await hub.load()).toMatchObject({ queued: 1, running: 2 });
    await clock.advance(20 * SECOND);
    expect(await hub.load()).toMatchObject({ queued: 0, oldestQueuedMs: 0, running: 0, throughput: 3 / 60 });
    expect(hub.waits).toEqual([SECOND, SECOND, 11 * SECOND]);
    await clock.advance(2 * MINUTE);
    expect((await hub.load()).throughput).toBe(0);
    expect([hub.finished, hub.interrupted, hub.lost]).toEqual([3, 0, 0]);
  });

  test("a draining worker gets nothing, until that is taken back", async () => {
    const { hub } = world();
    hub.register("w", 1);
    await hub.drain("w");
    await hub.drain("unknown");
    hub.submit(1, SECOND);
    expect(hub.running).toBe(0);
    expect(await hub.undrain("w")).toBe(true);
    expect(hub.running).toBe(1);
    expect(await hub.undrain("unknown")).toBe(false);
  });

  test("the jobs of a worker that dies or hangs run again, in their old place", async () => {
    for (const end of ["ends", "hangs"] as const) {
      const { clock, hub } = world();
      hub.register("w", 1);
      hub.submit(2, 10 * SECOND);
      hub[end]("w");
      hub[end]("w");
      await clock.advance(2 * SECOND);
      expect(await hub.load()).toMatchObject({ queued: 2, running: 0, workers: [{ status: "unhealthy" }] });
      hub.register("v", 1);
      await clock.advance(20 * SECOND);
      expect([hub.finished, hub.interrupted, hub.lost]).toEqual([2, 1, 0]);
    }
  });

  test("an idle worker that ends says goodbye; one that is removed gives its jobs back at once", async () => {
    const { hub } = world();
    hub.register("w", 1);
    hub.ends("w");
    expect((await hub.load()).workers).toEqual([]);
    hub.register("w", 1);
    hub.submit(1, SECOND);
    await hub.remove("w");
    await hub.remove("unknown");
    expect([hub.queued, hub.interrupted]).toEqual([1, 1]);
  });

  test("a worker that comes again begins anew, and health decides who gets jobs", async () => {
    const { clock, hub } = world();
    hub.register("w", 1);
    hub.submit(1, SECOND);
    hub.register("w", 1);
    await clock.advance(SECOND);
    expect(hub.finished).toBe(1);
    hub.setStatus("w", "unhealthy");
    hub.submit(1, SECOND);
    expect(hub.running).toBe(0);
    hub.setStatus("w", "recovering");
    expect(hub.running).toBe(1);
    hub.setStatus("unknown", "healthy");
  });
});
