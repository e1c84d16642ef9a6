import { describe, expect, test } from "vitest";
import { createFleet, FleetDeniedError, FleetOptionsError, FleetTimeoutError } from "../src/index.ts";
import { bench, MINUTE, OFFERS, SECOND } from "./support.ts";

describe("up", () => {
  test("resolves when so many workers serve", async () => {
    const { fleet, clock, cloud, hub, events } = bench();
    const status = await clock.settle(fleet.up({ count: 2 }));
    expect(status).toMatchObject({
      cluster: "test",
      at: clock.wallTime(),
      mode: "fixed",
      counts: { wanted: 2, serving: 2, booting: 0, leaving: 0 },
      load: { queued: 0, oldestQueuedMs: 0, running: 0 },
      exhausted: [],
      notes: [],
    });
    expect(status.instances[0]).toEqual({
      id: "i-000001",
      type: "large",
      zone: "a",
      market: "spot",
      state: "running",
      condition: "serving",
      launchedAt: Date.UTC(2026, 0, 5, 12),
      worker: { id: "i-000001", status: "healthy", slots: 4, running: 0, draining: false },
    });
    expect(clock.now()).toBeLessThan(65 * SECOND);
    expect([cloud.calls.launch, cloud.calls.prepare]).toEqual([2, 1]);
    expect(hub.queued).toBe(0);
    const progress = events.flatMap((event) => (event.type === "progress" ? [event.counts] : []));
    expect(progress[0]).toEqual({ wanted: 2, serving: 0, booting: 0, leaving: 0 });
    expect(progress[1]).toEqual({ wanted: 2, serving: 0, booting: 2, leaving: 0 });
    expect(progress.at(-1)).toEqual({ wanted: 2, serving: 2, booting: 0, leaving: 0 });
  });

  test("adopts what is there, after it has waited for what may still turn up", async () => {
    const { fleet, clock, cloud, another } = bench();
    await clock.settle(fleet.up({ count: 2 }));
    const second = another();
    const begin = clock.now();
    const status = await clock.settle(second.up({ count: 3 }));
    expect(status.counts.serving).toBe(3);
    expect(cloud.launched).toBe(3);
    expect(cloud.alive[2]?.launchedAt).toBe(Date.UTC(2026, 0, 5, 12) + begin + 30 * SECOND);
  });

  test("says what it waits for meanwhile", async () => {
    const { fleet, clock, another } = bench();
    await clock.settle(fleet.up({ count: 1 }));
    const second = another({ settleMs: 60 * SECOND });
    const { notes, actions } = await clock.settle(second.plan(2));
    expect(notes).toEqual([
      "launches put off: an earlier process may have launched some that show up within 60 s",
    ]);
    expect(actions).toEqual([]);
  });

  test("goes to other offers where there is no capacity, and leaves the first alone for a while", async () => {
    const { fleet, clock, cloud, events } = bench({ capacityRecoveryMs: MINUTE });
    cloud.setCapacity(OFFERS[0], 0);
    cloud.setCapacity(OFFERS[1], 1);
    const status = await clock.settle(fleet.up({ count: 3 }));
    expect(status.instances.map(({ type, zone }) => `${type}/${zone}`)).toEqual([
      "large/b",
      "small/a",
      "small/a",
    ]);
    const offers = events.flatMap((event) =>
      event.type === "offer" ? [`${event.offer} ${event.available}`] : [],
    );
    expect(offers.slice(0, 2)).toEqual(["large/a/spot false", "large/b/spot false"]);
    expect(cloud.calls.launch).toBe(5);
    expect(fleet.totals().launches).toMatchObject({ launched: 3, capacity: 2 });
    const looked = await clock.settle(fleet.status());
    expect(looked.exhausted).toEqual([]);
    cloud.setCapacity(OFFERS[0], 9);
    await clock.settle(fleet.scaleTo(4));
    expect(cloud.alive.at(-1)).toMatchObject({ type: "large", zone: "a" });
  });

  test("tells which offers are exhausted, and that nothing is left to try", async () => {
    const { fleet, clock, cloud } = bench();
    for (const offer of OFFERS) cloud.setCapacity(offer, 0);
    const error: unknown = await clock.settle(
      fleet.up({ count: 1, timeoutMs: 20 * SECOND }).catch((e: unknown) => e),
    );
    expect(error).toBeInstanceOf(FleetTimeoutError);
    expect(error).toMatchObject({
      retryable: true,
      message: "up(1) was not done within 20000 ms: 0 of 1 serve (no type has capacity in any zone just now)",
      status: { exhausted: OFFERS },
    });
    expect(cloud.calls.launch).toBe(3);
  });

  test("rejects at once when the cloud refuses", async () => {
    const { fleet, clock, cloud } = bench();
    cloud.fail("launch", "denied");
    const error: unknown = await clock.settle(fleet.up({ count: 3 }).catch((e: unknown) => e));
    expect(error).toBeInstanceOf(FleetDeniedError);
    expect(error).toMatchObject({ retryable: false, message: "the cloud refused: UnauthorizedOperation" });
    expect(cloud.calls.launch).toBe(1);
  });

  test("rejects when the cloud refuses to prepare, and tries again when it only fails", async () => {
    const refused = bench();
    refused.cloud.fail("prepare", "denied");
    await expect(refused.clock.settle(refused.fleet.up({ count: 1 }))).rejects.toThrow(
      "the cloud refused: cannot prepare the cluster: UnauthorizedOperation: ec2:CreateLaunchTemplate",
    );
    const failing = bench();
    failing.cloud.fail("prepare", "error");
    const status = await failing.clock.settle(failing.fleet.up({ count: 1 }));
    expect(status.counts.serving).toBe(1);
    expect(failing.events.find(({ type }) => type === "error")).toMatchObject({ operation: "preparing" });
  });

  test("a lost answer makes no second instance", async () => {
    const { fleet, clock, cloud, actions } = bench({ timing: { describeLagMs: 20 * SECOND } });
    cloud.fail("launch", "lost-after");
    await clock.settle(fleet.up({ count: 1 }));
    expect(cloud.launched).toBe(1);
    expect(actions()).toEqual(["launch s0-g0: unsure", "launch s0-g0: done"]);
  });

  test("throttling stops the launches of a round, and no more", async () => {
    const { fleet, clock, cloud, actions } = bench();
    cloud.fail("launch", "throttled");
    await clock.settle(fleet.up({ count: 2 }));
    expect(actions()).toEqual(["launch s0-g0: failed", "launch s0-g0: done", "launch s1-g0: done"]);
  });

  test("ends when its signal is aborted, and goes on in the cloud", async () => {
    const { fleet, clock, cloud } = bench();
    const controller = new AbortController();
    const up = fleet.up({ count: 1, signal: controller.signal });
    const failed = expect(up).rejects.toThrow("enough");
    await clock.advance(SECOND);
    controller.abort(new Error("enough"));
    await failed;
    expect(cloud.alive).toHaveLength(1);
    await expect(fleet.up({ count: 1, signal: controller.signal })).rejects.toThrow("enough");
  });

  test.each([-1, 1.5, 10_001, Number.NaN, "3"])("refuses %s instances", async (count) => {
    const { fleet } = bench();
    await expect(fleet.up({ count: count as number })).rejects.toBeInstanceOf(FleetOptionsError);
    await expect(fleet.scaleTo(count as number)).rejects.toThrow("expected a whole number from 0 to 10000");
    await expect(fleet.plan(count as number)).rejects.toBeInstanceOf(FleetOptionsError);
  });
});

test("permissions are those of the cloud", async () => {
  const { fleet, cloud } = bench();
  cloud.missing = [{ action: "ec2:RunInstances", reason: "not allowed" }];
  await expect(fleet.permissions()).resolves.toEqual(cloud.missing);
});

test("the system's clock is the default", async () => {
  const { cloud, hub } = bench();
  const fleet = createFleet({ cluster: "test", cloud, hub, offers: OFFERS });
  expect(Math.abs((await fleet.status()).at - Date.now())).toBeLessThan(60_000);
});
