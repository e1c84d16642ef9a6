import { describe, expect, test } from "vitest";
import {
  autoscale,
  autoscaleRules,
  type AutoscaleInput,
  type AutoscaleMemory,
  type AutoscaleOptions,
  type Decision,
} from "../src/index.ts";
import { instance, load, NOW, worker } from "./samples.ts";
import { OFFERS } from "./support.ts";

const MINUTE = 60_000;
const watched: AutoscaleMemory = { since: NOW - 60 * MINUTE, needs: [] };

/** With one slot an instance and no buffer: as many instances as jobs run. */
function decide(
  change: Partial<AutoscaleInput> & { readonly jobs?: number },
  options: Partial<AutoscaleOptions> = {},
  memory: AutoscaleMemory = watched,
  now = NOW,
): Decision {
  const { jobs = 0, ...rest } = change;
  const rules = autoscaleRules({ max: 100, buffer: 0, ...options });
  const input = {
    load: load({ running: jobs }),
    living: [],
    pending: 0,
    launches: "closed",
    current: 0,
  } as const;
  return autoscale(rules, { ...input, ...rest }, memory, now);
}

const last = ({ reasons }: Decision): string | undefined => reasons.at(-1);

describe("growing", () => {
  test("is done at once, and remembered", () => {
    const decision = decide({ jobs: 7, current: 3 });
    expect(decision).toMatchObject({ change: "out", current: 3, target: 7 });
    expect(decision.reasons).toEqual([
      "7 jobs running, 0 queued: 7 slots",
      "7 slots at 1 an instance: 7 instances",
    ]);
    expect(decision.memory).toEqual({
      since: watched.since,
      needs: [{ at: NOW, instances: 7 }],
      lastOutAt: NOW,
      lastInAt: undefined,
    });
  });

  test("is done in steps: so many, or twice as many", () => {
    expect(decide({ jobs: 90 }).target).toBe(20);
    expect(last(decide({ jobs: 90 }))).toBe("at most 20 more in one step");
    expect(decide({ jobs: 90, current: 30 }).target).toBe(60);
    expect(decide({ jobs: 9 }, { scaleOut: { maxStep: 2 } }).target).toBe(2);
    expect(decide({ jobs: 2 }, { scaleOut: { maxStep: 2 } }).reasons).toHaveLength(2);
  });

  test("rests if it is told to", () => {
    const options = { scaleOut: { cooldownMs: MINUTE } };
    const grown = { ...watched, lastOutAt: NOW - MINUTE + 1 };
    expect(decide({ jobs: 5, current: 2 }, options, grown)).toMatchObject({ change: "keep", target: 2 });
    expect(last(decide({ jobs: 5, current: 2 }, options, { ...watched, lastOutAt: NOW - 1000 }))).toBe(
      "grew lately: rests for 59 s",
    );
    expect(decide({ jobs: 5, current: 2 }, options, { ...watched, lastOutAt: NOW - MINUTE }).target).toBe(5);
  });

  test("stops while launches keep failing, and goes on with one", () => {
    expect(decide({ jobs: 5, current: 2, launches: "open" })).toMatchObject({ change: "keep", target: 2 });
    expect(last(decide({ jobs: 5, current: 2, launches: "open" }))).toBe(
      "launches keep failing: no more for now",
    );
    const half = decide({ jobs: 5, current: 2, living: [instance(0), instance(1)], launches: "half-open" });
    expect(half).toMatchObject({ target: 3 });
    expect(last(half)).toBe("launches kept failing: one is tried");
    expect(decide({ jobs: 5, current: 4, living: [], launches: "half-open" }).target).toBe(4);
    expect(
      decide({ jobs: 2, current: 1, living: [1, 2, 3].map((i) => instance(i)), launches: "half-open" })
        .target,
    ).toBe(2);
  });
});

describe("limits", () => {
  test("a minimum and a maximum", () => {
    expect(decide({}, { min: 2 })).toMatchObject({ target: 2 });
    expect(last(decide({}, { min: 2 }))).toBe("at least 2");
    expect(decide({ jobs: 3 }, { min: 2 }).reasons).toHaveLength(2);
    const most = decide({ jobs: 9, current: 3 }, { max: 4 });
    expect(most.target).toBe(4);
    expect(last(most)).toBe("at most 4");
    expect(decide({ jobs: 4, current: 3 }, { max: 4 }).reasons).toHaveLength(2);
  });

  test("a floor at certain times", () => {
    const schedule = [{ name: "office hours", min: 5, from: "11:00", to: "13:00" }];
    expect(decide({ jobs: 1 }, { schedule })).toMatchObject({ target: 5 });
    expect(last(decide({ jobs: 1 }, { schedule }))).toBe("office hours: at least 5");
    expect(decide({ jobs: 7 }, { schedule }).target).toBe(7);
    expect(decide({ jobs: 5 }, { schedule }).reasons).toHaveLength(2);
    expect(decide({ jobs: 1 }, { schedule, min: 6 }).target).toBe(6);
    expect(decide({ jobs: 1 }, { schedule }, watched, NOW + 60 * MINUTE).target).toBe(1);
  });

  test("a budget, also against floor and minimum", () => {
    const budget = { perHour: 0.35, prices: { large: 0.1 } };
    const paid = decide({ jobs: 9, next: OFFERS[0] }, { budget });
    expect(paid.target).toBe(3);
    expect(last(paid)).toBe("$0.35 an hour pays for 3");
    expect(decide({ next: OFFERS[0] }, { budget, min: 8 }).target).toBe(3);
    expect(decide({ jobs: 9, next: OFFERS[0] }, { budget, max: 2 })).toMatchObject({ target: 2 });
    expect(last(decide({ jobs: 9, next: OFFERS[0] }, { budget, max: 2 }))).toBe("at most 2");
    expect(decide({ jobs: 3, next: OFFERS[0] }, { budget }).reasons).toHaveLength(2);
  });

  test("one that was lowered holds at once", () => {
    const decision = decide({ jobs: 9, current: 9, pending: 3 }, { max: 4 });
    expect(decision).toMatchObject({ change: "in", target: 4 });
    expect(last(decision)).toBe("lowered to what is allowed: 4 instances");
    const living = [1, 2, 3, 4].map((i) => instance(i));
    const budget = { perHour: 0.2, prices: { large: 0.1 } };
    expect(decide({ jobs: 4, current: 4, living }, { budget }).target).toBe(2);
  });
});

