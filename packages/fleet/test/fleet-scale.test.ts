import { describe, expect, test } from "vitest";
import { FleetStoppedError, FleetSupersededError } from "../src/index.ts";
import { bench, MINUTE, SECOND } from "./support.ts";

describe("scaleTo", () => {
  test("fewer: jobs are done first", async () => {
    const { fleet, clock, cloud, hub, actions } = bench();
    await clock.settle(fleet.up({ count: 3 }));
    hub.submit(12, 5 * MINUTE);
    const status = await clock.settle(fleet.scaleTo(1));
    expect(status.counts).toEqual({ wanted: 1, serving: 1, booting: 0, leaving: 0 });
    expect([hub.finished, hub.interrupted]).toEqual([12, 0]);
    expect(cloud.alive).toHaveLength(1);
    expect(actions().slice(3)).toEqual([
      "drain i-000001: done",
      "drain i-000002: done",
      "terminate i-000001: done",
      "terminate i-000002: done",
    ]);
    expect(fleet.totals()).toMatchObject({ drained: 2, terminated: 2, undrained: 0 });
  });

  test("can be taken back while workers drain", async () => {
    const { fleet, clock, cloud, hub } = bench();
    await clock.settle(fleet.up({ count: 2 }));
    hub.submit(8, 5 * MINUTE);
    const down = fleet.scaleTo(0);
    const failed = expect(down).rejects.toThrow("scaleTo(0) was superseded by scaleTo(2)");
    await clock.advance(10 * SECOND);
    const status = await clock.settle(fleet.scaleTo(2));
    await failed;
    expect(status.counts.serving).toBe(2);
    expect([cloud.launched, fleet.totals().undrained]).toEqual([2, 2]);
  });

  test("where the hub cannot take a drain back, others are launched", async () => {
    const { fleet, clock, cloud, hub, actions } = bench();
    hub.canUndrain = false;
    await clock.settle(fleet.up({ count: 1 }));
    hub.submit(1, 5 * MINUTE);
    const failed = expect(fleet.scaleTo(0)).rejects.toBeInstanceOf(FleetSupersededError);
    await clock.advance(10 * SECOND);
    await clock.settle(fleet.scaleTo(1));
    await failed;
    expect(actions()).toContain("undrain i-000001: skipped");
    expect(cloud.launched).toBe(2);
    expect(hub.interrupted).toBe(0);
  });

  test("jobs that take too long run again elsewhere", async () => {
    const { fleet, clock, hub } = bench({ patience: { drainDeadlineMs: MINUTE } });
    await clock.settle(fleet.up({ count: 2 }));
    hub.submit(2, 10 * MINUTE);
    const begin = clock.now();
    await clock.settle(fleet.scaleTo(1));
    expect(clock.now() - begin).toBeLessThan(90 * SECOND);
    await clock.advance(11 * MINUTE);
    expect([hub.finished, hub.lost, hub.interrupted]).toEqual([2, 0, 1]);
  });
});

describe("down", () => {
  test("leaves nothing, after the jobs are done", async () => {
    const { fleet, clock, cloud, hub } = bench();
    await clock.settle(fleet.up({ count: 2 }));
    hub.submit(2, 5 * MINUTE);
    await expect(clock.settle(fleet.down())).resolves.toEqual({
      removed: ["launch template of test"],
      left: [],
    });
    expect(cloud.alive).toEqual([]);
    expect([hub.finished, hub.interrupted]).toEqual([2, 0]);
    expect(cloud.isPrepared("test")).toBe(false);
    await clock.settle(fleet.up({ count: 1 }));
    expect(cloud.calls.prepare).toBe(2);
  });

  test("does not wait for jobs when it is forced, nor for a hub that is gone", async () => {
    const { fleet, clock, cloud, hub } = bench();
    await clock.settle(fleet.up({ count: 2 }));
    hub.submit(2, 60 * MINUTE);
    const begin = clock.now();
    await clock.settle(fleet.down({ force: true }));
    expect(clock.now() - begin).toBeLessThan(MINUTE);
    expect(cloud.alive).toEqual([]);

    await clock.settle(fleet.up({ count: 1 }));
    hub.failures.push(...Array.from({ length: 1000 }, () => new Error("gone")));
    await clock.settle(fleet.down({ force: true }));
    expect(cloud.alive).toEqual([]);

    hub.failures.length = 0;
    await clock.settle(fleet.up({ count: 1 }));
    hub.load = () => new Promise(() => undefined);
    await clock.settle(fleet.down({ force: true }));
    expect(cloud.alive).toEqual([]);
  });

  test("keeps the infrastructure if it is told to, and tells what could not be removed", async () => {
    const { fleet, clock, cloud } = bench();
    await clock.settle(fleet.up({ count: 1 }));
    await expect(clock.settle(fleet.down({ keepInfrastructure: true }))).resolves.toEqual({
      removed: [],
      left: [],
    });
    expect(cloud.isPrepared("test")).toBe(true);
    cloud.fail("remove", "error");
    const { left } = await clock.settle(fleet.down());
    expect(left).toEqual([{ resource: "launch template of test", reason: "simulated" }]);
  });

  test("waits for a launch of unknown fate to turn up", async () => {
    const { fleet, clock, cloud } = bench({ timing: { describeLagMs: 25 * SECOND } });
    cloud.fail("launch", "lost-after");
    const up = expect(fleet.up({ count: 1 })).rejects.toBeInstanceOf(FleetSupersededError);
    await clock.advance(SECOND);
    await clock.settle(fleet.down());
    await up;
    expect(cloud.launched).toBe(1);
    expect(cloud.alive).toEqual([]);
  });

  test("what turns up after a crash is found as well", async () => {
    const { fleet, clock, cloud, another } = bench({ timing: { describeLagMs: 25 * SECOND } });
    const up = expect(fleet.up({ count: 1 })).rejects.toBeInstanceOf(FleetStoppedError);
    await clock.advance(SECOND);
    await fleet.stop();
    await clock.advance(2 * SECOND);
    await up;
    expect(cloud.alive).toHaveLength(1);
    await clock.settle(another().down());
    expect(cloud.alive).toEqual([]);
  });

  test("says why it does not come to an end", async () => {
    const { fleet, clock, hub } = bench();
    await clock.settle(fleet.up({ count: 1 }));
    hub.failures.push(...Array.from({ length: 1000 }, () => new Error("the hub is gone")));
    const error: unknown = await clock.settle(fleet.down({ timeoutMs: 5000 }).catch((e: unknown) => e));
    expect(error).toMatchObject({
      name: "FleetTimeoutError",
      message: "down() was not done within 5000 ms: 0 of 0 serve (the hub is gone)",
      cause: new Error("the hub is gone"),
    });
  });
});
