import { expect, test } from "vitest";
import type { Store } from "../../../src/store/port.ts";
import { START } from "../../jobs/support.ts";
import { claim, endLease, entries, entry, everyJob, ids } from "../support.ts";

/** What a store promises about taking jobs in. */
export function enqueueTests(fresh: () => Promise<Store>): void {
  test("a batch is stored in order, and reads back as it was given", async () => {
    const store = await fresh();
    const batch = [
      entry({ type: "a", priority: -100, labels: { "": "x", ü: '"' }, correlationId: null }),
      entry(
        { traceparent: "00-1-2-01", runAt: START + 5, maxAttempts: 100, timeoutMs: 1 },
        { payload: null },
      ),
      entry({}, { payload: { text: "ä 😀 \u0000 '; DROP TABLE jobs", big: "x".repeat(256 * 1024) } }),
    ];
    const outcome = await store.enqueue(batch);
    expect(outcome).toEqual({
      kind: "stored",
      jobs: batch.map(({ job, payload }) => ({ record: { job, payload }, created: true })),
    });
    for (const { job, payload } of batch) expect(await store.get(job.id)).toEqual({ job, payload });
    expect(ids(await everyJob(store))).toEqual(ids(batch).reverse());
    expect(await store.counts()).toEqual({ queued: 3, leased: 0, succeeded: 0, dead: 0, cancelled: 0 });
  });

  test("an empty batch stores nothing", async () => {
    const store = await fresh();
    expect(await store.enqueue([])).toEqual({ kind: "stored", jobs: [] });
    expect((await store.counts()).queued).toBe(0);
  });

  test("a thousand jobs in one batch", async () => {
    const store = await fresh();
    const batch = entries(1000);
    await store.enqueue(batch);
    expect((await store.counts()).queued).toBe(1000);
    expect(ids(await claim(store))).toEqual(ids(batch));
  });

  test("a job that is not stored is not found", async () => {
    expect(await (await fresh()).get("nobody")).toBeUndefined();
  });

  test("a known key with the same work answers with its job, whatever state that is in", async () => {
    const store = await fresh();
    const first = entry({}, { idempotencyKey: "k", payload: { a: 1, b: [1, { c: 2, d: 3 }] } });
    await store.enqueue([first]);
    const again = entry({ priority: 9 }, { idempotencyKey: "k", payload: { b: [1, { d: 3, c: 2 }], a: 1 } });
    expect(await store.enqueue([again])).toEqual({
      kind: "stored",
      jobs: [{ record: { job: first.job, payload: first.payload }, created: false }],
    });
    const [claimed] = await claim(store);
    if (claimed === undefined) throw new Error("not claimed");
    await endLease(store, claimed, "succeed");
    expect(await store.enqueue([again])).toMatchObject({
      jobs: [
        { record: { job: { id: first.job.id, state: "succeeded" }, result: '{"ok":true}' }, created: false },
      ],
    });
    expect(await store.counts()).toMatchObject({ queued: 0, succeeded: 1 });
  });

  test.each([
    ["another payload", entry({}, { idempotencyKey: "k", payload: { a: 2 } })],
    ["a longer payload", entry({}, { idempotencyKey: "k", payload: { a: 1, b: null } })],
    ["another order of a list", entry({}, { idempotencyKey: "k", payload: [2, 1] })],
    ["another type", entry({ type: "other" }, { idempotencyKey: "k", payload: { a: 1 } })],
  ])("a known key with %s refuses the whole batch", async (_what, rival) => {
    const store = await fresh();
    await store.enqueue([entry({}, { idempotencyKey: "k", payload: { a: 1 } })]);
    const outcome = await store.enqueue([entry(), rival, entry()]);
    expect(outcome).toEqual({ kind: "key-conflict", indexes: [1] });
    expect((await store.counts()).queued).toBe(1);
    expect(await everyJob(store)).toHaveLength(1);
  });

  test("a key that comes twice in a batch with the same work is one job", async () => {
    const store = await fresh();
    const [one, two] = [entry({}, { idempotencyKey: "k" }), entry({}, { idempotencyKey: "k" })];
    expect(await store.enqueue([one, two])).toMatchObject({
      jobs: [
        { created: true, record: { job: { id: one.job.id } } },
        { created: false, record: { job: { id: one.job.id } } },
      ],
    });
    expect(await store.counts()).toMatchObject({ queued: 1 });
  });

  test("all conflicts are named: with stored jobs, and within the batch", async () => {
    const store = await fresh();
    const keyed = (idempotencyKey: string, payload: unknown) => entry({}, { idempotencyKey, payload });
    await store.enqueue([keyed("stored", 1)]);
    const outcome = await store.enqueue([
      keyed("new", 1),
      keyed("stored", 2),
      keyed("stored", 1),
      keyed("new", 2),
      keyed("new", 1),
      keyed("new", 3),
      entry(),
    ]);
    expect(outcome).toEqual({ kind: "key-conflict", indexes: [1, 3, 5] });
    expect(await everyJob(store)).toHaveLength(1);
    expect(await store.counts()).toMatchObject({ queued: 1 });
    // Nothing half done: the key that was new in the refused batch is free.
    expect(await store.enqueue([keyed("new", 9)])).toMatchObject({ jobs: [{ created: true }] });
  });

  test.each([
    ["pruned", "succeed"],
    ["deleted as a dead letter", "kill"],
  ] as const)("a key is free again when its job was %s", async (_how, ending) => {
    const store = await fresh();
    const first = entry({}, { idempotencyKey: "k", payload: 1 });
    await store.enqueue([first]);
    for (const claimed of await claim(store)) await endLease(store, claimed, ending);
    if (ending === "succeed") expect(await store.prune(START + 1, 10)).toBe(1);
    else expect(await store.deleteDead(first.job.id)).toBe(true);
    const second = entry({}, { idempotencyKey: "k", payload: 2 });
    expect(await store.enqueue([second])).toMatchObject({ jobs: [{ created: true }] });
  });

  test("the same key sent many times at once makes one job", async () => {
    const store = await fresh();
    const sent = Array.from({ length: 20 }, () => store.enqueue([entry({}, { idempotencyKey: "k" })]));
    const outcomes = await Promise.all(sent);
    const created = outcomes
      .flatMap((each) => (each.kind === "stored" ? each.jobs : []))
      .map((job) => job.created);
    expect(created).toEqual([true, ...Array.from({ length: 19 }, () => false)]);
    expect(await store.counts()).toMatchObject({ queued: 1 });
  });
}
