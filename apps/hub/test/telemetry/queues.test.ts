import fc from "fast-check";
import { expect, test } from "vitest";
import { Ledger } from "../../src/ledger.ts";
import { openMemoryStore } from "../../src/store/memory/store.ts";
import type { Replicas } from "../../src/store/replicas.ts";
import { Exposition } from "../../src/telemetry/metrics/exposition.ts";
import { jobMetrics } from "../../src/telemetry/metrics/jobs.ts";
import { queueMetrics, type QueueParts } from "../../src/telemetry/metrics/queues.ts";
import { START } from "../jobs/support.ts";
import { assignAll, entry, ids, machine } from "../store/support.ts";
import { FakeClock } from "../units/fake-clock.ts";
import { parseSamples } from "./scrape.ts";

/** The metrics of a store's queues, on a clock in the hands of the test. */
function measured(parts: Omit<QueueParts, "types" | "now" | "monotonic" | "leads">, leads = () => true) {
  const exposition = new Exposition();
  const clock = new FakeClock(0);
  const times = { now: () => START + 2_000, monotonic: () => clock.monotonic() };
  const jobs = jobMetrics(exposition, times);
  queueMetrics(exposition, { ...parts, ...times, types: jobs.types, leads });
  const read = async (metric: string) => {
    const samples = [...parseSamples(await exposition.text())].filter(([name]) =>
      name.startsWith(`${metric}{`),
    );
    return Object.fromEntries(samples.map(([name, value]) => [/type="(.*)"/.exec(name)?.[1], value]));
  };
  return {
    clock,
    changed: jobs.changed,
    depths: () => read("pigeon_type_queue_depth"),
    ages: () => read("pigeon_type_queue_age_seconds"),
  };
}

const step = fc.record({
  type: fc.constantFrom("a", "b"),
  what: fc.constantFrom("submit", "delay", "lease", "succeed", "fail", "release", "die", "cancel", "redrive"),
});

test("the depth that is kept is the one that the store would count", async () => {
  const run = async (
    before: readonly { type: string }[],
    steps: readonly { type: string; what: string }[],
  ) => {
    const store = openMemoryStore({ machine, defer: (flush) => queueMicrotask(flush) });
    await store.enqueue(before.map(({ type }) => entry({ type })));
    const { changed, depths } = measured({ store });
    await store.counts();
    const ledger = new Ledger(store, { now: () => START, monotonic: () => 0, after: () => () => {} });
    ledger.follow(changed);
    for (const { type, what } of steps) {
      const [leased] = (await store.leased()).filter(({ job }) => job.type === type);
      const end = { leaseId: leased?.job.leaseId ?? "", workerId: "w1" };
      const apply = async (
        jobId: string | undefined,
        event: Parameters<typeof ledger.apply>[0][number]["event"],
      ) => {
        if (jobId !== undefined) await ledger.apply([{ jobId, event }]);
      };
      const error = { name: "E", message: "m", ...(what === "die" ? { retryable: false } : {}) };
      if (what === "submit") await ledger.submit([entry({ type })]);
      if (what === "delay") await ledger.submit([entry({ type, runAt: START + 9 })]);
      if (what === "lease")
        await ledger.claim({ wanted: new Map([[type, 1]]), now: START, assign: assignAll() });
      if (what === "succeed") await apply(leased?.job.id, { type: what, ...end, result: "1" });
      if (what === "release") await apply(leased?.job.id, { type: what, ...end, reason: "r" });
      if (what === "fail" || what === "die") await apply(leased?.job.id, { type: "fail", ...end, error });
      if (what === "redrive") await apply((await store.deadIds({ type, limit: 1 }))[0], { type: what });
      if (what === "cancel") await apply(ids((await store.list({ type, limit: 1 })).jobs)[0], { type: what });
    }
    const kept = Object.entries(await depths()).filter(([, depth]) => depth !== 0);
    expect(new Map(kept)).toEqual(await store.queuedByType());
    await store.close();
  };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 5 }), fc.array(step, { maxLength: 30 }), run),
    { numRuns: 60 },
  );
});

test("a hub that has its store alone counts the jobs once", async () => {
  let counts = 0;
  const queuedByType = async () => new Map([["a", (counts += 1)]]);
  const { clock, depths } = measured({ store: { queuedByType, oldestDueByType: async () => new Map() } });
  await depths();
  await clock.advance(600_000);
  expect(await depths()).toEqual({ a: 1 });
  expect(counts).toBe(1);
});

test("of several hubs the one that leads counts them, now and then, and no scrape waits for it", async () => {
  let queued = new Map([["a", 3]]);
  let counts = 0;
  let leads = false;
  const store = {
    replicas: {} as Replicas,
    queuedByType: async () => {
      counts += 1;
      return queued;
    },
    oldestDueByType: async () => new Map(),
  };
  const { clock, depths } = measured({ store }, () => leads);
  expect([await depths(), counts]).toEqual([{}, 0]);
  leads = true;
  await depths();
  expect(await depths()).toEqual({ a: 3 });
  queued = new Map([["b", 1]]);
  await clock.advance(14_000);
  expect([await depths(), counts]).toEqual([{ a: 3, b: undefined }, 1]);
  await clock.advance(1_000);
  await depths();
  expect([await depths(), counts]).toEqual([{ a: 0, b: 1 }, 2]);
  leads = false;
  expect(await depths()).toEqual({});
});

test("what could not be counted is not told, and is tried again", async () => {
  let fails = true;
  const queuedByType = async () => {
    if (fails) throw new Error("no");
    return new Map([["a", 1]]);
  };
  const { clock, depths } = measured({ store: { queuedByType, oldestDueByType: async () => new Map() } });
  expect(await depths()).toEqual({});
  fails = false;
  await clock.advance(15_000);
  await depths();
  expect(await depths()).toEqual({ a: 1 });
});

test("each type has its age, and those beyond the first fifty share the greatest", async () => {
  const types = Array.from({ length: 60 }, (_, index) => [`t${index}`, START - index * 1_000] as const);
  const store = { queuedByType: async () => new Map(), oldestDueByType: async () => new Map(types) };
  const { ages } = measured({ store });
  const read = await ages();
  expect(Object.keys(read)).toHaveLength(51);
  expect([read["t0"], read["t49"], read["other"]]).toEqual([2, 51, 61]);
});
