import { expect, test } from "vitest";
import { Rebalance } from "../../src/replicas/rebalance.ts";
import { reportOf } from "../../src/replicas/report.ts";
import { Registry, type Member } from "../../src/workers/registry.ts";
import { worker } from "../store/conformance/queries.ts";
import { FakeClock } from "../units/fake-clock.ts";

/** A hub with so many workers, w0 and on, beside others with as many as `others` says. */
function setUp(own: number, others: Record<string, number>) {
  const clock = new FakeClock(0);
  const registry = new Registry();
  const members = Array.from({ length: own }, (_, index) =>
    registry.add({ ...worker, workerId: `w${index}`, slots: 10 }, undefined, true),
  );
  const state = { others };
  const rebalance = new Rebalance({
    clock,
    registry,
    heartbeatIntervalMs: 30_000,
    others: async () =>
      Object.entries(state.others).map(([id, count]) => ({
        id,
        report: reportOf(
          Array.from({ length: count }, (_, index) => ({ workerId: `${id} ${index}`, status: "healthy" })),
          0,
        ),
      })),
  });
  const look = async (times = 1) => {
    for (let time = 0; time < times; time += 1) await rebalance.look();
  };
  const beats = () => members.filter(({ worker: { workerId } }) => rebalance.bidsGo(workerId));
  const ids = (bidden: readonly Member[]) => bidden.map(({ worker: { workerId } }) => workerId);
  const hold = (index: number, count: number) => {
    for (let lease = 0; lease < count; lease += 1) {
      const leaseId = `${index} ${lease}`;
      members[index]?.held.set(leaseId, { leaseId, jobId: "j", delivery: "confirmed", missedBeats: 0 });
    }
  };
  return { clock, registry, rebalance, state, look, hold, beats: () => ids(beats()) };
}

test("gives once the company is settled, the idle ones first, a tenth a look", async () => {
  const { look, beats, hold, registry, clock, state } = setUp(12, { b: 0 });
  for (let index = 0; index < 9; index += 1) hold(index, 9 - index);
  await look(2);
  expect(beats()).toEqual([]);
  await look();
  expect(beats()).toEqual(["w9", "w10"]);
  expect(beats()).toEqual([]);
  for (const workerId of ["w9", "w10"]) registry.remove(workerId);
  state.others = { b: 2 };
  await look();
  expect(beats()).toEqual(["w11"]);
  // It did not go, so another one is bidden.
  await look();
  expect(beats()).toEqual(["w8"]);
  await clock.advance(60_000);
  await look();
  expect(beats()).toEqual(["w11"]);
});

test("never gives of its share, also when workers left by themselves since the look", async () => {
  const { look, beats, registry } = setUp(40, { b: 0, c: 20 });
  await look(3);
  for (let index = 0; index < 19; index += 1) registry.remove(`w${index}`);
  expect(beats()).toEqual(["w19"]);
});

test("gives no more than its surplus while others have not yet said what they got", async () => {
  const { look, beats, state, registry, clock } = setUp(4, { b: 0 });
  await look(3);
  for (const workerId of ["w0", "w1"]) {
    expect(beats()).toEqual([workerId]);
    registry.remove(workerId);
    await look();
  }
  await look(3);
  expect(beats()).toEqual([]);
  state.others = { b: 2 };
  await clock.advance(2_000);
  await look(3);
  expect(beats()).toEqual([]);
});

test("workers on their way count as gone, until it is clear that they stay", async () => {
  const { look, beats, clock } = setUp(4, { b: 0 });
  await look(3);
  expect(beats()).toEqual(["w0"]);
  await look();
  expect(beats()).toEqual(["w1"]);
  await look();
  expect(beats()).toEqual([]);
  await clock.advance(10_000);
  await look();
  expect(beats()).toEqual(["w2"]);
});

test("waits again when a hub comes or goes, and skips workers that drain", async () => {
  const { look, beats, state, registry } = setUp(4, { b: 0 });
  await look(2);
  state.others = { b: 0, c: 0 };
  await look(2);
  expect(beats()).toEqual([]);
  for (const workerId of ["w0", "w1"]) {
    const member = registry.get(workerId);
    if (member !== undefined) member.draining = true;
  }
  await look();
  expect(beats()).toEqual(["w2"]);
});

test("alone, or with as many as others, it bids nobody go", async () => {
  for (const others of [{}, { b: 4 }, { b: 3 }]) {
    const { look, beats } = setUp(4, others);
    await look(5);
    expect(beats()).toEqual([]);
  }
});

test("welcomes workers until it has its share, counting those that are arriving; before it looked nobody", async () => {
  const { look, rebalance, registry } = setUp(1, { b: 5 });
  expect(rebalance.welcome()).toBeUndefined();
  await look();
  const [one, two, three] = [rebalance.welcome(), rebalance.welcome(), rebalance.welcome()];
  expect([one, two, three].map((place) => place !== undefined)).toEqual([true, true, false]);
  registry.add({ ...worker, workerId: "new" }, undefined, true);
  one?.();
  expect(rebalance.welcome()).toBeUndefined();
  two?.();
  expect(rebalance.welcome()).toBeDefined();
});

test("looks as often as heartbeats come, every five seconds at the least", () => {
  expect(setUp(0, {}).rebalance.intervalMs).toBe(5_000);
});
