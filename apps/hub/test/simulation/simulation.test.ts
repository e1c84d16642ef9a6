import { expect, test } from "vitest";
import { planOf, replicasPlanOf } from "./plan.ts";
import { describeFound, describeTotals, search } from "./search.ts";
import { simulate } from "./simulate.ts";

const RANGES = Array.from({ length: 10 }, (_, index) => ({
  from: index * 1_000 + 1,
  to: (index + 1) * 1_000,
}));

test.each(RANGES)("seeds $from to $to break no invariant", { timeout: 120_000 }, async ({ from, to }) => {
  const { totals, found } = await search({ from, seeds: to - from + 1 });
  expect(found && describeFound(found)).toBeUndefined();
  // A run in which nothing happens would pass too.
  expect(totals.seeds).toBe(1_000);
  expect(totals.acknowledged, describeTotals(totals)).toBeGreaterThan(7_000);
  expect(totals.virtualMs, describeTotals(totals)).toBeGreaterThan(5 * 3_600_000);
  expect(Math.min(...totals.faults.values()), describeTotals(totals)).toBeGreaterThan(20);
  expect(totals.faults.size, describeTotals(totals)).toBe(19);
});

const OF_REPLICAS = [1, 2].map((part) => ({ from: part * 100_000 + 1, to: part * 100_000 + 500 }));

test.each(OF_REPLICAS)(
  "with several hubs on one database, seeds $from to $to break no invariant",
  { timeout: 120_000 },
  async ({ from, to }) => {
    const { totals, found } = await search({ from, seeds: to - from + 1, replicas: true });
    expect(found && describeFound(found)).toBeUndefined();
    expect(totals.seeds).toBe(500);
    expect(totals.acknowledged, describeTotals(totals)).toBeGreaterThan(3_500);
    expect(totals.faults.get("database-loss"), describeTotals(totals)).toBeGreaterThan(200);
    expect(totals.faults.size, describeTotals(totals)).toBe(21);
  },
);

test("a seed decides the whole course", async () => {
  for (const seed of [3, 14, 159, 2653]) {
    const [one, other] = [
      await simulate(planOf(seed), { logging: true }),
      await simulate(planOf(seed), { logging: true }),
    ];
    expect(one.history.length).toBeGreaterThan(10);
    expect(other.history).toEqual(one.history);
    expect(other.events).toBe(one.events);
  }
  const [one, other] = [
    await simulate(replicasPlanOf(5), { logging: true }),
    await simulate(replicasPlanOf(5), { logging: true }),
  ];
  expect(other.history).toEqual(one.history);
  const courses = await Promise.all([1, 2].map(async (seed) => planOf(seed)));
  expect(courses[0]).not.toEqual(courses[1]);
});

test("a part that waits for real time is found", async () => {
  const { violation } = await simulate(planOf(1), {
    plant: () => ({
      clock: (clock) => ({ ...clock, after: (delayMs, run) => (setTimeout(run, delayMs), () => {}) }),
    }),
  });
  expect(violation?.invariant).toBe("no-real-time");
  expect(setTimeout).toBe(globalThis.setTimeout);
});

test("the real timers are back after a simulation", async () => {
  const { setTimeout: before } = globalThis;
  await simulate(planOf(1));
  expect(globalThis.setTimeout).toBe(before);
});
