import { describe, expect, test } from "vitest";
import { describeEvent } from "../src/index.ts";
import { bench, MINUTE, OFFERS, SECOND } from "./support.ts";

describe("the loop", () => {
  test("keeps as many as there are, if nobody said more", async () => {
    const { fleet, clock, cloud, another } = bench();
    await clock.settle(fleet.up({ count: 2 }));
    const keeper = another();
    keeper.start();
    keeper.start();
    await clock.advance(MINUTE);
    expect((await clock.settle(keeper.status())).mode).toBe("idle");
    expect(cloud.alive).toHaveLength(2);
    await keeper.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  test("replaces what dies, hangs, is interrupted or never boots", async () => {
    const { fleet, clock, cloud, hub, events } = bench();
    await clock.settle(fleet.up({ count: 3 }));
    fleet.start();
    const ids = cloud.alive.map(({ id }) => id);
    hub.submit(12, 10 * MINUTE);
    cloud.kill(ids[0] ?? "");
    hub.hangs(ids[1] ?? "");
    cloud.interrupt(ids[2] ?? "");
    cloud.bootsWorkers = false;
    await clock.advance(5 * SECOND + MINUTE);
    cloud.bootsWorkers = true;
    await clock.advance(60 * MINUTE);
    expect(cloud.alive).toHaveLength(3);
    expect((await clock.settle(fleet.status())).counts.serving).toBe(3);
    expect([hub.finished, hub.lost]).toEqual([12, 0]);
    const reasons = events.flatMap((event) =>
      event.type === "action" && event.action.kind !== "launch" ? [event.action.reason] : [],
    );
    expect(reasons).toContain("the cloud takes it away in 2 min");
    expect(reasons).toContain("its worker has been unhealthy for 2 min");
    expect(reasons).toContain("no worker registered within 10 min of its launch");
    await fleet.stop();
  });

  test("survives a cloud and a hub that fail, and tells of it", async () => {
    const { fleet, clock, cloud, hub, events } = bench();
    cloud.fail("describe", "error");
    await fleet.round();
    hub.failures.push(new Error("away"));
    await fleet.round();
    await fleet.round();
    expect(fleet.totals().failedRounds).toBe(2);
    expect(events.map((event) => describeEvent(event))).toEqual([
      "round failed: simulated: describe error",
      "round failed: away",
      "0 of 0 serve, 0 boot, 0 leave",
    ]);
    expect(clock.now()).toBe(0);
  });

  test("a call that never answers is given up", async () => {
    const { clock, cloud, hub, events, another } = bench();
    hub.load = () => new Promise(() => undefined);
    const fleet = another({ callTimeoutMs: 5000 });
    fleet.on((event) => events.push(event));
    await clock.settle(fleet.round());
    expect(clock.now()).toBe(5000);
    expect(events[0]).toMatchObject({
      type: "error",
      error: {
        name: "FleetCallTimeoutError",
        message: "asking the hub had no answer within 5000 ms",
        retryable: true,
      },
    });
    expect(cloud.calls.describe).toBe(1);
  });

  test("launches that end in no worker stop all launching for a while", async () => {
    const { fleet, clock, cloud } = bench({
      launchFailureThreshold: 2,
      launchRecoveryMs: 10 * MINUTE,
      patience: { bootDeadlineMs: MINUTE, orphanGraceMs: 0 },
    });
    cloud.bootsWorkers = false;
    const up = expect(fleet.up({ count: 2, timeoutMs: 60 * MINUTE })).resolves.toBeDefined();
    await clock.advance(5 * MINUTE);
    expect(cloud.launched).toBe(2);
    expect((await clock.settle(fleet.status())).notes).toEqual(["launches put off: launches keep failing"]);
    cloud.bootsWorkers = true;
    await clock.advance(6.5 * MINUTE);
    expect(cloud.launched).toBe(3);
    await clock.advance(4 * MINUTE);
    await up;
    expect(cloud.launched).toBe(4);
  });

  test("launches that were taken back are no failures", async () => {
    const { fleet, clock, cloud } = bench({ launchFailureThreshold: 2 });
    for (let i = 0; i < 3; i += 1) {
      const up = expect(fleet.up({ count: 3 })).rejects.toThrow("superseded");
      await clock.advance(10 * SECOND);
      await clock.settle(fleet.scaleTo(0));
      await up;
    }
    expect(cloud.launched).toBe(9);
    await clock.settle(fleet.up({ count: 3 }));
    expect(cloud.launched).toBe(12);
  });

  test("an instance that never shows counts as a failed launch", async () => {
    const { fleet, clock, cloud } = bench({ launchFailureThreshold: 1, launchRecoveryMs: 10 * MINUTE });
    const describe = cloud.describe.bind(cloud);
    cloud.describe = async () => [];
    fleet.scaleTo(1, { timeoutMs: 60 * MINUTE }).catch(() => undefined);
    await clock.advance(MINUTE);
    expect((await clock.settle(fleet.status())).notes).toEqual(["launches put off: launches keep failing"]);
    cloud.describe = describe;
    await clock.advance(2 * MINUTE);
    expect(cloud.launched).toBe(1);
    await fleet.stop();
  });

  test("stop lets the round end, and operations reject", async () => {
    const { fleet, clock } = bench();
    fleet.start();
    const up = expect(fleet.up({ count: 1 })).rejects.toThrow("up(1) ended as the fleet was stopped");
    await clock.advance(SECOND);
    await fleet.stop();
    await clock.advance(SECOND);
    await up;
    expect(clock.pendingTimers).toBeLessThanOrEqual(1);
  });
});

describe("events", () => {
  test("what a listener throws reaches onError, and nobody else", async () => {
    const errors: unknown[] = [];
    const { fleet } = bench({ onError: (error) => errors.push(error) });
    let heard = 0;
    const end = fleet.on(() => {
      heard += 1;
      throw new Error("listener");
    });
    await fleet.round();
    end();
    await fleet.round();
    expect([heard, errors.length]).toEqual([1, 1]);
  });

  test("can be read", async () => {
    const { fleet, clock, events } = bench({ autoscale: { max: 4, slotsPerInstance: 4 } });
    fleet.follow();
    await fleet.round();
    expect(events.map((event) => describeEvent(event))).toEqual([
      "stay at 0: 0 jobs running, 0 queued: 0 slots; 0 slots at 4 an instance: 0 instances",
      "0 of 0 serve, 0 boot, 0 leave",
    ]);
    const decision = { change: "out", current: 1, target: 2, reasons: ["a", "b"] } as const;
    expect(describeEvent({ type: "decision", at: 0, decision })).toBe("1 -> 2: a; b");
    expect(describeEvent({ type: "offer", at: 0, offer: "x", available: true })).toBe("x is tried again");
    expect(describeEvent({ type: "offer", at: 0, offer: "x", available: false })).toBe("x has no capacity");
    expect(describeEvent({ type: "error", at: 0, operation: "it", error: "why" })).toBe("it failed: why");
    expect(
      describeEvent({
        type: "progress",
        at: 0,
        counts: { wanted: 3, serving: 1, booting: 1, leaving: 0 },
        notes: ["n"],
      }),
    ).toBe("1 of 3 serve, 1 boot, 0 leave; n");
    await clock.settle(fleet.up({ count: 1 }));
    expect(events.map((event) => describeEvent(event))).toContain(
      "launch s0-g0: done: i-000001 at large/a/spot",
    );
  });
});

describe("following the load", () => {
  const autoscale = { max: 5, slotsPerInstance: 4, budget: { perHour: 1, prices: { large: 0.1 } } };

  test("start does, and a fixed number ends it until follow", async () => {
    const { fleet, clock, cloud, hub, events } = bench({ autoscale });
    fleet.start();
    hub.submit(40, MINUTE);
    await clock.advance(3 * MINUTE);
    const status = await clock.settle(fleet.status());
    expect(status).toMatchObject({ mode: "auto", counts: { serving: 5 }, costPerHour: 0.5 });
    expect(status.decision?.reasons.length).toBeGreaterThan(0);
    expect(status.decision).not.toHaveProperty("memory");
    await clock.advance(15 * MINUTE);
    expect([cloud.alive.length, hub.finished, hub.interrupted]).toEqual([0, 40, 0]);
    expect(fleet.totals().decisions.out).toBe(1);
    expect(
      events.filter((event) => event.type === "decision" && event.decision.change === "in").length,
    ).toBeGreaterThan(0);

    await clock.settle(fleet.scaleTo(2));
    await clock.advance(20 * MINUTE);
    expect((await clock.settle(fleet.status())).mode).toBe("fixed");
    expect(cloud.alive).toHaveLength(2);
    fleet.follow();
    await clock.advance(20 * MINUTE);
    expect(cloud.alive).toEqual([]);
    await fleet.stop();
  });

  test("plan shows a decision and changes nothing", async () => {
    const { fleet, clock, cloud, hub } = bench({ autoscale });
    hub.submit(9, MINUTE);
    const { decision, actions } = await clock.settle(fleet.plan("auto"));
    expect(decision).toMatchObject({ change: "out", target: 3 });
    expect(actions).toEqual([]);
    expect(cloud.calls).toMatchObject({ launch: 0, prepare: 0, terminate: 0 });
    await clock.settle(fleet.up({ count: 2 }));
    const down = await clock.settle(fleet.plan("down"));
    expect(down.actions.map(({ kind }) => kind)).toEqual(["drain", "drain"]);
    expect(cloud.alive).toHaveLength(2);
  });

  test("a dearer offer never breaks the budget", async () => {
    const prices = { "large/spot": 0.1, large: 1, small: 0.3 };
    const { fleet, clock, cloud, hub } = bench({
      autoscale: { max: 20, slotsPerInstance: 4, budget: { perHour: 1, prices } },
    });
    cloud.setCapacity(OFFERS[0], 2);
    cloud.setCapacity(OFFERS[1], 1);
    hub.submit(400, 10 * MINUTE);
    fleet.start();
    for (let i = 0; i < 60; i += 1) {
      await clock.advance(10 * SECOND);
      const cost = cloud.alive.reduce((sum, { type }) => sum + (type === "large" ? 0.1 : 0.3), 0);
      expect(cost).toBeLessThanOrEqual(1.000001);
    }
    expect(cloud.alive.map(({ type }) => type).sort()).toEqual(["large", "large", "large", "small", "small"]);
    expect(hub.interrupted).toBe(0);
    await fleet.stop();
  });

  test("is not to be had without an autoscaler", async () => {
    const { fleet, clock } = bench();
    expect(() => fleet.follow()).toThrow(TypeError);
    expect((await clock.settle(fleet.plan("auto"))).decision).toBeUndefined();
  });
});
