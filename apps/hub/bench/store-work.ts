import type { QueuedJob } from "../src/jobs/job.ts";
import { transition } from "../src/jobs/transition.ts";
import type { NewJob, Store } from "../src/store/port.ts";
import { openSqliteStore } from "../src/store/sqlite/store.ts";
import { defer, systemIds, systemRandom } from "../src/system.ts";

const policy = {
  backoff: { baseDelayMs: 1_000, maxDelayMs: 30_000, strategy: "exponential", jitter: "full" },
  poisonLimit: 3,
  random: systemRandom,
} as const;

/** The hub's own store in this process, without the hub. */
export function openStore(path: string): Store {
  return openSqliteStore({ path, machine: (job, event, now) => transition(job, event, now, policy), defer });
}

/** Stores `count` jobs in batches. */
export async function enqueue(store: Store, count: number, batch: number): Promise<void> {
  for (let done = 0; done < count; done += batch)
    await store.enqueue(Array.from({ length: Math.min(batch, count - done) }, newJob));
}

/** Leases and settles `count` jobs in batches, each of them two commits. */
export async function claimAndSettle(store: Store, count: number, batch: number): Promise<void> {
  const assign = (jobs: readonly QueuedJob[]) =>
    jobs.map(({ id }) => ({ jobId: id, workerId: "w1", leaseId: systemIds.lease() }));
  for (let done = 0; done < count; done += batch) {
    const claimed = await store.claim({ wanted: new Map([["noop", batch]]), now: Date.now(), assign });
    const changes = claimed.map(({ job: { id: jobId, leaseId, workerId } }) => {
      const event = { type: "succeed", leaseId, workerId, result: "null" } as const;
      return { jobId, event };
    });
    await store.apply(changes, Date.now());
  }
}

function newJob(): NewJob {
  const now = Date.now();
  const job: QueuedJob = {
    id: systemIds.job(),
    type: "noop",
    state: "queued",
    priority: 0,
    labels: {},
    correlationId: null,
    traceparent: null,
    createdAt: now,
    runAt: now,
    maxAttempts: 5,
    timeoutMs: 300_000,
    attempts: [],
    attemptFloor: 0,
  };
  return { job, payload: '{"to":"someone@example.com","template":"welcome","n":1}' };
}
