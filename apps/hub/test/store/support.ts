import type { Job, QueuedJob } from "../../src/jobs/job.ts";
import { transition } from "../../src/jobs/transition.ts";
import type { Assignment, Claimed, Machine, NewJob, Store } from "../../src/store/port.ts";
import { START, newJob, policy } from "../jobs/support.ts";

export const machine: Machine = (job, event, now) => transition(job, event, now, policy);

/** A fresh, empty store. */
export type OpenStore = () => Promise<Store>;

let serial = 0;
const next = (): string => String((serial += 1)).padStart(6, "0");

/** A job ready to run at `START`, with an id that no other has. */
export function entry(
  overrides: Partial<QueuedJob> = {},
  rest: { payload?: unknown; idempotencyKey?: string } = {},
): NewJob {
  const { payload = { n: 1 }, ...key } = rest;
  const base = newJob({ id: `job-${next()}`, createdAt: START, runAt: START });
  return { job: { ...base, ...overrides }, payload: JSON.stringify(payload), ...key };
}

export function entries(count: number, overrides: Partial<QueuedJob> = {}): NewJob[] {
  return Array.from({ length: count }, () => entry(overrides));
}

/** Gives every candidate to one worker, under lease ids that no other has. */
export function assignAll(workerId: string = "w1"): (jobs: readonly QueuedJob[]) => Assignment[] {
  return (jobs) => jobs.map(({ id }) => ({ jobId: id, workerId, leaseId: `lease-${next()}` }));
}

export interface ClaimOptions {
  readonly types?: readonly string[];
  readonly limit?: number;
  readonly now?: number;
  readonly workerId?: string;
}

export function claim(store: Store, options: ClaimOptions = {}): Promise<Claimed[]> {
  const { types = ["mail"], limit = 1000, now = START, workerId } = options;
  return store.claim({
    wanted: new Map(types.map((type) => [type, limit])),
    now,
    assign: assignAll(workerId),
  });
}

/** Stores one job and leases it. */
export async function leasedJob(store: Store, overrides: Partial<QueuedJob> = {}): Promise<Claimed> {
  const type = `only-${next()}`;
  await store.enqueue([entry({ type, ...overrides })]);
  const [claimed] = await claim(store, { types: [overrides.type ?? type] });
  if (claimed === undefined) throw new Error("nothing was claimed");
  return claimed;
}

export type Ending = "succeed" | "fail" | "kill" | "lose" | "release" | "timeout";

/** Ends a leased job and gives what it became; `kill` is a failure that is never tried again. */
export async function endLease(
  store: Store,
  { job }: Claimed,
  ending: Ending,
  { now = START, fingerprint }: { now?: number; fingerprint?: string } = {},
): Promise<Job> {
  const { id: jobId, leaseId, workerId } = job;
  const error = {
    name: "E",
    message: "m",
    ...(ending === "kill" ? { retryable: false } : {}),
    ...(fingerprint === undefined ? {} : { fingerprint }),
  };
  const event = {
    succeed: { type: "succeed", leaseId, workerId, result: '{"ok":true}' },
    fail: { type: "fail", leaseId, workerId, error },
    kill: { type: "fail", leaseId, workerId, error },
    lose: { type: "lose", leaseId, reason: "died" },
    release: { type: "release", leaseId, reason: "drained" },
    timeout: { type: "timeout", leaseId },
  } as const;
  const [outcome] = await store.apply([{ jobId, event: event[ending] }], now);
  if (outcome?.kind !== "changed") throw new Error(`${ending} was not taken: ${String(outcome?.kind)}`);
  return outcome.job;
}

export async function deadJob(
  store: Store,
  overrides: Partial<QueuedJob> = {},
  fingerprint?: string,
): Promise<string> {
  const claimed = await leasedJob(store, overrides);
  await endLease(store, claimed, "kill", fingerprint === undefined ? {} : { fingerprint });
  return claimed.job.id;
}

export const ids = (jobs: readonly { readonly job: { readonly id: string } }[]): string[] =>
  jobs.map(({ job }) => job.id);

/** Every job of the store, newest first, by its pages. */
export async function everyJob(store: Store, limit = 100) {
  const jobs = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Store["list"]>> = await store.list({
      limit,
      ...(cursor === null ? {} : { cursor }),
    });
    jobs.push(...page.jobs);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return jobs;
}
