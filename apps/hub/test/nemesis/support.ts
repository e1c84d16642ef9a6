import type { Job } from "@pigeon/client";
import type { Evidence, Submitted, WorkerEntry } from "./ledger.ts";

type Attempt = Job["attempts"][number];

const time = (ms: number): string => new Date(ms).toISOString();

export function anAttempt(number: number, more: Partial<Attempt> = {}): Attempt {
  const times = { startedAt: time(number * 100), endedAt: time(number * 100 + 50) };
  return { number, leaseId: `l${number}`, workerId: "worker-1", outcome: "succeeded", ...times, ...more };
}

export function aJob(more: Partial<Job> = {}): Job {
  return {
    id: "j1",
    type: "work",
    state: "succeeded",
    payload: { n: 1, ms: 50, failures: 0, hopeless: false },
    priority: 0,
    labels: {},
    correlationId: null,
    createdAt: time(0),
    runAt: time(0),
    maxAttempts: 5,
    attempts: [anAttempt(1)],
    result: { n: 1, leaseId: "l1", nonce: "x1" },
    ...more,
  };
}

export function aSubmission(more: Partial<Submitted> = {}): Submitted {
  const work = { n: 1, ms: 50, failures: 0, hopeless: false };
  return { work, key: "k1", sentAt: 0, ackedAt: 10, ids: new Set(["j1"]), ...more };
}

export function start(at: number, leaseId: string, jobId = "j1", pid = 1): WorkerEntry {
  return { kind: "start", at, pid, jobId, leaseId };
}

export function end(at: number, leaseId: string, nonce?: string, pid = 1): WorkerEntry {
  return { kind: "end", at, pid, jobId: "j1", leaseId, ...(nonce === undefined ? {} : { nonce }) };
}

/** One job that was submitted, run and finished, and nothing wrong with it. */
export function evidence(more: Partial<Evidence> = {}): Evidence {
  return {
    submitted: [aSubmission()],
    jobs: [aJob()],
    logs: [{ workerId: "worker-1", entries: [start(100, "l1"), end(150, "l1", "x1")] }],
    slots: 2,
    faults: [],
    surprises: [],
    seen: [],
    looks: 3,
    ...more,
  };
}
