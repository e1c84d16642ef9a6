import { expect, onTestFinished, test } from "vitest";
import type { Store } from "../../src/store/port.ts";
import { START } from "../jobs/support.ts";
import { claim, endLease, entries, entry, everyJob, ids, leasedJob } from "../store/support.ts";
import { testDatabase } from "./database.ts";

const database = await testDatabase();

/** Stores on one database, as of hubs that share it: none trusts that it is alone. */
async function stores(count: number): Promise<Store[]> {
  await (await database.fresh()).close();
  const opened = await Promise.all(Array.from({ length: count }, () => database.open()));
  onTestFinished(async () => void (await Promise.all(opened.map((store) => store.close()))));
  return opened;
}

const pick = <T>(items: readonly T[], index: number): T => items[index % items.length] as T;

test("claims of several at once never share a job, and miss none", async () => {
  const all = await stores(3);
  const batch = entries(300);
  await pick(all, 0).enqueue(batch);
  const claimed = new Map<string, number>();
  const take = async (store: Store) => {
    for (;;) {
      const got = await claim(store, { limit: 7 });
      if (got.length === 0 && (await store.counts()).queued === 0) return;
      for (const id of ids(got)) claimed.set(id, (claimed.get(id) ?? 0) + 1);
    }
  };
  await Promise.all(all.map(take));
  expect([...claimed.keys()].toSorted()).toEqual(ids(batch).toSorted());
  expect(Math.max(...claimed.values())).toBe(1);
  expect(await pick(all, 1).counts()).toMatchObject({ queued: 0, leased: 300 });
});

test("of several that settle, cancel and lose the same leases, each job has one end", async () => {
  const all = await stores(3);
  const [one] = all;
  if (one === undefined) throw new Error("no store");
  await one.enqueue(entries(60));
  const claimed = await claim(one);
  const results = await Promise.all(
    all.map((store, index) =>
      Promise.all(
        // Each in another order: that is how deadlocks come about.
        claimed
          .toSorted(
            (a, b) =>
              ((Number(a.job.id.slice(4)) * (index + 7)) % 31) -
              ((Number(b.job.id.slice(4)) * (index + 7)) % 31),
          )
          .map(async ({ job: { id: jobId, leaseId, workerId } }, turn) => {
            const result = JSON.stringify(index);
            const events = [
              { type: "succeed", leaseId, workerId, result },
              { type: "cancel" },
              { type: "lose", leaseId, reason: "gone" },
            ] as const;
            const [outcome] = await store.apply([{ jobId, event: pick(events, turn + index) }], START);
            return { jobId, changed: outcome?.kind === "changed", outcome };
          }),
      ),
    ),
  );
  const changes = results.flat().filter(({ changed }) => changed);
  // Lost ones are queued again and may be cancelled after that, but no lease ends twice.
  for (const { job } of claimed) {
    const kinds = changes.filter(({ jobId }) => jobId === job.id);
    const record = await one.get(job.id);
    expect(kinds.length).toBeGreaterThan(0);
    expect(record?.job.attempts).toHaveLength(1);
    expect(record?.job.attempts[0]?.outcome).toBeDefined();
  }
  const counts = await one.counts();
  expect(counts.leased).toBe(0);
  expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(60);
  const states = Object.groupBy(await everyJob(one, 100), ({ job }) => job.state);
  for (const [state, count] of Object.entries(counts))
    expect(states[state as keyof typeof states]?.length ?? 0).toBe(count);
});

test("a claim and a cancel at once: one of them finds the job gone", async () => {
  const all = await stores(2);
  for (let round = 0; round < 20; round += 1) {
    const stored = entry();
    await pick(all, 0).enqueue([stored]);
    const [claimed, [outcome]] = await Promise.all([
      claim(pick(all, 0)),
      pick(all, 1).apply([{ jobId: stored.job.id, event: { type: "cancel" } }], START),
    ]);
    const record = await pick(all, 0).get(stored.job.id);
    expect(outcome?.kind).toBe("changed");
    expect(record?.job.state).toBe("cancelled");
    // Cancelled before it was leased, or after: then its history says so.
    expect(record?.job.attempts.map((attempt) => attempt.outcome)).toEqual(
      claimed.length === 0 ? [] : ["cancelled"],
    );
  }
  expect(await pick(all, 0).counts()).toEqual({ queued: 0, leased: 0, succeeded: 0, dead: 0, cancelled: 20 });
});

