import { describe, expect, test } from "vitest";
import { DEFAULT_PATIENCE, planFleet, type Action, type Desired, type Observed } from "../src/index.ts";
import { instance, NOW, observed, worker } from "./samples.ts";
import { OFFERS } from "./support.ts";

const want = (count: number): Desired => ({ kind: "count", count });

function actions(desired: Desired, seen: Observed): Action[] {
  return [...planFleet(desired, seen, DEFAULT_PATIENCE, NOW).actions];
}

const kinds = (desired: Desired, seen: Observed): string[] =>
  actions(desired, seen).map(
    (each) => `${each.kind} ${each.kind === "launch" ? each.intentId : each.instanceId}`,
  );

const fresh = { launchedAt: NOW - 1000 };

describe("what is missing", () => {
  test("is launched, each in a place of its own and all over the zones", () => {
    const plan = planFleet(want(3), observed([instance(1)], [worker(1)]), DEFAULT_PATIENCE, NOW);
    expect(plan).toMatchObject({ living: 1, wanted: 3, notes: [] });
    expect(plan.actions).toEqual([
      {
        kind: "launch",
        intentId: "s0-g0",
        offers: [OFFERS[1], OFFERS[0], OFFERS[2]],
        reason: "3 instances wanted, 1 there",
      },
      {
        kind: "launch",
        intentId: "s2-g0",
        offers: [OFFERS[0], OFFERS[1], OFFERS[2]],
        reason: "3 instances wanted, 1 there",
      },
    ]);
  });

  test("what boots counts as there, and what ends does not", () => {
    const instances = [instance(0, fresh), instance(1, { state: "shutting-down" }), instance(2)];
    expect(kinds(want(2), observed(instances, [worker(2)]))).toEqual([]);
    expect(kinds(want(3), observed(instances, [worker(2)]))).toEqual(["launch s3-g0"]);
  });

  test("a place is used again under a new generation, and only once its instance is terminated", () => {
    const ended = [
      instance(0, { state: "terminated", intentId: "s0-g4" }),
      instance(1, { state: "shutting-down" }),
    ];
    expect(kinds(want(1), observed(ended, []))).toEqual(["launch s0-g5"]);
    expect(kinds(want(1), observed(ended, [], { spent: new Map([[0, 9]]) }))).toEqual(["launch s0-g9"]);
    expect(kinds(want(1), observed(ended, [], { spent: new Map([[0, 2]]) }))).toEqual(["launch s0-g5"]);
  });

  test("a launch whose answer was lost is asked for again, where it was asked for first", () => {
    const unsure = [{ intentId: "s0-g0", offer: OFFERS[2] }];
    const plan = actions(want(2), observed([], [], { unsure }));
    expect(plan[0]).toEqual({
      kind: "launch",
      intentId: "s0-g0",
      offers: [OFFERS[2]],
      reason: "2 instances wanted, 0 there; the answer of its launch at small/a/on-demand was lost",
    });
    expect(plan[1]).toMatchObject({ intentId: "s1-g0" });
    expect(kinds(want(1), observed([], [], { unsure }))).toEqual(["launch s0-g0"]);
    expect(kinds(want(0), observed([], [], { unsure }))).toEqual([]);
  });

  test("it is not asked for again once it is seen, or when the cloud only has to show it", () => {
    const unsure = [{ intentId: "s0-g0", offer: OFFERS[0] }];
    expect(kinds(want(1), observed([instance(0, fresh)], [], { unsure }))).toEqual([]);
    expect(kinds(want(2), observed([instance(0, fresh)], [], { unsure }))).toEqual(["launch s1-g0"]);
    const only = planFleet(want(1), observed([], [], { unsure, offers: [] }), DEFAULT_PATIENCE, NOW);
    expect(only).toMatchObject({ actions: [{ kind: "launch", intentId: "s0-g0" }], notes: [] });
    const waits = [{ intentId: "s0-g0", offer: OFFERS[0], wait: true }];
    const plan = planFleet(want(1), observed([], [], { unsure: waits }), DEFAULT_PATIENCE, NOW);
    expect(plan).toMatchObject({ actions: [], living: 1 });
  });

  test("not more than 20 in one round", () => {
    expect(kinds(want(50), observed([], []))).toHaveLength(20);
    const unsure = Array.from({ length: 30 }, (_, i) => ({ intentId: `s${i}-g0`, offer: OFFERS[0] }));
    expect(kinds(want(50), observed([], [], { unsure }))).toHaveLength(20);
  });

  test("a hold or no capacity is told, and nothing is launched", () => {
    const held = planFleet(want(2), observed([], [], { hold: "it is too early" }), DEFAULT_PATIENCE, NOW);
    expect(held).toMatchObject({ actions: [], notes: ["launches put off: it is too early"] });
    const none = planFleet(want(2), observed([], [], { offers: [] }), DEFAULT_PATIENCE, NOW);
    expect(none).toMatchObject({ actions: [], notes: ["no type has capacity in any zone just now"] });
  });

  test("an instance that nobody asked for is adopted if it has a worker", () => {
    const stranger = instance(7, { intentId: undefined });
    expect(kinds(want(1), observed([stranger], [worker(7)]))).toEqual([]);
    const odd = instance(7, { intentId: "made-by-hand" });
    expect(kinds(want(2), observed([odd], [worker(7)]))).toEqual(["launch s0-g0"]);
  });
});

