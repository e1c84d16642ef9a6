import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import type { Job, JobEvent, QueuedJob } from "../../src/jobs/job.ts";
import { openMemoryStore } from "../../src/store/memory/store.ts";
import type { NewJob, Store } from "../../src/store/port.ts";
import { defer } from "../../src/system.ts";
import { START } from "../jobs/support.ts";
import { entry, everyJob, machine } from "../store/support.ts";
import { testDatabase } from "./database.ts";

const database = await testDatabase();

const pick = fc.nat(1000);
const enqueue = fc.record({
  do: fc.constant("enqueue" as const),
  jobs: fc.array(
    fc.record({
      type: fc.constantFrom("a", "b"),
      priority: fc.integer({ min: 0, max: 1 }),
      delayMs: fc.constantFrom(0, 0, 0, 50),
      key: fc.option(fc.constantFrom("k1", "k2", 'ü"\\\u0000'), { nil: undefined, freq: 3 }),
      payload: fc.nat(1),
      correlationId: fc.constantFrom(null, "c", "\ud800\u0000\\"),
    }),
    { maxLength: 4 },
  ),
  // An id that is taken fails that work, and no other of its group.
  taken: fc.option(pick, { nil: undefined, freq: 6 }),
});
const other = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("apply" as const),
      events: fc.array(
        fc.record({
          type: fc.constantFrom("succeed", "fail", "kill", "timeout", "lose", "release", "cancel", "redrive"),
          pick,
        }),
        { maxLength: 5 },
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("claim" as const),
      limit: fc.integer({ min: 1, max: 4 }),
      ending: fc.constantFrom("all", "all", "some", "throws"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("promote" as const), limit: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("prune" as const), limit: fc.integer({ min: 1, max: 2 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete" as const), pick }) },
);
/** Writes that are asked for at once: jobs first, as only then their order is promised. */
const group = fc.record({
  passedMs: fc.constantFrom(1, 20, 3000),
  enqueues: fc.array(enqueue, { maxLength: 3 }),
  others: fc.array(other, { maxLength: 5 }),
});
type Group = typeof group extends fc.Arbitrary<infer Value> ? Value : never;

const of = <T>(items: readonly T[], at: number): T | undefined => items[at % Math.max(1, items.length)];

function toEvent(type: string, job: Job | undefined): JobEvent {
  const { leaseId = "none", workerId = "w" } = job?.attempts.at(-1) ?? {};
  const error = {
    name: "E",
    message: "m\u0000",
    fingerprint: "f",
    ...(type === "kill" ? { retryable: false } : {}),
  };
  switch (type) {
    case "succeed":
      return { type, leaseId, workerId, result: '"done"' };
    case "fail":
    case "kill":
      return { type: "fail", leaseId, workerId, error };
    case "timeout":
      return { type, leaseId };
    case "lose":
    case "release":
      return { type, leaseId, reason: "why" };
    case "redrive":
      return { type };
    default:
      return { type: "cancel" };
  }
}

/** What is random in a group, decided for both stores alike. */
function asked({ enqueues, others }: Group, known: readonly Job[], now: number, round: number) {
  const batches = enqueues.map(({ jobs, taken }): NewJob[] => {
    const batch = jobs.map(({ key, payload, delayMs, ...job }) =>
      entry(
        { ...job, createdAt: now, runAt: now + delayMs },
        { payload, ...(key === undefined ? {} : { idempotencyKey: key }) },
      ),
    );
    const id = taken === undefined ? undefined : of(known, taken)?.id;
    return id === undefined ? batch : [...batch, entry({ id, createdAt: now, runAt: now })];
  });
  const writes = others.map((write, index) => (store: Store): Promise<unknown> => {
    switch (write.do) {
      case "apply": {
        const changes = write.events.map(({ type, pick: at }) => {
          const job = of(known, at);
          return { jobId: job?.id ?? "none", event: toEvent(type, job) };
        });
        return store.apply(changes, now);
      }
      case "claim": {
        const assign = (jobs: readonly QueuedJob[]) => {
          if (write.ending === "throws") throw new Error("no idea");
          return jobs
            .filter((_job, at) => write.ending === "all" || at % 2 === 1)
            .map(({ id }) => ({ jobId: id, workerId: "w", leaseId: `${id}-${round}-${index}` }));
        };
        const wanted = new Map([
          ["b", write.limit],
          ["a", write.limit],
        ]);
        return store.claim({ wanted, now, assign });
      }
      case "promote":
        return store.promote(now, write.limit);
      case "prune":
        return store.prune(now, write.limit);
      case "delete":
        return store.deleteDead(of(known, write.pick)?.id ?? "none");
    }
  });
  return [
    ...batches.map(
      (batch) =>
        (store: Store): Promise<unknown> =>
          store.enqueue(batch),
    ),
    ...writes,
  ];
}

const answersOf = async (store: Store, writes: readonly ((store: Store) => Promise<unknown>)[]) =>
  (await Promise.allSettled(writes.map((write) => write(store)))).map((each) =>
    each.status === "fulfilled" ? each.value : (each.reason as Error).name,
  );

const said = async (store: Store) => ({
  jobs: await everyJob(store),
  counts: await store.counts(),
  nextRunAt: await store.nextRunAt(),
  oldestDue: await store.oldestDue(),
  dead: await store.deadIds({ fingerprint: "f", limit: 100 }),
});

test("any groups of writes answer and leave what they do in memory", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(group, { minLength: 3, maxLength: 12 }), async (groups) => {
      const [postgres, memory] = [await database.fresh(), openMemoryStore({ machine, defer })];
      onTestFinished(() => postgres.close());
      let now = START;
      let known: Job[] = [];
      for (const [round, each] of groups.entries()) {
        now += each.passedMs;
        const writes = asked(each, known, now, round);
        expect(await answersOf(postgres, writes)).toEqual(await answersOf(memory, writes));
        const all = await said(memory);
        expect(await said(postgres)).toEqual(all);
        known = all.jobs.map(({ job }) => job).reverse();
      }
      await postgres.close();
    }),
    { numRuns: 30 },
  );
});
