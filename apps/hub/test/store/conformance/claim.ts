import { expect, test } from "vitest";
import type { QueuedJob } from "../../../src/jobs/job.ts";
import type { Store } from "../../../src/store/port.ts";
import { START } from "../../jobs/support.ts";
import { assignAll, claim, endLease, entries, entry, ids, leasedJob } from "../support.ts";

const wanted = (limit = 1000, ...types: string[]) =>
  new Map((types.length > 0 ? types : ["mail"]).map((type) => [type, limit]));

/** What a store promises about handing jobs out. */
export function claimTests(fresh: () => Promise<Store>): void {
  test("a claimed job is leased on disk, with its payload at hand", async () => {
    const store = await fresh();
    const stored = entry({ timeoutMs: 5000 }, { payload: { to: "a@b" } });
    await store.enqueue([stored]);
    const assign = (jobs: readonly QueuedJob[]) =>
      jobs.map(({ id }) => ({ jobId: id, workerId: "w1", leaseId: "l1" }));
    const claimed = await store.claim({ wanted: wanted(), now: START + 1, assign });
    const job = {
      ...stored.job,
      state: "leased",
      leaseId: "l1",
      workerId: "w1",
      deadline: START + 5001,
      attempts: [{ number: 1, leaseId: "l1", workerId: "w1", startedAt: START + 1 }],
    };
    expect(claimed).toEqual([{ job, payload: stored.payload }]);
    expect(await store.get(stored.job.id)).toEqual({ job, payload: stored.payload });
    expect(await store.leased()).toEqual(claimed);
    expect(await store.counts()).toMatchObject({ queued: 0, leased: 1 });
  });

  test("higher priority first, then the older run-at, then the order of coming", async () => {
    const store = await fresh();
    const low = entry({ priority: -1, runAt: START - 900 });
    const late = entry({ runAt: START - 10 });
    const early = entry({ runAt: START - 20 });
    const [first, second] = [entry(), entry()];
    const high = entry({ priority: 1 });
    await store.enqueue([low, late, early, first, second, high]);
    expect(ids(await claim(store))).toEqual(ids([high, early, late, first, second, low]));
  });

  test("no more of a type than wanted, and no other type", async () => {
    const store = await fresh();
    const [mails, images] = [entries(5), entries(5, { type: "image" })];
    await store.enqueue([...mails, ...images, ...entries(5, { type: "other" })]);
    const asked = new Map([
      ["mail", 2],
      ["image", 3],
      ["unknown", 4],
    ]);
    const claimed = await store.claim({ wanted: asked, now: START, assign: assignAll() });
    expect(ids(claimed).sort()).toEqual([...ids(mails.slice(0, 2)), ...ids(images.slice(0, 3))].sort());
    expect(await store.claim({ wanted: new Map(), now: START, assign: assignAll() })).toEqual([]);
    expect(await store.counts()).toMatchObject({ queued: 10, leased: 5 });
  });

  test("what assign leaves out stays queued, and what it invents is ignored", async () => {
    const store = await fresh();
    const [one, two, three] = [entry(), entry(), entry()];
    await store.enqueue([one, two, three]);
    const seen: QueuedJob[] = [];
    const claimed = await store.claim({
      wanted: wanted(2),
      now: START,
      assign: (jobs) => {
        seen.push(...jobs);
        return [
          { jobId: two.job.id, workerId: "w", leaseId: "l-two" },
          { jobId: three.job.id, workerId: "w", leaseId: "l-not-a-candidate" },
          { jobId: "nobody", workerId: "w", leaseId: "l-none" },
          { jobId: two.job.id, workerId: "w", leaseId: "l-again" },
        ];
      },
    });
    expect(seen).toEqual([one.job, two.job]);
    expect(claimed.map(({ job }) => job.leaseId)).toEqual(["l-two"]);
    expect(await store.counts()).toMatchObject({ queued: 2, leased: 1 });
    expect(await store.get(two.job.id)).toMatchObject({
      job: { leaseId: "l-two", attempts: [{ number: 1 }] },
    });
    expect(ids(await claim(store))).toEqual(ids([one, three]));
  });

  test("claims at the same time never share a job", async () => {
    const store = await fresh();
    await store.enqueue(entries(50));
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim(store, { limit: 7 })));
    const claimed = claims.flatMap((each) => ids(each));
    expect(claimed).toHaveLength(50);
    expect(new Set(claimed).size).toBe(50);
    expect(await claim(store)).toEqual([]);
  });

  test("a claim whose assign throws is rejected and leaves everything as it was", async () => {
    const store = await fresh();
    const stored = entry();
    await store.enqueue([stored]);
    const assign = () => {
      throw new Error("no idea");
    };
    await expect(store.claim({ wanted: wanted(), now: START, assign })).rejects.toThrow("no idea");
    expect(await store.get(stored.job.id)).toEqual({ job: stored.job, payload: stored.payload });
    expect(await store.counts()).toMatchObject({ queued: 1, leased: 0 });
  });

  test("a delayed job is not handed out until it is promoted, when its time has come", async () => {
    const store = await fresh();
    const [soon, later] = [entry({ runAt: START + 100 }), entry({ runAt: START + 200 })];
    await store.enqueue([later, soon]);
    expect(await store.nextRunAt()).toBe(START + 100);
    expect(await store.promote(START + 99, 10)).toBe(0);
    expect(await claim(store, { now: START + 500 })).toEqual([]);
    expect(await store.promote(START + 100, 10)).toBe(1);
    expect(await store.nextRunAt()).toBe(START + 200);
    expect(ids(await claim(store, { now: START + 500 }))).toEqual(ids([soon]));
    expect(await store.promote(START + 500, 10)).toBe(1);
    expect(await store.nextRunAt()).toBeUndefined();
    expect(await store.promote(START + 500, 10)).toBe(0);
    expect(ids(await claim(store, { now: START + 500 }))).toEqual(ids([later]));
  });

  test("promote takes no more than the limit, the earliest first", async () => {
    const store = await fresh();
    const jobs = [30, 10, 20].map((delay) => entry({ runAt: START + delay }));
    await store.enqueue(jobs);
    expect(await store.promote(START + 100, 2)).toBe(2);
    expect((await claim(store)).map(({ job }) => job.runAt)).toEqual([START + 10, START + 20]);
    expect(await store.nextRunAt()).toBe(START + 30);
  });

  test("a job that failed waits for its retry like a delayed one", async () => {
    const store = await fresh();
    await endLease(store, await leasedJob(store, { type: "retried" }), "fail");
    expect(await claim(store, { types: ["retried"], now: START + 999 })).toEqual([]);
    expect(await store.nextRunAt()).toBe(START + 1000);
    expect(await store.promote(START + 1000, 10)).toBe(1);
    expect(await claim(store, { types: ["retried"], now: START + 1000 })).toMatchObject([
      { job: { attempts: [{ number: 1, outcome: "failed" }, { number: 2 }] } },
    ]);
  });

  test.each(["lose", "release"] as const)(
    "%s puts a job back before those that came later",
    async (ending) => {
      const store = await fresh();
      await store.enqueue(entries(1, { runAt: START - 5 }));
      const [first] = await claim(store);
      if (first === undefined) throw new Error("not claimed");
      const later = entries(2);
      await store.enqueue(later);
      await endLease(store, first, ending, { now: START + 50 });
      expect(ids(await claim(store, { now: START + 50 }))).toEqual(ids([first, ...later]));
    },
  );

  test("expired leases are those whose time was up before, the oldest first", async () => {
    const store = await fresh();
    const timeouts = [300, 100, 200, 400];
    const jobs = timeouts.map((timeoutMs) => entry({ timeoutMs }));
    await store.enqueue(jobs);
    await claim(store);
    const deadlines = async (before: number, limit = 10) =>
      (await store.expired(before, limit)).map(({ deadline }) => deadline - START);
    expect(await deadlines(START + 100)).toEqual([]);
    expect(await deadlines(START + 301)).toEqual([100, 200, 300]);
    expect(await deadlines(START + 999, 2)).toEqual([100, 200]);
    const [oldest] = await store.expired(START + 999, 1);
    if (oldest === undefined) throw new Error("none expired");
    await store.apply(
      [{ jobId: oldest.id, event: { type: "timeout", leaseId: oldest.leaseId } }],
      START + 999,
    );
    expect(await deadlines(START + 999)).toEqual([200, 300, 400]);
  });

  test("leased jobs are listed with their payloads, and no others", async () => {
    const store = await fresh();
    const kept = [await leasedJob(store), await leasedJob(store)];
    await endLease(store, await leasedJob(store), "succeed");
    await store.enqueue([entry()]);
    expect(await store.leased()).toEqual(kept);
  });
}
