import { expect, test } from "vitest";
import { pruneJobs } from "../../src/maintenance/prune-jobs.ts";
import { START } from "../jobs/support.ts";
import { claim, deadJob, endLease, entries, leasedJob } from "../store/support.ts";
import { storeWithLedger } from "./support.ts";

test("finished jobs go when they were kept long enough; dead letters and others stay", async () => {
  const { store, clock } = storeWithLedger();
  await deadJob(store);
  await store.enqueue(entries(1));
  await endLease(store, await leasedJob(store), "succeed", { now: START });
  await endLease(store, await leasedJob(store), "succeed", { now: START + 1 });
  await clock.advance(1000);
  await pruneJobs(store, clock, 1000);
  expect(await store.counts()).toMatchObject({ succeeded: 2 });
  await clock.advance(1);
  await pruneJobs(store, clock, 1000);
  expect(await store.counts()).toEqual({ queued: 1, leased: 0, succeeded: 1, dead: 1, cancelled: 0 });
});

test("more than a batch at once: all go", async () => {
  const { store, clock } = storeWithLedger();
  await store.enqueue(entries(1001));
  for (const { job } of await claim(store, { limit: 1001 }))
    await store.apply([{ jobId: job.id, event: { type: "cancel" } }], START);
  await clock.advance(2);
  await pruneJobs(store, clock, 1);
  expect(await store.counts()).toMatchObject({ cancelled: 0 });
});
