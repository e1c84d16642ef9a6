import type { DatabaseSync } from "node:sqlite";
import type { JobState } from "@pigeon/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { JobEvent, QueuedJob } from "../../src/jobs/job.ts";
import type { NewJob, Store } from "../../src/store/port.ts";
import { LiveJobs, type LiveJobsLimits } from "../../src/store/sqlite/live-jobs.ts";
import { openDatabase } from "../../src/store/sqlite/open.ts";
import { sqliteStore } from "../../src/store/sqlite/store.ts";
import { defer } from "../../src/system.ts";
import { START } from "../jobs/support.ts";
import { entry, everyJob, machine } from "./support.ts";

const NONE: LiveJobsLimits = { queued: 1, payloadChars: -1, leased: 0 };

const pick = fc.nat(1000);
const write = fc.oneof(
  fc.record({
    do: fc.constant("enqueue" as const),
    jobs: fc.array(
      fc.record({ payload: fc.constantFrom("x", "y".repeat(40)), delayMs: fc.constantFrom(0, 0, 0, 50) }),
      { minLength: 1, maxLength: 4 },
    ),
    // Ids that are taken make the whole work fail, after the cache has heard of its jobs.
    taken: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: pick }),
  }),
  fc.record({
    do: fc.constant("claim" as const),
    limit: fc.integer({ min: 1, max: 4 }),
    // The last but one fails alone, after the cache has heard of its leases; the last makes the commit itself
    // fail, after all works of the transaction were done.
    ending: fc.constantFrom("all", "all", "some", "throws", "refused", "no-commit"),
  }),
  fc.record({
    do: fc.constant("apply" as const),
    events: fc.array(
      fc.record({
        type: fc.constantFrom("succeed", "fail", "lose", "release", "cancel", "cancel", "redrive"),
        pick,
      }),
      { maxLength: 4 },
    ),
  }),
  fc.record({ do: fc.constant("pass" as const), ms: fc.nat(3000) }),
);
type Write = typeof write extends fc.Arbitrary<infer Value> ? Value : never;
/** Writes that are asked for at once share a transaction. */
const group = fc.record({
  writes: fc.array(write, { minLength: 1, maxLength: 4 }),
  readOnly: fc.oneof(
    { weight: 4, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
});

interface Side {
  readonly store: Store;
  readonly db: DatabaseSync;
}

function open(limits: LiveJobsLimits): Side {
  const db = openDatabase(":memory:");
  const store = sqliteStore(db, ":memory:", machine, defer, new LiveJobs(limits));
  db.exec(
    "PRAGMA foreign_keys = ON; CREATE TABLE refs (id TEXT REFERENCES workers (id) DEFERRABLE INITIALLY DEFERRED)",
  );
  db.exec(
    "CREATE TEMP TRIGGER refuse BEFORE INSERT ON leases WHEN new.worker_id = 'refused' BEGIN SELECT RAISE(ABORT, 'refused'); END",
  );
  return { store, db };
}

/** What the writes of one group are, with all that is random in them decided. */
interface Plan {
  readonly now: number;
  readonly batches: readonly (readonly NewJob[])[];
  readonly events: readonly (readonly { jobId: string; event: JobEvent }[])[];
}

function perform({ store, db }: Side, writes: readonly Write[], plan: Plan): Promise<unknown>[] {
  return writes.map((each, index) => {
    switch (each.do) {
      case "enqueue":
        return store.enqueue(plan.batches[index] ?? []);
      case "apply":
        return store.apply(plan.events[index] ?? [], plan.now);
      case "pass":
        return store.promote(plan.now, 100);
      case "claim": {
        const workerId = each.ending === "refused" ? "refused" : "w";
        const assign = (jobs: readonly QueuedJob[]) => {
          if (each.ending === "throws") throw new Error("undone");
          if (each.ending === "no-commit") db.exec("INSERT INTO refs VALUES ('nobody')");
          return jobs
            .filter((_job, at) => each.ending !== "some" || at % 2 === 0)
            .map(({ id }) => ({ jobId: id, workerId, leaseId: `${id}-${plan.now}-${index}` }));
        };
        return store.claim({ wanted: new Map([["mail", each.limit]]), now: plan.now, assign });
      }
    }
  });
}

const said = async ({ store }: Side) => ({
  jobs: await everyJob(store),
  counts: await store.counts(),
  leased: await store.leased(),
  nextRunAt: await store.nextRunAt(),
});

test.each([
  ["as much as it likes", { queued: 4096, payloadChars: 2048, leased: 20_000 }],
  ["very little", { queued: 3, payloadChars: 20, leased: 2 }],
])(
  "a store that keeps %s at hand answers as one that keeps nothing, whatever fails",
  async (_how, limits) => {
    await fc.assert(
      fc.asyncProperty(fc.array(group, { minLength: 5, maxLength: 20 }), async (groups) => {
        const [cached, bare] = [open(limits), open(NONE)];
        const known: string[] = [];
        let now = START;
        try {
          for (const { writes, readOnly } of groups) {
            now += 1 + writes.reduce((sum, each) => sum + (each.do === "pass" ? each.ms : 0), 0);
            const batches = writes.map((each) => (each.do === "enqueue" ? toBatch(each, known, now) : []));
            const events = await Promise.all(
              writes.map(async (each) => (each.do === "apply" ? toChanges(each, known, bare.store) : [])),
            );
            known.push(...batches.flat().map(({ job }) => job.id));
            const answers = [cached, bare].map(async (side) => {
              if (readOnly) side.db.exec("PRAGMA query_only = ON");
              const settled = await Promise.allSettled(perform(side, writes, { now, batches, events }));
              side.db.exec("PRAGMA query_only = OFF");
              return settled.map((each) => (each.status === "fulfilled" ? each : String(each.reason)));
            });
            const [ofCached, ofBare] = await Promise.all(answers);
            expect(ofCached).toEqual(ofBare);
            const all = await said(cached);
            expect(all).toEqual(await said(bare));
            const states = Object.groupBy(all.jobs, ({ job }) => job.state);
            for (const [state, count] of Object.entries(all.counts))
              expect(count).toBe(states[state as JobState]?.length ?? 0);
          }
        } finally {
          await Promise.all([cached.store.close(), bare.store.close()]);
        }
      }),
      { numRuns: 80 },
    );
  },
);

function toBatch({ jobs, taken }: Extract<Write, { do: "enqueue" }>, known: readonly string[], now: number) {
  const batch = jobs.map(({ payload, delayMs }) =>
    entry({ createdAt: now, runAt: now + delayMs }, { payload }),
  );
  const id = taken === undefined ? undefined : known[taken % Math.max(1, known.length)];
  return id === undefined ? batch : [...batch, entry({ id, createdAt: now, runAt: now })];
}

function toChanges({ events }: Extract<Write, { do: "apply" }>, known: readonly string[], store: Store) {
  return Promise.all(
    events.map(async ({ type, pick: at }) => {
      const jobId = known[at % Math.max(1, known.length)] ?? "none";
      const { leaseId = "none", workerId = "w" } = (await store.get(jobId))?.job.attempts.at(-1) ?? {};
      return { jobId, event: toEvent(type, leaseId, workerId) };
    }),
  );
}

function toEvent(type: string, leaseId: string, workerId: string): JobEvent {
  switch (type) {
    case "succeed":
      return { type, leaseId, workerId, result: '"done"' };
    case "fail":
      return { type, leaseId, workerId, error: { name: "E", message: "m", fingerprint: "f" } };
    case "lose":
    case "release":
      return { type, leaseId, reason: "why" };
    case "redrive":
      return { type };
    default:
      return { type: "cancel" };
  }
}