describe("shrinking", () => {
  const idle = { current: 5, jobs: 2 };

  test("goes to the most that was needed within the window", () => {
    const needs = [
      { at: NOW - 5 * MINUTE, instances: 50 },
      { at: NOW - 5 * MINUTE + 1, instances: 4 },
      { at: NOW - 1000, instances: 3 },
    ];
    const decision = decide(idle, {}, { ...watched, needs });
    expect(decision).toMatchObject({ change: "in", target: 4 });
    expect(last(decision)).toBe("4 were needed within the last 5 min");
    expect(decision.memory.needs).toEqual([...needs.slice(1), { at: NOW, instances: 2 }]);
    expect(decision.memory.lastInAt).toBe(NOW);
    const peak = [{ at: NOW - 1000, instances: 5 }];
    expect(decide(idle, {}, { ...watched, needs: peak })).toMatchObject({ change: "keep", target: 5 });
    expect(last(decide(idle, {}, { ...watched, needs: peak }))).toBe(
      "5 were needed within the last 5 min: no fewer for now",
    );
    expect(decide(idle).target).toBe(2);
    expect(decide(idle).reasons).toHaveLength(2);
  });

  test("waits for what is under way", () => {
    expect(decide({ ...idle, pending: 1 })).toMatchObject({ change: "keep", target: 5 });
    expect(last(decide({ ...idle, pending: 1 }))).toBe("1 instance under way: no fewer for now");
  });

  test("waits while workers are unhealthy or the hub suspects everybody", () => {
    const sick = { running: 2, workers: [worker(0, { status: "unhealthy" }), worker(1)] };
    expect(last(decide({ current: 5, load: load(sick) }))).toBe("1 worker unhealthy: no fewer for now");
    const outside = [worker(0, { status: "unhealthy", instanceId: undefined }), worker(1)];
    expect(decide({ current: 5, load: load({ ...sick, workers: outside }) }).change).toBe("in");
    expect(last(decide({ current: 5, load: load({ suspect: true }) }))).toBe(
      "the hub suspects much of the fleet: no fewer for now",
    );
  });

  test("waits until the whole window was watched", () => {
    const young = { since: NOW - 5 * MINUTE + 1000, needs: [] };
    expect(decide(idle, {}, young)).toMatchObject({ change: "keep", target: 5 });
    expect(last(decide(idle, {}, young))).toBe("watched only for 5 min: no fewer for now");
    expect(decide(idle, {}, { ...young, since: NOW - 5 * MINUTE }).change).toBe("in");
  });

  test("rests after a change", () => {
    for (const name of ["lastOutAt", "lastInAt"] as const) {
      expect(decide(idle, {}, { ...watched, [name]: NOW - MINUTE + 1 }).change).toBe("keep");
      expect(decide(idle, {}, { ...watched, [name]: NOW - MINUTE }).change).toBe("in");
    }
    expect(last(decide(idle, {}, { ...watched, lastInAt: NOW - 20_000 }))).toBe(
      "changed lately, rests for 40 s: no fewer for now",
    );
  });

  test("is done in steps, of at least one", () => {
    const halves = { scaleIn: { maxShare: 0.5 } };
    expect(decide({ current: 9 }, halves).target).toBe(5);
    expect(last(decide({ current: 9 }, halves))).toBe("at most 4 fewer in one step");
    expect(decide({ current: 1 }, halves).target).toBe(0);
    expect(decide({ current: 9, jobs: 5 }, halves).reasons).toHaveLength(2);
  });
});

test("only what decided is told", () => {
  const plain = 2;
  const right = { jobs: 3, current: 3 };
  expect(decide(right).reasons).toHaveLength(plain);
  expect(decide({ ...right, pending: 1 }).reasons).toHaveLength(plain);
  expect(decide({ ...right, launches: "open" }).reasons).toHaveLength(plain);
  expect(decide({ jobs: 2 }, { min: 2 }).reasons).toHaveLength(plain);
  expect(decide({ jobs: 15, current: 10 }).reasons).toHaveLength(plain);
  const budget = { perHour: 0.25, prices: { large: 0.1 } };
  expect(decide({ jobs: 2, next: OFFERS[0] }, { budget, max: 2 }).reasons).toHaveLength(plain);
  expect(last(decide({ jobs: 3, next: OFFERS[0] }, { budget, max: 2 }))).toBe("at most 2");
  expect(last(decide({ jobs: 3, next: OFFERS[0] }, { budget, max: 3 }))).toBe("$0.25 an hour pays for 2");
});

test("what is right stays", () => {
  const decision = decide({ jobs: 3, current: 3 });
  expect(decision).toMatchObject({ change: "keep", target: 3 });
  expect(decision.memory).toMatchObject({ lastOutAt: undefined, lastInAt: undefined });
});
