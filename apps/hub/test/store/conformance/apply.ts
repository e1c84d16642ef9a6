import { expect, test } from "vitest";
import type { Store } from "../../../src/store/port.ts";
import { START } from "../../jobs/support.ts";
import { claim, deadJob, endLease, entry, everyJob, ids, leasedJob } from "../support.ts";

/** What a store promises about changing, removing and sending back jobs. */
export function applyTests(fresh: () => Promise<Store>): void {
  test("outcomes come in the order of the events, and each job takes its own", async () => {
    const store = await fresh();
    const { job } = await leasedJob(store);
    const queued = entry();
    await store.enqueue([queued]);
    const { id: jobId, leaseId, workerId } = job;
    const succeed = { type: "succeed", leaseId, workerId, result: "[1]" } as const;
    const outcomes = await store.apply(
      [
        { jobId, event: { ...succeed, leaseId: "stale" } },
        { jobId: "nobody", event: { type: "cancel" } },
        { jobId, event: succeed },
        { jobId: queued.job.id, event: { type: "cancel" } },
        { jobId, event: succeed },
        { jobId, event: { type: "cancel" } },
      ],
      START + 7,
    );
    expect(outcomes.map((each) => ("reason" in each ? each.reason : each.kind))).toEqual([
      "stale-lease",
      "unknown-job",
      "changed",
      "changed",
      "repeated",
      "already-finished",
    ]);
    const record = await store.get(jobId);
    expect(record).toMatchObject({ result: "[1]", job: { state: "succeeded", finishedAt: START + 7 } });
    expect(outcomes[2]).toEqual({ kind: "changed", job: record?.job });
    expect(await store.counts()).toEqual({ queued: 0, leased: 0, succeeded: 1, dead: 0, cancelled: 1 });
  });

  test("no events change nothing", async () => {
    expect(await (await fresh()).apply([], START)).toEqual([]);
  });

  test("a repeated success keeps the result that was accepted", async () => {
    const store = await fresh();
    const { job } = await leasedJob(store);
    const { id: jobId, leaseId, workerId } = job;
    const report = (result: string) =>
      store.apply([{ jobId, event: { type: "succeed", leaseId, workerId, result } }], START);
    await report('"first"');
    expect(await report('"second"')).toMatchObject([{ kind: "repeated" }]);
    expect(await store.get(jobId)).toMatchObject({ result: '"first"' });
  });

  test.each(["succeed", "fail", "kill", "lose", "release", "timeout"] as const)(
    "what %s makes of a job reads back as it was decided",
    async (ending) => {
      const store = await fresh();
      const claimed = await leasedJob(store);
      const job = await endLease(store, claimed, ending, { now: START + 5, fingerprint: "f" });
      expect((await store.get(claimed.job.id))?.job).toEqual(job);
    },
  );

  test("dead letters are found by type and fingerprint, the oldest first, and go back by their ids", async () => {
    const store = await fresh();
    const one = await deadJob(store, { type: "a" }, "f1");
    const two = await deadJob(store, { type: "b" }, "f1");
    const three = await deadJob(store, { type: "a" }, "f2");
    const nameless = await deadJob(store, { type: "c" }, "");
    await endLease(store, await leasedJob(store, { type: "a" }), "succeed");
    expect(await store.deadIds({ limit: 10 })).toEqual([one, two, three, nameless]);
    expect(await store.deadIds({ limit: 2 })).toEqual([one, two]);
    expect(await store.deadIds({ type: "a", limit: 10 })).toEqual([one, three]);
    expect(await store.deadIds({ fingerprint: "f1", limit: 10 })).toEqual([one, two]);
    expect(await store.deadIds({ type: "a", fingerprint: "f2", limit: 10 })).toEqual([three]);
    expect(await store.deadIds({ fingerprint: "", limit: 10 })).toEqual([nameless]);
    expect(await store.deadIds({ type: "a", fingerprint: "", limit: 10 })).toEqual([]);
    expect(await store.deadIds({ type: "d", limit: 10 })).toEqual([]);

    const redriven = await store.deadIds({ type: "a", limit: 10 });
    await store.apply(
      redriven.map((jobId) => ({ jobId, event: { type: "redrive" } })),
      START + 9,
    );
    expect(await store.deadIds({ limit: 10 })).toEqual([two, nameless]);
    expect(await store.counts()).toMatchObject({ queued: 2, dead: 2, succeeded: 1 });
    expect(ids(await claim(store, { types: ["a"], now: START + 9 }))).toEqual([one, three]);
  });

  test("a redrive can bring another payload, and leaves every other job's alone", async () => {
    const store = await fresh();
    const one = await deadJob(store, { type: "a" }, "f1");
    const two = await deadJob(store, { type: "a" }, "f1");
    const before = (await store.get(two))?.payload;
    await store.apply(
      [
        { jobId: one, event: { type: "redrive", payload: '{"mended":"\\u0000é"}' } },
        { jobId: two, event: { type: "redrive" } },
      ],
      START + 9,
    );
    expect((await store.get(one))?.payload).toBe('{"mended":"\\u0000é"}');
    expect((await store.get(two))?.payload).toBe(before);
    const claimed = await claim(store, { types: ["a"], now: START + 9 });
    expect(claimed.map(({ payload }) => payload)).toEqual(['{"mended":"\\u0000é"}', before]);
    // A job that is not dead keeps what it has.
    await store.apply([{ jobId: one, event: { type: "redrive", payload: "1" } }], START + 10);
    expect((await store.get(one))?.payload).toBe('{"mended":"\\u0000é"}');
  });

  test("only a dead job is deleted as a dead letter, once", async () => {
    const store = await fresh();
    const dead = await deadJob(store);
    const { job: leased } = await leasedJob(store);
    expect(await store.deleteDead(leased.id)).toBe(false);
    expect(await store.deleteDead("nobody")).toBe(false);
    expect(await store.deleteDead(dead)).toBe(true);
    expect(await store.deleteDead(dead)).toBe(false);
    expect(await store.get(dead)).toBeUndefined();
    expect(ids(await everyJob(store))).toEqual([leased.id]);
    expect(await store.counts()).toMatchObject({ dead: 0, leased: 1 });
  });

  test("prune removes what finished before a time, the oldest first, and never a dead letter", async () => {
    const store = await fresh();
    const dead = await deadJob(store);
    const finish = async (at: number) => {
      const claimed = await leasedJob(store);
      await endLease(store, claimed, "succeed", { now: START + at });
      return claimed.job.id;
    };
    const [third, first, second] = [await finish(30), await finish(10), await finish(20)];
    const cancelled = entry();
    await store.enqueue([cancelled, entry()]);
    await store.apply([{ jobId: cancelled.job.id, event: { type: "cancel" } }], START + 15);

    expect(await store.prune(START + 10, 10)).toBe(0);
    expect(await store.prune(START + 31, 1)).toBe(1);
    expect(await store.get(first)).toBeUndefined();
    expect(await store.prune(START + 30, 10)).toBe(2);
    expect(await store.get(second)).toBeUndefined();
    expect(await store.get(cancelled.job.id)).toBeUndefined();
    expect(await store.counts()).toEqual({ queued: 1, leased: 0, succeeded: 1, dead: 1, cancelled: 0 });
    expect(await store.prune(START + 1e9, 10)).toBe(1);
    expect(await store.get(third)).toBeUndefined();
    expect(await store.get(dead)).toBeDefined();
  });

  test("a new job never takes over what a removed one left", async () => {
    const store = await fresh();
    await endLease(store, await leasedJob(store), "succeed");
    await store.prune(START + 1, 10);
    const after = entry({}, { payload: "new" });
    await store.enqueue([after]);
    expect(await store.get(after.job.id)).toEqual({ job: after.job, payload: '"new"' });
  });
}
