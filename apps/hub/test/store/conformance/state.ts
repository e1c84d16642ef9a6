import fc from "fast-check";
import { expect, test } from "vitest";
import type { Store } from "../../../src/store/port.ts";
import { START } from "../../jobs/support.ts";
import { claim, deadJob, entries, entry } from "../support.ts";

/** What a store promises about the state of other parts, and about the age of the queue. */
export function stateTests(fresh: () => Promise<Store>): void {
  test("state is nothing at first, then what was saved last, by name", async () => {
    const store = await fresh();
    expect(await store.loadState("errors")).toBeUndefined();
    await store.saveState("errors", '{"version":1}');
    await store.saveState("alerts", "");
    expect(await store.loadState("errors")).toBe('{"version":1}');
    expect(await store.loadState("alerts")).toBe("");
    const long = "é𝄞\u0000'\"".repeat(100_000);
    await store.saveState("errors", long);
    expect(await store.loadState("errors")).toBe(long);
    expect(await store.loadState("error")).toBeUndefined();
  });

  test("state that is saved beside jobs neither keeps them waiting nor is lost among them", async () => {
    const store = await fresh();
    const [, stored] = await Promise.all([
      store.saveState("errors", "1"),
      store.enqueue(entries(3)),
      store.saveState("errors", "2"),
    ]);
    expect(stored.kind).toBe("stored");
    expect(await store.loadState("errors")).toBe("2");
    expect((await store.counts()).queued).toBe(3);
  });

  test("the oldest due job is of any type and priority, and neither delayed nor running nor finished", async () => {
    const store = await fresh();
    expect(await store.oldestDue()).toBeUndefined();
    await store.enqueue([entry({ runAt: START + 500 })]);
    await deadJob(store);
    expect(await store.oldestDue()).toBeUndefined();
    await store.enqueue([
      entry({ priority: 9, runAt: START - 1 }),
      entry({ priority: 0, runAt: START - 7, type: "other" }),
      entry({ priority: -3, runAt: START - 5 }),
    ]);
    expect(await store.oldestDue()).toBe(START - 7);
    await claim(store, { types: ["other"] });
    expect(await store.oldestDue()).toBe(START - 5);
    await claim(store);
    expect(await store.oldestDue()).toBeUndefined();
    await store.promote(START + 500, 10);
    expect(await store.oldestDue()).toBe(START + 500);
  });

  test("each type has its own number of queued jobs, delayed ones too, and its own oldest that is due", async () => {
    const store = await fresh();
    expect([await store.queuedByType(), await store.oldestDueByType()]).toEqual([new Map(), new Map()]);
    await store.enqueue([
      entry({ type: "a", runAt: START - 3, priority: 9 }),
      entry({ type: "a", runAt: START - 5 }),
      entry({ type: "b", runAt: START - 1 }),
      entry({ type: "b", runAt: START + 500 }),
      entry({ type: "c", runAt: START + 500 }),
    ]);
    expect(await store.queuedByType()).toEqual(
      new Map([
        ["a", 2],
        ["b", 2],
        ["c", 1],
      ]),
    );
    expect(await store.oldestDueByType()).toEqual(
      new Map([
        ["a", START - 5],
        ["b", START - 1],
      ]),
    );
    await claim(store, { types: ["a", "b"] });
    expect(await store.queuedByType()).toEqual(
      new Map([
        ["b", 1],
        ["c", 1],
      ]),
    );
    expect(await store.oldestDueByType()).toEqual(new Map());
  });

  test("the oldest due job is the same as by looking at all", async () => {
    const job = fc.record({
      type: fc.constantFrom("a", "b", "c"),
      priority: fc.integer({ min: -2, max: 2 }),
      runAt: fc.integer({ min: START - 20, max: START }),
    });
    const run = async (jobs: readonly { runAt: number }[]) => {
      const store = await fresh();
      await store.enqueue(jobs.map((each) => entry(each)));
      expect(await store.oldestDue()).toBe(Math.min(...jobs.map(({ runAt }) => runAt)));
      await store.close();
    };
    await fc.assert(fc.asyncProperty(fc.array(job, { minLength: 1, maxLength: 20 }), run), { numRuns: 30 });
  });
}
