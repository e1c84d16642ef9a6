import { describe, expect, test } from "vitest";
import type { HubLoad, HubPort } from "../src/index.ts";
import { bench, MINUTE, SECOND, type Bench } from "./support.ts";

/** A hub that changes right after the plan was made: `then` runs before its second answer of a round. */
function changing({ hub }: Bench, then: () => void): HubPort {
  let loads = 0;
  return {
    async load(): Promise<HubLoad> {
      loads += 1;
      if (loads % 2 === 0) then();
      return await hub.load();
    },
    drain: (id) => hub.drain(id),
    undrain: (id) => hub.undrain(id),
    remove: (id) => hub.remove(id),
  };
}

describe("between a plan and its termination", () => {
  test("a booting one that got its worker stays", async () => {
    const at = bench();
    await at.clock.settle(at.fleet.up({ count: 1 }));
    at.cloud.bootsWorkers = false;
    at.fleet.scaleTo(2, { timeoutMs: 1000 }).catch(() => undefined);
    await at.clock.advance(10 * SECOND);
    const late = at.cloud.alive[1]?.id ?? "";
    const fleet = at.another({ hub: changing(at, () => at.hub.register(late, 4, late)) });
    const told: string[] = [];
    fleet.on((event) => {
      if (event.type === "action") told.push(`${event.action.kind} ${event.outcome}: ${event.detail}`);
    });
    fleet.scaleTo(1, { timeoutMs: 1 }).catch(() => undefined);
    await at.clock.advance(SECOND);
    expect(told[0]).toBe("terminate skipped: a worker has registered meanwhile");
    expect(at.cloud.alive).toHaveLength(2);
  });

  test.each([
    ["got a job", (at: Bench, id: string) => at.hub.submit(1, MINUTE) ?? id],
    ["takes jobs again", (at: Bench, id: string) => void at.hub.undrain(id)],
  ])("a drained one that %s stays", async (_what, change) => {
    const at = bench();
    await at.clock.settle(at.fleet.up({ count: 1 }));
    const id = at.cloud.alive[0]?.id ?? "";
    await at.hub.drain(id);
    const told: string[] = [];
    const fleet = at.another({
      hub: changing(at, () => {
        void at.hub.undrain(id);
        change(at, id);
      }),
    });
    fleet.on((event) => {
      if (event.type === "action") told.push(`${event.action.kind} ${event.outcome}: ${event.detail}`);
    });
    await fleet.round();
    expect(told).toEqual(["terminate skipped: its worker has work again"]);
    expect(at.cloud.alive).toHaveLength(1);
  });
});

describe("what goes wrong with one action", () => {
  test("a termination of unknown fate is asked for again", async () => {
    const { fleet, clock, cloud, actions } = bench();
    await clock.settle(fleet.up({ count: 1 }));
    cloud.fail("terminate", "lost-before");
    cloud.fail("terminate", "error");
    await clock.settle(fleet.scaleTo(0));
    expect(actions().slice(1)).toEqual([
      "drain i-000001: done",
      "terminate i-000001: unsure",
      "terminate i-000001: done",
    ]);
    expect(fleet.totals().terminated).toBe(1);
  });

  test("one that is refused is told, and tried again", async () => {
    const { fleet, clock, cloud, actions } = bench();
    await clock.settle(fleet.up({ count: 1 }));
    cloud.fail("terminate", "denied");
    await clock.settle(fleet.scaleTo(0));
    expect(actions()).toContain("terminate i-000001: failed");
    expect(cloud.alive).toEqual([]);
  });

  test("a drain that fails stops no other one", async () => {
    const at = bench();
    await at.clock.settle(at.fleet.up({ count: 2 }));
    let fails = true;
    const hub: HubPort = {
      load: () => at.hub.load(),
      async drain(id) {
        if (fails) {
          fails = false;
          throw new Error("lost");
        }
        await at.hub.drain(id);
      },
      undrain: (id) => at.hub.undrain(id),
      remove: (id) => at.hub.remove(id),
    };
    const fleet = at.another({ hub });
    const told: string[] = [];
    fleet.on((event) => {
      if (event.type === "action") told.push(`${event.action.kind} ${event.outcome}: ${event.detail}`);
    });
    await at.clock.settle(fleet.scaleTo(0));
    expect(told.slice(0, 2)).toEqual(["drain failed: lost", "drain done: 0 instances wanted, 2 there"]);
    expect(at.cloud.alive).toEqual([]);
  });

  test("the jobs of one that hangs are given back as soon as it is given up", async () => {
    const { fleet, clock, cloud, hub } = bench({ patience: { unhealthyGraceMs: 0 } });
    await clock.settle(fleet.up({ count: 1 }));
    hub.submit(1, 10 * MINUTE);
    hub.hangs(cloud.alive[0]?.id ?? "");
    await clock.advance(3 * SECOND);
    await clock.settle(fleet.round());
    const { workers } = await hub.load();
    expect(workers).toEqual([]);
    expect([hub.queued, hub.lost]).toEqual([1, 0]);
  });

  test("a worker of an instance that is gone is forgotten", async () => {
    const { fleet, clock, cloud, hub, actions } = bench();
    await clock.settle(fleet.up({ count: 1 }));
    hub.submit(1, 10 * MINUTE);
    const id = cloud.alive[0]?.id ?? "";
    cloud.kill(id);
    await clock.advance(15 * SECOND);
    await clock.settle(fleet.round());
    expect(actions()).toContain(`forget ${id}: done`);
    expect((await hub.load()).workers).toEqual([]);
  });
});

describe("a token that is spent", () => {
  test("is passed over after a restart, when nobody remembers", async () => {
    const { fleet, clock, cloud, another } = bench({ timing: { forgetMs: MINUTE } });
    for (let i = 0; i < 5; i += 1) {
      await clock.settle(fleet.up({ count: 1 }));
      await clock.settle(fleet.scaleTo(0));
      await clock.advance(2 * MINUTE);
    }
    expect(cloud.launched).toBe(5);
    const calls = cloud.calls.launch;
    expect(calls).toBe(5);
    await clock.settle(another().up({ count: 1 }));
    // Generations 0, 1 and 3 are spent, 7 is not.
    expect(cloud.calls.launch - calls).toBe(4);
    expect(cloud.alive.map(({ intentId }) => intentId)).toEqual(["s0-g7"]);
  });

  test("a mismatch is waited for, and then another is taken", async () => {
    const { fleet, clock, cloud, actions } = bench();
    const real = cloud.launch.bind(cloud);
    cloud.launch = async (intent) =>
      intent.id === "s0-g0"
        ? { kind: "mismatch", reason: "IdempotentParameterMismatch" }
        : await real(intent);
    await clock.settle(fleet.up({ count: 1 }));
    expect(actions()).toEqual(["launch s0-g0: unsure", "launch s0-g1: done"]);
    expect(cloud.alive[0]?.launchedAt).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 5, 12) + 30 * SECOND);
    expect(fleet.totals().launches.mismatch).toBe(1);
  });
});

test("a quota counts as no capacity", async () => {
  const { fleet, clock, cloud } = bench();
  const real = cloud.launch.bind(cloud);
  cloud.launch = async (intent) =>
    intent.offer.market === "spot"
      ? { kind: "quota", reason: "MaxSpotInstanceCountExceeded" }
      : await real(intent);
  await clock.settle(fleet.up({ count: 2 }));
  expect(cloud.alive.map(({ market }) => market)).toEqual(["on-demand", "on-demand"]);
  expect(fleet.totals().launches).toMatchObject({ quota: 2, launched: 2 });
});