describe("what is too much", () => {
  test("is drained, and not terminated", () => {
    const seen = observed([instance(0), instance(1)], [worker(0, { running: 3 }), worker(1)]);
    expect(actions(want(1), seen)).toEqual([
      {
        kind: "drain",
        instanceId: "i-1",
        workerId: "w-1",
        surplus: true,
        reason: "1 instance wanted, 2 there",
      },
    ]);
  });

  test("what boots goes first, the youngest of it before", () => {
    const instances = [instance(0), instance(1, fresh), instance(2, { launchedAt: NOW - 500 })];
    expect(actions(want(2), observed(instances, [worker(0)]))).toEqual([
      { kind: "terminate", instanceId: "i-2", recheck: "empty", reason: "2 instances wanted, 3 there" },
    ]);
    expect(kinds(want(1), observed(instances, [worker(0)]))).toEqual(["terminate i-2", "terminate i-1"]);
  });

  test("the youngest, in whatever order the cloud lists them", () => {
    const instances = [instance(0, { launchedAt: NOW - 500 }), instance(1, fresh), instance(2, fresh)];
    expect(kinds(want(0), observed(instances, []))).toEqual([
      "terminate i-0",
      "terminate i-1",
      "terminate i-2",
    ]);
    const bootsLast = [instance(0), instance(1, fresh)];
    expect(kinds(want(1), observed(bootsLast, [worker(0)]))).toEqual(["terminate i-1"]);
    const bootsFirst = [instance(0, fresh), instance(1)];
    expect(kinds(want(1), observed(bootsFirst, [worker(1)]))).toEqual(["terminate i-0"]);
  });

  test("the least busy, in whatever order", () => {
    const workers = [0, 3, 1, 2].map((running, slot) => worker(slot, { running }));
    const four = [0, 1, 2, 3].map((slot) => instance(slot));
    expect(kinds(want(0), observed(four, workers))).toEqual([
      "drain i-0",
      "drain i-2",
      "drain i-3",
      "drain i-1",
    ]);
  });

  test("zones are kept even", () => {
    const old = { launchedAt: NOW - 7_200_000 };
    const zoned = [
      instance(0, { zone: "b", ...old }),
      instance(1, { zone: "a" }),
      instance(2, { zone: "a" }),
      instance(3, { zone: "a" }),
    ];
    const workers = [0, 1, 2, 3].map((slot) => worker(slot));
    expect(kinds(want(1), observed(zoned, workers))).toEqual(["drain i-1", "drain i-2", "drain i-0"]);
  });

  test("then the least well, the least busy, of the fullest zone, the oldest", () => {
    const zoned = [
      instance(0, { zone: "b" }),
      instance(1, { zone: "a" }),
      instance(2, { zone: "a", launchedAt: NOW - 7_200_000 }),
      instance(3, { zone: "b" }),
      instance(4, { zone: "a" }),
    ];
    const workers = [
      worker(0, { status: "degraded", running: 4 }),
      worker(1, { running: 1 }),
      worker(2),
      worker(3),
      worker(4),
    ];
    expect(kinds(want(0), observed(zoned, workers))).toEqual([
      "drain i-0",
      "drain i-2",
      "drain i-4",
      "drain i-3",
      "drain i-1",
    ]);
  });

  test("down takes all, and says so", () => {
    const seen = observed([instance(0), instance(1, fresh)], [worker(0)]);
    expect(actions({ kind: "down" }, seen)).toMatchObject([
      { kind: "drain", instanceId: "i-0", reason: "the fleet goes down, 2 there" },
      { kind: "terminate", instanceId: "i-1", recheck: "empty" },
    ]);
  });
});

