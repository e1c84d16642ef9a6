import type { JobState } from "@pigeon/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Job, JobEvent, QueuedJob } from "../../../src/jobs/job.ts";
import type { Assignment, NewJob, Store } from "../../../src/store/port.ts";
import { START } from "../../jobs/support.ts";
import { entry, everyJob, ids, machine, type OpenStore } from "../support.ts";

interface Kept {
  job: Job;
  due: boolean;
  result?: string;
  readonly entry: NewJob;
}

/** The store as a list in memory, without a thought for speed. */
class Model {
  kept: Kept[] = [];

  enqueue(batch: readonly NewJob[]): "stored" | "key-conflict" {
    const before = [...this.kept];
    for (const each of batch) {
      const key = each.idempotencyKey;
      const owner =
        key === undefined ? undefined : this.kept.find(({ entry }) => entry.idempotencyKey === key);
      if (owner === undefined) {
        this.kept.push({ job: each.job, due: each.job.runAt <= each.job.createdAt, entry: each });
      } else if (owner.job.type !== each.job.type || owner.entry.payload !== each.payload) {
        this.kept = before;
        return "key-conflict";
      }
    }
    return "stored";
  }

  candidates(type: string, limit: number): QueuedJob[] {
    const due = this.kept.filter(({ job, due }) => due && job.state === "queued" && job.type === type);
    return due
      .map(({ job }) => job as QueuedJob)
      .sort((a, b) => b.priority - a.priority || a.runAt - b.runAt)
      .slice(0, limit);
  }

  apply(jobId: string, event: JobEvent, now: number): string {
    const found = this.kept.find(({ job }) => job.id === jobId);
    if (found === undefined) return "unknown-job";
    const outcome = machine(found.job, event, now);
    if (outcome.kind === "changed") {
      found.job = outcome.job;
      found.due = outcome.job.runAt <= now;
      if (event.type === "succeed") found.result = event.result;
    }
    return outcome.kind;
  }

  promote(now: number): number {
    const ready = this.kept.filter(({ job, due }) => job.state === "queued" && !due && job.runAt <= now);
    for (const each of ready) each.due = true;
    return ready.length;
  }

  remove(which: (job: Job) => boolean): number {
    const before = this.kept.length;
    this.kept = this.kept.filter(({ job }) => !which(job));
    return before - this.kept.length;
  }

  count(state: JobState): number {
    return this.kept.filter(({ job }) => job.state === state).length;
  }
}