test("one key sent to several at once makes one job", async () => {
  const all = await stores(3);
  const sent = Array.from({ length: 30 }, (_, index) =>
    pick(all, index).enqueue([
      entry({}, { idempotencyKey: `k${index % 5}` }),
      // The same two keys in both orders.
      entry({}, { idempotencyKey: `k${(index + 1 + (index % 2) * 3) % 5}` }),
    ]),
  );
  const outcomes = await Promise.all(sent);
  const created = outcomes
    .flatMap((each) => (each.kind === "stored" ? each.jobs : []))
    .filter((job) => job.created);
  expect(created).toHaveLength(5);
  expect(await pick(all, 0).counts()).toMatchObject({ queued: 5 });
});

test("a lease that one hub ended and gave anew is stale for the other", async () => {
  const all = await stores(2);
  const claimed = await leasedJob(pick(all, 0), { type: "one" });
  await endLease(pick(all, 1), claimed, "release");
  const [again] = await claim(pick(all, 1), { types: ["one"] });
  const { id: jobId, leaseId, workerId } = claimed.job;
  const late = { type: "succeed", leaseId, workerId, result: "1" } as const;
  expect(await pick(all, 0).apply([{ jobId, event: late }], START)).toMatchObject([
    { kind: "refused", reason: "stale-lease" },
  ]);
  if (again === undefined) throw new Error("not claimed again");
  expect(await endLease(pick(all, 0), again, "succeed")).toMatchObject({ state: "succeeded" });
});

test("a dead letter that several redrive or delete at once goes one way", async () => {
  const all = await stores(3);
  for (let round = 0; round < 10; round += 1) {
    const claimed = await leasedJob(pick(all, 0), { type: "dies" });
    await endLease(pick(all, 0), claimed, "kill");
    const jobId = claimed.job.id;
    const redrive = (store: Store) => store.apply([{ jobId, event: { type: "redrive" } }], START);
    const [one, other, deleted] = await Promise.all([
      redrive(pick(all, 0)),
      redrive(pick(all, 1)),
      pick(all, 2).deleteDead(jobId),
    ]);
    const redriven = [one[0], other[0]].filter((outcome) => outcome?.kind === "changed").length;
    expect(redriven + (deleted ? 1 : 0)).toBe(1);
    expect((await pick(all, 0).get(jobId))?.job.state).toBe(deleted ? undefined : "queued");
    for (const left of await claim(pick(all, 0), { types: ["dies"] }))
      await endLease(pick(all, 0), left, "succeed");
  }
  expect(await pick(all, 1).counts()).toMatchObject({ queued: 0, leased: 0, dead: 0 });
});

test("several prune and promote at once without doing anything twice", async () => {
  const all = await stores(3);
  await pick(all, 0).enqueue(entries(90, { runAt: START + 5 }));
  const promoted = await Promise.all(all.map((store) => store.promote(START + 5, 30)));
  let sum = promoted.reduce((total, count) => total + count);
  while (sum < 90) sum += await pick(all, 0).promote(START + 5, 30);
  expect(sum).toBe(90);
  for (const each of await claim(pick(all, 0))) await endLease(pick(all, 0), each, "succeed");
  let pruned = 0;
  while ((await pick(all, 0).counts()).succeeded > 0) {
    const counts = await Promise.all(all.map((store) => store.prune(START + 1, 20)));
    pruned += counts.reduce((total, count) => total + count);
  }
  expect(pruned).toBe(90);
  expect(await everyJob(pick(all, 0))).toEqual([]);
});
