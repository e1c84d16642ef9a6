import { expect, test } from "vitest";
import { eventLoopMetrics } from "../../src/telemetry/metrics/event-loop.ts";
import { Exposition } from "../../src/telemetry/metrics/exposition.ts";
import { instanceMetrics } from "../../src/telemetry/metrics/instances.ts";
import { heartbeatMetrics } from "../../src/telemetry/metrics/heartbeats.ts";
import { JobTypes } from "../../src/telemetry/metrics/job-types.ts";
import { Recoveries } from "../../src/telemetry/metrics/recoveries.ts";
import { FakeClock } from "../units/fake-clock.ts";
import { parseSamples } from "./scrape.ts";

test("types beyond the first so many are counted together, and the first keep their own", () => {
  const types = new JobTypes((type) => ({ type }), 2);
  expect(["a", "b", "c", "a", "d", "other"].map((type) => types.of(type).type)).toEqual([
    "a",
    "b",
    "other",
    "a",
    "other",
    "other",
  ]);
  expect(types.of("c")).toBe(types.of("d"));
});

test("a type that is called other shares with the others", () => {
  const types = new JobTypes((type) => ({ type }), 5);
  expect(types.of("other")).toBe(types.of("other"));
  expect(types.of("a").type).toBe("a");
});

test("a recovery goes from the failure of the worker to the job's next attempt", () => {
  const recoveries = new Recoveries();
  recoveries.failed("w1", 1_000);
  recoveries.reassigned("j1", "w1");
  recoveries.reassigned("j2", "w1");
  recoveries.reassigned("j3", "w2");
  expect(recoveries.started("j1", 1_250)).toBe(250);
  // A second attempt has nothing to do with it any more.
  expect(recoveries.started("j1", 1_300)).toBeUndefined();
  expect(recoveries.started("j3", 1_300)).toBeUndefined();
  recoveries.finished("j2");
  expect(recoveries.started("j2", 1_400)).toBeUndefined();
});

test("what a worker loses after it came back is no recovery, nor is what comes long after", () => {
  const recoveries = new Recoveries();
  recoveries.failed("w1", 0);
  recoveries.over("w1");
  recoveries.reassigned("j1", "w1");
  expect(recoveries.started("j1", 1)).toBeUndefined();
  recoveries.failed("w2", 0);
  recoveries.failed("w3", 600_001);
  recoveries.reassigned("j2", "w2");
  recoveries.reassigned("j3", "w3");
  expect([recoveries.started("j2", 600_002), recoveries.started("j3", 600_002)]).toEqual([undefined, 1]);
});

test("gaps are those between the heartbeats of one worker", async () => {
  const exposition = new Exposition();
  let now = 0;
  const beat = heartbeatMetrics(exposition, () => now);
  for (const [at, worker] of [
    [0, "a"],
    [400, "b"],
    [1_000, "a"],
    [1_900, "b"],
  ] as const) {
    now = at;
    beat(worker);
  }
  const samples = parseSamples(await exposition.text());
  expect(samples.get("pigeon_worker_heartbeats_total")).toBe(4);
  expect(samples.get("pigeon_worker_heartbeat_gap_seconds_count")).toBe(2);
  expect(samples.get("pigeon_worker_heartbeat_gap_seconds_sum")).toBe(2.5);
});

test("a stalled process shows as lag, and after the end nothing is looked at", async () => {
  const exposition = new Exposition();
  const clock = new FakeClock(0);
  const stop = eventLoopMetrics(exposition, clock);
  await clock.advance(200);
  clock.stall(700);
  await clock.advance(0);
  const samples = parseSamples(await exposition.text());
  expect(samples.get("pigeon_event_loop_lag_seconds_count")).toBe(3);
  expect(samples.get("pigeon_event_loop_lag_seconds_sum")).toBeCloseTo(0.6);
  stop();
  expect(clock.waiting).toEqual([]);
});

test("a gauge that cannot be read has no value, and the others have theirs", async () => {
  const exposition = new Exposition();
  let broken = false;
  exposition.gauge("a_level", "One.", [], () => (broken ? Promise.reject(new Error("no")) : [[[], 1]]));
  exposition.gauge("another_level", "Two.", ["of"], () => [[["x"], 2]]);
  expect([...parseSamples(await exposition.text())]).toEqual([
    ["a_level", 1],
    ['another_level{of="x"}', 2],
  ]);
  broken = true;
  expect([...parseSamples(await exposition.text())]).toEqual([['another_level{of="x"}', 2]]);
});

test("a gauge that throws has no value either", async () => {
  const exposition = new Exposition();
  exposition.gauge("a_level", "One.", [], () => {
    throw new Error("no");
  });
  expect([...parseSamples(await exposition.text())]).toEqual([]);
});

test("instances are as the cloud said last; it is asked twice a minute at the most, and no scrape waits", async () => {
  const exposition = new Exposition();
  let now = 0;
  let asked = 0;
  let away = false;
  const counts = { wanted: 4, serving: 2, booting: 1, leaving: 1 };
  const fleet = {
    cluster: "c",
    at: 0,
    mode: "auto",
    counts,
    instances: [],
    exhausted: [],
    notes: [],
  } as const;
  const status = () => {
    asked += 1;
    return away ? Promise.reject(new Error("no")) : Promise.resolve({ ...fleet, costPerHour: 1.5 });
  };
  instanceMetrics(exposition, { status }, () => now);
  const read = async () => Object.fromEntries(parseSamples(await exposition.text()));
  // Asked by the first scrape, which may come too early for the answer.
  await read();
  expect(await read()).toEqual({
    'pigeon_fleet_instances{state="serving"}': 2,
    'pigeon_fleet_instances{state="booting"}': 1,
    'pigeon_fleet_instances{state="leaving"}': 1,
    pigeon_fleet_instances_wanted: 4,
    pigeon_fleet_pools_exhausted: 0,
    pigeon_fleet_cost: 1.5,
  });
  now = 29_999;
  await read();
  expect(asked).toBe(1);
  [now, away] = [30_000, true];
  await read();
  expect([asked, await read()]).toEqual([2, {}]);
});

test("a hub that keeps no instances tells of none", async () => {
  const exposition = new Exposition();
  instanceMetrics(exposition, undefined, () => 0);
  expect([...parseSamples(await exposition.text())]).toEqual([]);
});
