import { cpuUsage } from "node:process";
import type { QueuedJob } from "../src/jobs/job.ts";
import { transition } from "../src/jobs/transition.ts";
import type { Machine, NewJob, Store } from "../src/store/port.ts";
import { openPostgresStore } from "../src/store/postgres/store.ts";
import { openSqliteStore } from "../src/store/sqlite/store.ts";
import { defer, systemClock, systemIds, systemRandom } from "../src/system.ts";

const policy = {
  backoff: { baseDelayMs: 1_000, maxDelayMs: 30_000, strategy: "exponential", jitter: "full" },
  poisonLimit: 3,
  random: systemRandom,
} as const;

/** Time that work took: on the clock, and of all processors. */
export interface Cost {
  wallMs: number;
  cpuMs: number;
}

const machine: Machine = (job, event, now) => transition(job, event, now, policy);

/** The hub's own store in this process, without the hub. */
export function openStore(path: string): Store {
  return openSqliteStore({ path, machine, defer });
}

/** The same on a PostgreSQL server. */
export function openPostgres(url: string): Promise<Store> {
  return openPostgresStore({ url, machine, defer, clock: systemClock });
}

/** Stores `count` jobs in batches. Making them is not counted. */
export async function enqueue(store: Store, count: number, batch: number): Promise<Cost> {
  const cost = { wallMs: 0, cpuMs: 0 };
  for (let done = 0; done < count; done += batch) {
    const jobs = Array.from({ length: Math.min(batch, count - done) }, newJob);
    await counted(cost, () => store.enqueue(jobs));
  }
  return cost;
}

/** Stores `count` jobs one by one, so many callers at once. */
export async function enqueueAtOnce(store: Store, count: number, callers: number): Promise<Cost> {
  const cost = { wallMs: 0, cpuMs: 0 };
  const jobs = Array.from({ length: count }, newJob);
  const call = async () => {
    for (let job = jobs.pop(); job !== undefined; job = jobs.pop()) await store.enqueue([job]);
  };
  await counted(cost, () => Promise.all(Array.from({ length: callers }, call)));
  return cost;
}

/** Leases and settles `count` jobs in batches, each of them two commits. The ids of leases are counted. */
export async function claimAndSettle(
  store: Store,
  count: number,
  batch: number,
): Promise<{ claim: Cost; settle: Cost }> {
  const assign = (jobs: readonly QueuedJob[]) =>
    jobs.map(({ id }) => ({ jobId: id, workerId: "w1", leaseId: systemIds.lease() }));
  const [claim, settle]: [Cost, Cost] = [
    { wallMs: 0, cpuMs: 0 },
    { wallMs: 0, cpuMs: 0 },
  ];
  for (let done = 0; done < count; done += batch) {
    const wanted = new Map([["noop", batch]]);
    const claimed = await counted(claim, () => store.claim({ wanted, now: Date.now(), assign }));
    const changes = claimed.map(({ job: { id: jobId, leaseId, workerId } }) => {
      const event = { type: "succeed", leaseId, workerId, result: "null" } as const;
      return { jobId, event };
    });
    await counted(settle, () => store.apply(changes, Date.now()));
  }
  return { claim, settle };
}

async function counted<T>(cost: Cost, work: () => Promise<T>): Promise<T> {
  const cpu = cpuUsage();
  const began = performance.now();
  const answer = await work();
  cost.wallMs += performance.now() - began;
  const { user, system } = cpuUsage(cpu);
  cost.cpuMs += (user + system) / 1000;
  return answer;
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
