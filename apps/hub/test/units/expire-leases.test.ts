import { expect, test } from "vitest";
import { expireLeases } from "../../src/maintenance/expire-leases.ts";
import { claim, endLease, entries, leasedJob } from "../store/support.ts";
import { storeWithLedger } from "./support.ts";

test("a worker has a second to report its own timeout; then the attempt is ended", async () => {
  const { store, clock, ledger, told } = storeWithLedger();
  const { job } = await leasedJob(store, { timeoutMs: 500 });
  await clock.advance(1500);
  await expireLeases(store, ledger, clock);
  expect(told).toEqual([]);
  await clock.advance(1);
  await expireLeases(store, ledger, clock);
  expect(told).toMatchObject([
    {
      cause: "timeout",
      delayed: true,
      job: { id: job.id, state: "queued", attempts: [{ outcome: "timeout" }] },
      endedLease: { leaseId: job.leaseId },
    },
  ]);
});

test("leases whose time is not up, and jobs that ended, are left alone", async () => {
  const { store, clock, ledger, told } = storeWithLedger();
  await endLease(store, await leasedJob(store, { timeoutMs: 10 }), "succeed");
  await leasedJob(store, { timeoutMs: 60_000 });
  await clock.advance(5000);
  await expireLeases(store, ledger, clock);
  expect(told).toEqual([]);
});

test("more than a batch at once: all are ended in one go", async () => {
  const { store, clock, ledger, told } = storeWithLedger();
  await store.enqueue(entries(1000, { timeoutMs: 10, maxAttempts: 1 }));
  await claim(store);
  await clock.advance(5000);
  await expireLeases(store, ledger, clock);
  expect(told).toHaveLength(1000);
  expect(await store.counts()).toMatchObject({ leased: 0, dead: 1000 });
});
