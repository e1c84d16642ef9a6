import { expect, test } from "vitest";
import type { Store } from "../../../src/store/port.ts";
import { START } from "../../jobs/support.ts";
import { assignAll, claim, entries, entry, everyJob, ids } from "../support.ts";
import { worker } from "./queries.ts";

const wanted = new Map([["mail", 10]]);

/** What a store promises about many writes at once, and about its end. */
export function lifecycleTests(fresh: () => Promise<Store>): void {
  test("many writes at once are all kept, in the order in which they were asked for", async () => {
    const store = await fresh();
    const stored = entries(1500);
    const answered: string[] = [];
    await Promise.all(
      stored.map(async (each) => {
        await store.enqueue([each]);
        answered.push(each.job.id);
      }),
    );
    expect(answered).toEqual(ids(stored));
    expect(ids(await everyJob(store, 1000))).toEqual(ids(stored).reverse());
    expect((await store.counts()).queued).toBe(1500);
  });

  test("a write sees those before it that are not answered yet", async () => {
    const store = await fresh();
    const stored = entry();
    const [, claimed, outcome] = await Promise.all([
      store.enqueue([stored]),
      claim(store),
      store.apply([{ jobId: stored.job.id, event: { type: "cancel" } }], START),
    ]);
    expect(ids(claimed)).toEqual([stored.job.id]);
    expect(outcome).toMatchObject([{ kind: "changed", job: { attempts: [{ outcome: "cancelled" }] } }]);
  });

  test("of writes at the same time, one that fails is undone alone", async () => {
    const store = await fresh();
    const [before, after] = [entry(), entry({ type: "after" })];
    const failing = store.claim({
      wanted,
      now: START,
      assign: () => {
        throw new Error("undone");
      },
    });
    const outcomes = await Promise.allSettled([store.enqueue([before]), failing, store.enqueue([after])]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(ids(await everyJob(store))).toEqual(ids([after, before]));
    expect(await store.counts()).toMatchObject({ queued: 2, leased: 0 });
  });

  test("a batch with an id that is taken is rejected as a whole, alone", async () => {
    const store = await fresh();
    const taken = entry();
    const twin = { ...entry(), job: { ...entry().job, id: taken.job.id } };
    const outcomes = await Promise.allSettled([
      store.enqueue([taken]),
      store.enqueue([entry(), twin, entry()]),
      store.enqueue([entry()]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(outcomes[1]).toMatchObject({ reason: { name: "StoreError" } });
    expect(await everyJob(store)).toHaveLength(2);
    expect(await store.counts()).toMatchObject({ queued: 2 });
  });

  test("a claim asks once who gets what, also when a write at the same time is undone", async () => {
    const store = await fresh();
    const stored = entry();
    await store.enqueue([stored]);
    let asked = 0;
    const assign: typeof assignOne = (jobs) => {
      asked += 1;
      return assignOne(jobs);
    };
    const assignOne = assignAll();
    const claimed = store.claim({ wanted, now: START, assign });
    const failing = store.enqueue([entry(), { ...entry(), job: stored.job }]);
    await expect(failing).rejects.toMatchObject({ name: "StoreError" });
    expect(ids(await claimed)).toEqual([stored.job.id]);
    expect(asked).toBe(1);
    expect(await store.counts()).toMatchObject({ queued: 0, leased: 1 });
    expect(await store.leased()).toEqual(await claimed);
  });

  test("check resolves while the store can be written to, and changes nothing", async () => {
    const store = await fresh();
    await store.enqueue(entries(3));
    await expect(store.check()).resolves.toBeUndefined();
    expect(await store.counts()).toMatchObject({ queued: 3 });
  });

  test("closing answers the writes that were asked for before", async () => {
    const store = await fresh();
    const pending = [store.enqueue([entry()]), store.enqueue(entries(2)), claim(store)];
    const closed = store.close();
    expect((await Promise.allSettled([...pending, closed])).map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "fulfilled",
      "fulfilled",
    ]);
    await expect(pending[2]).resolves.toHaveLength(3);
  });

  test("a closed store refuses everything, and closes again without complaint", async () => {
    const store = await fresh();
    await store.close();
    const calls: Record<
      Exclude<keyof Store, "close" | "backup" | "health" | "hurry" | "replicas">,
      () => Promise<unknown>
    > = {
      enqueue: () => store.enqueue([entry()]),
      claim: () => store.claim({ wanted, now: START, assign: assignAll() }),
      apply: () => store.apply([{ jobId: "j", event: { type: "cancel" } }], START),
      promote: () => store.promote(START, 1),
      nextRunAt: () => store.nextRunAt(),
      get: () => store.get("j"),
      list: () => store.list({ limit: 1 }),
      counts: () => store.counts(),
      leased: () => store.leased(),
      expired: () => store.expired(START, 1),
      deadIds: () => store.deadIds({ limit: 1 }),
      deleteDead: () => store.deleteDead("j"),
      prune: () => store.prune(START, 1),
      saveWorker: () => store.saveWorker(worker),
      deleteWorker: () => store.deleteWorker("w"),
      workers: () => store.workers(),
      queuedByType: () => store.queuedByType(),
      oldestDue: () => store.oldestDue(),
      oldestDueByType: () => store.oldestDueByType(),
      loadState: () => store.loadState("errors"),
      saveState: () => store.saveState("errors", "1"),
      check: () => store.check(),
    };
    for (const [method, call] of Object.entries(calls))
      await expect(call(), method).rejects.toMatchObject({ name: "StoreError", code: "closed" });
    await expect(store.close()).resolves.toBeUndefined();
  });
}
