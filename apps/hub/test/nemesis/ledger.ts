import type { Job } from "@pigeon/client";

/** The payload of a job: what its handler is to do. */
export interface Work {
  readonly n: number;
  /** How long an attempt takes. */
  readonly ms: number;
  /** How many attempts fail before one succeeds. */
  readonly failures: number;
  /** Fails for good. */
  readonly hopeless: boolean;
}

/** What a client knows of one job that it submitted; times in epoch ms. */
export interface Submitted {
  readonly work: Work;
  readonly key: string;
  readonly sentAt: number;
  /** When an answer came first. */
  ackedAt?: number;
  /** What the answers said, from whichever hub. */
  readonly ids: Set<string>;
  /** A hub said that it is cancelled. */
  cancelled?: boolean;
  /** As a client that waited for its end was told. */
  told?: Pick<Job, "state" | "result">;
}

/** What a worker wrote down of an attempt; `nonce` is part of the result that it returned. */
export interface WorkerEntry {
  readonly kind: "start" | "end";
  readonly at: number;
  readonly pid: number;
  readonly jobId: string;
  readonly leaseId: string;
  readonly nonce?: string;
}

export interface WorkerLog {
  readonly workerId: string;
  readonly entries: readonly WorkerEntry[];
}

/** Something that was done to a part of the system; times in epoch ms. */
export interface Fault {
  readonly kind: "kill" | "freeze" | "reset" | "partition" | "slow";
  readonly part: "hub" | "worker" | "database" | "network";
  readonly victim: string;
  readonly from: number;
  /** When it was healed: a process that was killed is ready again. */
  until?: number;
}

/** All that is known after a run. */
export interface Evidence {
  readonly submitted: readonly Submitted[];
  /** As the store has them in the end. */
  readonly jobs: readonly Job[];
  readonly logs: readonly WorkerLog[];
  readonly slots: number;
  readonly faults: readonly Fault[];
  /** What clients were told that no hub should say, as it happened. */
  readonly surprises: readonly string[];
  /** What was seen in the database that must never be there. */
  readonly seen: readonly string[];
  /** How often somebody looked there. */
  readonly looks: number;
}