describe("what goes", () => {
  test("a drained one is terminated if it is still idle, and replaced", () => {
    const seen = observed([instance(0)], [worker(0, { draining: true })]);
    expect(actions(want(1), seen)).toMatchObject([
      { kind: "launch", intentId: "s1-g0" },
      {
        kind: "terminate",
        instanceId: "i-0",
        workerId: "w-0",
        recheck: "idle",
        reason: "its worker is drained",
      },
    ]);
  });

  test("a draining one is left alone, and replaced", () => {
    const seen = observed([instance(0)], [worker(0, { draining: true, running: 1 })]);
    expect(kinds(want(1), seen)).toEqual(["launch s1-g0"]);
    expect(kinds(want(0), seen)).toEqual([]);
  });

  test("one that fails is drained, and replaced before it is gone", () => {
    const seen = observed([instance(0, { interruptionAt: NOW + 1000 })], [worker(0, { running: 1 })]);
    expect(actions(want(1), seen)).toMatchObject([
      { kind: "launch", intentId: "s1-g0" },
      { kind: "drain", instanceId: "i-0", surplus: false, reason: "the cloud takes it away in 1 s" },
    ]);
  });

  test("one that failed is terminated without waiting for its jobs", () => {
    const seen = observed(
      [instance(0, { statusChecks: "impaired" })],
      [worker(0, { status: "unhealthy", running: 2 })],
      {
        sightings: new Map([["i-0", { unhealthy: NOW, impaired: NOW }]]),
      },
    );
    expect(actions(want(1), seen)).toMatchObject([
      { kind: "launch", intentId: "s1-g0" },
      { kind: "terminate", instanceId: "i-0", workerId: "w-0", recheck: "nothing" },
    ]);
    const orphan = observed([instance(0)], [], { sightings: new Map([["i-0", { workerMissing: 0 }]]) });
    expect(actions(want(0), orphan)).toMatchObject([
      { kind: "terminate", instanceId: "i-0", recheck: "empty" },
    ]);
  });

  test("the hub is told of a worker whose instance is terminated, not of one that still says goodbye", () => {
    const seen = observed(
      [instance(0, { state: "terminated" }), instance(1, { state: "shutting-down" })],
      [worker(0), worker(1)],
    );
    expect(actions(want(0), seen)).toEqual([
      { kind: "forget", instanceId: "i-0", workerId: "w-0", reason: "its instance is terminated" },
    ]);
  });
});

describe("what can be taken back", () => {
  const draining = worker(0, { draining: true, running: 1 });
  const surplus = new Set(["i-0"]);

  test("comes back before anything is launched", () => {
    const seen = observed([instance(0)], [draining], { surplus });
    expect(actions(want(1), seen)).toEqual([
      { kind: "undrain", instanceId: "i-0", workerId: "w-0", reason: "1 instance wanted, 0 there" },
    ]);
    expect(kinds(want(2), seen)).toEqual(["undrain i-0", "launch s1-g0"]);
    expect(kinds(want(0), seen)).toEqual([]);
  });

  test("also when it is drained already: it is not terminated then", () => {
    const seen = observed([instance(0)], [worker(0, { draining: true })], { surplus });
    expect(kinds(want(1), seen)).toEqual(["undrain i-0"]);
  });

  test("even while launches are held back", () => {
    const seen = observed([instance(0)], [draining], { surplus, hold: "not now" });
    expect(kinds(want(3), seen)).toEqual(["undrain i-0"]);
  });

  test.each([
    ["somebody else drained", instance(0), draining, new Set<string>()],
    ["is taken away", instance(0, { interruptionAt: NOW + 1 }), draining, surplus],
    ["is impaired", instance(0, { statusChecks: "impaired" }), draining, surplus],
    ["is unhealthy", instance(0), { ...draining, status: "unhealthy" as const }, surplus],
  ])("but not one that %s", (_why, one, at, ours) => {
    expect(kinds(want(1), observed([one], [at], { surplus: ours }))).toEqual(["launch s1-g0"]);
  });
});

test("of two workers on one instance the one that counts is seen", () => {
  const old = worker(0, { id: "old", status: "unhealthy" });
  const plan = (workers: (typeof old)[]): unknown =>
    planFleet(want(1), observed([instance(0)], workers), DEFAULT_PATIENCE, NOW).standings[0]?.condition;
  expect(plan([old, worker(0)])).toMatchObject({ worker: { id: "w-0" } });
  expect(plan([worker(0), old])).toMatchObject({ worker: { id: "w-0" } });
  expect(plan([worker(0), worker(0, { id: "busy", running: 1 })])).toMatchObject({ worker: { id: "busy" } });
  expect(plan([worker(0), worker(0, { id: "idle" })])).toMatchObject({ worker: { id: "w-0" } });
});

test("the same sight gives the same plan", () => {
  const seen = observed([instance(0), instance(1, fresh)], [worker(0)]);
  expect(actions(want(5), seen)).toEqual(actions(want(5), seen));
});
