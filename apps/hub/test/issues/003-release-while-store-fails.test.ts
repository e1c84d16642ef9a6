import { expect, test } from "vitest";
import { Ledger } from "../../src/ledger.ts";
import { openMemoryStore } from "../../src/store/memory/store.ts";
import { StoreError, type Store } from "../../src/store/port.ts";
import { START } from "../jobs/support.ts";
import type { Plan, PlannedJob } from "../simulation/plan.ts";
import { simulate } from "../simulation/simulate.ts";
import { releaseDropped } from "../simulation/planted.ts";
import { leasedJob, machine } from "../store/support.ts";
import { FakeClock } from "../units/fake-clock.ts";

// Found by the simulator (seed 85): a worker died while the disk was full. What it held was counted no longer
// and stayed leased until its time was up, and the next worker of that name got more leases than slots.
test("what a worker held when it died is given back once the store takes it", async () => {
  const clock = new FakeClock(START);
  const store = openMemoryStore({ machine, defer: (flush) => flush() });
  let broken = true;
  const failing: Store = {
    ...store,
    apply: (changes, now) =>
      broken ? Promise.reject(new StoreError("full", "no room")) : store.apply(changes, now),
  };
  const ledger = new Ledger(failing, clock);
  const { job } = await leasedJob(store);
  const { leaseId } = job;
  const lost = ledger.insist([{ jobId: job.id, event: { type: "lose", leaseId, reason: "it died" } }]);
  await expect(lost).rejects.toMatchObject({ code: "full" });
  await clock.advance(600);
  expect((await store.get(job.id))?.job.state).toBe("leased");
  broken = false;
  await clock.advance(600);
  expect((await store.get(job.id))?.job).toMatchObject({ state: "queued", attempts: [{ outcome: "lost" }] });
  expect(clock.waiting).toEqual([]);
});

test("a closed store is not asked again", async () => {
  const clock = new FakeClock(START);
  const store = openMemoryStore({ machine, defer: (flush) => flush() });
  await store.close();
  const ledger = new Ledger(store, clock);
  const lost = ledger.insist([{ jobId: "j", event: { type: "release", leaseId: "l", reason: "why" } }]);
  await expect(lost).rejects.toMatchObject({ code: "closed" });
  expect(clock.waiting).toEqual([]);
});

const job: Omit<PlannedJob, "n" | "at" | "runMs"> = {
  type: "a",
  twice: false,
  delayMs: 0,
  priority: 0,
  maxAttempts: 2,
  timeoutMs: 8_000,
  attempts: ["succeed"],
  awaited: false,
};
/** A worker with one slot dies over its job while the disk is full, and comes back before there is room. */
const plan: Plan = {
  seed: 85,
  workers: [{ id: "w1", mode: "push", slots: 1, types: ["a"] }],
  jobs: [
    { ...job, n: 0, key: "k0", at: 1_000, runMs: 1_500 },
    { ...job, n: 1, key: "k1", at: 4_500, runMs: 1 },
  ],
  faults: [
    { at: 1_800, kind: "store-failure", ms: 2_000 },
    { at: 2_000, kind: "worker-crash", worker: "w1", ms: 400 },
  ],
  healAt: 5_000,
};

test("the whole story, on virtual time: without the cure it ends badly, with it well", async () => {
  const { violation } = await simulate(plan, { plant: releaseDropped.plant });
  expect(releaseDropped.breaks).toContain(violation?.invariant);
  expect((await simulate(plan)).violation).toBeUndefined();
});