const pick = fc.nat(1000);
const spec = fc.record({
  type: fc.constantFrom("a", "b"),
  priority: fc.integer({ min: 0, max: 2 }),
  delayMs: fc.constantFrom(0, 0, 50),
  maxAttempts: fc.integer({ min: 1, max: 3 }),
  key: fc.option(fc.constantFrom("k1", "k2", "k3"), { nil: undefined }),
  payload: fc.nat(1),
});
const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("enqueue"), specs: fc.array(spec, { maxLength: 4 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("claim"),
      limit: fc.integer({ min: 1, max: 3 }),
      skip: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("event"),
      type: fc.constantFrom("succeed", "fail", "timeout", "lose", "release", "cancel", "redrive"),
      pick,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("promote"), passedMs: fc.nat(2000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("prune"), agoMs: fc.nat(1000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete"), pick }) },
) as fc.Arbitrary<Action>;
type Action =
  | { do: "enqueue"; specs: (typeof spec extends fc.Arbitrary<infer Spec> ? Spec : never)[] }
  | { do: "claim"; limit: number; skip: boolean }
  | { do: "event"; type: Exclude<JobEvent["type"], "lease">; pick: number }
  | { do: "promote"; passedMs: number }
  | { do: "prune"; agoMs: number }
  | { do: "delete"; pick: number };

/** Plays actions on the store and the model, and compares every answer. */
class Play {
  readonly #store: Store;
  readonly #model = new Model();
  #now = START;
  #serial = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  async step(action: Action): Promise<void> {
    const model = this.#model;
    switch (action.do) {
      case "enqueue": {
        const batch = action.specs.map(({ key, payload, delayMs, ...job }) => {
          const times = { createdAt: this.#now, runAt: this.#now + delayMs };
          return entry(
            { ...job, ...times },
            { payload, ...(key === undefined ? {} : { idempotencyKey: key }) },
          );
        });
        expect((await this.#store.enqueue(batch)).kind).toBe(model.enqueue(batch));
        break;
      }
      case "claim":
        await this.#claim(action.limit, action.skip);
        break;
      case "event": {
        const { job } = model.kept[action.pick % Math.max(1, model.kept.length)] ?? {};
        const [outcome] = await this.#store.apply(
          [{ jobId: job?.id ?? "none", event: toEvent(action.type, job) }],
          this.#now,
        );
        expect(outcome?.kind).toBe(model.apply(job?.id ?? "none", toEvent(action.type, job), this.#now));
        break;
      }
      case "promote":
        this.#now += action.passedMs;
        expect(await this.#store.promote(this.#now, 1000)).toBe(model.promote(this.#now));
        break;
      case "prune": {
        const before = this.#now - action.agoMs;
        const removed = model.remove(
          (job) => "finishedAt" in job && job.state !== "dead" && job.finishedAt < before,
        );
        expect(await this.#store.prune(before, 1000)).toBe(removed);
        break;
      }
      case "delete": {
        const id = model.kept[action.pick % Math.max(1, model.kept.length)]?.job.id ?? "none";
        const removed = model.remove((job) => job.id === id && job.state === "dead");
        expect(await this.#store.deleteDead(id)).toBe(removed === 1);
      }
    }
    await this.#compare();
  }

  async #claim(limit: number, skip: boolean): Promise<void> {
    let assigned: Assignment[] = [];
    const assign = (jobs: readonly QueuedJob[]) => {
      expect(jobs).toEqual(["a", "b"].flatMap((type) => this.#model.candidates(type, limit)));
      const taken = skip ? jobs.filter((_job, index) => index % 2 === 1) : jobs;
      assigned = taken.map(({ id }) => ({
        jobId: id,
        workerId: "w",
        leaseId: `lease-${(this.#serial += 1)}`,
      }));
      return assigned;
    };
    const wanted = new Map([
      ["a", limit],
      ["b", limit],
    ]);
    const claimed = await this.#store.claim({ wanted, now: this.#now, assign });
    for (const { jobId, ...lease } of assigned)
      this.#model.apply(jobId, { type: "lease", ...lease }, this.#now);
    expect(ids(claimed)).toEqual(assigned.map(({ jobId }) => jobId));
  }

  async #compare(): Promise<void> {
    const { kept } = this.#model;
    const states: JobState[] = ["queued", "leased", "succeeded", "dead", "cancelled"];
    expect(await this.#store.counts()).toEqual(
      Object.fromEntries(states.map((state) => [state, this.#model.count(state)])),
    );
    expect(await everyJob(this.#store)).toEqual(
      kept
        .map(({ job, entry, result }) => ({
          job,
          payload: entry.payload,
          ...(result === undefined ? {} : { result }),
        }))
        .reverse(),
    );
    const waiting = kept.filter(({ job, due }) => job.state === "queued" && !due).map(({ job }) => job.runAt);
    expect(await this.#store.nextRunAt()).toBe(waiting.length === 0 ? undefined : Math.min(...waiting));
  }
}

function toEvent(type: Exclude<JobEvent["type"], "lease">, job: Job | undefined): JobEvent {
  if (type === "cancel" || type === "redrive") return { type };
  const { leaseId = "none", workerId = "none" } = job?.attempts.at(-1) ?? {};
  if (type === "succeed") return { type, leaseId, workerId, result: '"done"' };
  if (type === "fail") return { type, leaseId, workerId, error: { name: "E", message: "m" } };
  return type === "timeout" ? { type, leaseId } : { type, leaseId, reason: "why" };
}

export function modelTests(open: OpenStore, numRuns: number): void {
  test("any sequence of operations answers as a list in memory would", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 10, maxLength: 40 }), async (actions) => {
        const store = await open();
        try {
          const play = new Play(store);
          for (const each of actions) await play.step(each);
        } finally {
          await store.close();
        }
      }),
      { numRuns },
    );
  });
}
