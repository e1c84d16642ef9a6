import type { JobState } from "@pigeon/protocol";
import type { Job, JobEvent, LeasedJob, QueuedJob, Transition } from "../jobs/job.ts";
import type { Replicas } from "./replicas.ts";

/** A job that a client submitted, with what the state machine does not look at. */
export interface NewJob {
  readonly job: QueuedJob;
  /** JSON text. */
  readonly payload: string;
  readonly idempotencyKey?: string;
}

/** A job with its payload and, when it succeeded, its result: both as JSON text. */
export interface JobRecord {
  readonly job: Job;
  readonly payload: string;
  readonly result?: string;
}

export interface Enqueued {
  readonly record: JobRecord;
  /** False when the idempotency key was known: then it is the job of that key. */
  readonly created: boolean;
}

/** The answer to enqueue: all jobs stored, or none because some keys belong to other jobs. */
export type EnqueueOutcome =
  | { readonly kind: "stored"; readonly jobs: readonly Enqueued[] }
  | { readonly kind: "key-conflict"; readonly indexes: readonly number[] };

/** The state machine with its policy already given. */
export type Machine = (job: Job, event: JobEvent, now: number) => Transition;

/** Which worker something is decided about, and by which of several hubs. */
export interface Owned {
  readonly replica: string;
  readonly workerId: string;
}

export interface Change {
  readonly jobId: string;
  readonly event: JobEvent;
  /** What only the hub that owns the worker may say: it is nothing while another one does, or its lease ended. */
  readonly owned?: Owned;
}
export type ChangeOutcome =
  | Transition
  | { readonly kind: "unknown-job" }
  | { readonly kind: "not-owner"; readonly workerId: string };

export interface Assignment {
  readonly jobId: string;
  readonly workerId: string;
  readonly leaseId: string;
}
export interface ClaimRequest {
  /** How many due jobs of each type are wanted at most. */
  readonly wanted: ReadonlyMap<string, number>;
  readonly now: number;
  /** Decides, inside the transaction, which of the candidates go to whom. */
  readonly assign: (candidates: readonly QueuedJob[]) => readonly Assignment[];
  /** Which of several hubs claims: workers that it does not own get nothing. */
  readonly by?: string;
  /** Where several hubs share the store: how many leases of these types there may be at most, whoever has them. */
  readonly limits?: ReadonlyMap<string, number>;
  /** Told of types of which it gets less than it wants, for their limit or since another hub claims them just now. */
  readonly onCut?: (types: readonly string[]) => void;
}
export interface Claimed {
  readonly job: LeasedJob;
  readonly payload: string;
}

export interface JobFilter {
  readonly state?: JobState;
  readonly type?: string;
  readonly limit: number;
  readonly cursor?: string;
}
export interface JobPage {
  readonly jobs: readonly JobRecord[];
  readonly nextCursor: string | null;
}

/** A registration as it survives a restart of the hub. */
export interface StoredWorker {
  readonly workerId: string;
  readonly endpoint?: string;
  readonly types: readonly string[];
  readonly slots: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly token: string;
  /** Name of the token that it registered with; absent when the hub asks for none. */
  readonly owner?: string;
  readonly registeredAt: number;
  readonly draining: boolean;
}

export type JobCounts = Readonly<Record<JobState, number>>;

/** A store that does not do its work, or a part of it, at this moment. */
export interface Outage {
  readonly of: "reads" | "writes";
  /** In ms since the epoch. */
  readonly since: number;
  /** What it said last. */
  readonly error: StoreError;
}

export interface StoreHealth {
  outages(): readonly Outage[];
  /** Called when an outage begins or ends, and with a failure that is none yet. */
  follow(listener: (outages: readonly Outage[], failure?: StoreError) => void): void;
}

/**
 * Where jobs live. Batch-first; an answer means that the change is on disk. Every method may reject with a
 * `StoreError`; then nothing of that call has happened, unless its code is `unsure`.
 */
export interface Store {
  /** Of a store that can be lost while the hub runs. */
  readonly health?: StoreHealth;
  /** Of a store that several hubs may share. */
  readonly replicas?: Replicas;

  enqueue(jobs: readonly NewJob[]): Promise<EnqueueOutcome>;
  claim(request: ClaimRequest): Promise<Claimed[]>;
  /** Applies events through the state machine, in order, in one transaction. */
  apply(changes: readonly Change[], now: number): Promise<ChangeOutcome[]>;
  /** Makes delayed jobs whose time has come ready to be claimed; answers how many. */
  promote(now: number, limit: number): Promise<number>;
  /** When the next delayed job becomes due. */
  nextRunAt(): Promise<number | undefined>;

  get(jobId: string): Promise<JobRecord | undefined>;
  list(filter: JobFilter): Promise<JobPage>;
  counts(): Promise<JobCounts>;
  /** How many jobs of each type are queued. Counts them one by one: not to be asked often. */
  queuedByType(): Promise<ReadonlyMap<string, number>>;
  /** The earliest run-at of the jobs that could be claimed. */
  oldestDue(): Promise<number | undefined>;
  /** The same for each type that has some. */
  oldestDueByType(): Promise<ReadonlyMap<string, number>>;
  leased(): Promise<Claimed[]>;
  /** Leases whose attempt's time was up before `before`. */
  expired(before: number, limit: number): Promise<LeasedJob[]>;
  deadIds(filter: { type?: string; fingerprint?: string; limit: number }): Promise<string[]>;
  /** Removes a dead job; false when there is none of that id. */
  deleteDead(jobId: string): Promise<boolean>;
  /** Removes jobs that finished before a time, except dead letters; answers how many. */
  prune(finishedBefore: number, limit: number): Promise<number>;

  saveWorker(worker: StoredWorker): Promise<void>;
  deleteWorker(workerId: string): Promise<void>;
  workers(): Promise<StoredWorker[]>;

  /** What a part of the hub saved under its name; undefined when there is nothing. */
  loadState(name: string): Promise<string | undefined>;
  /** Replaces in one step what was saved under the name: a crash leaves the old or the new. */
  saveState(name: string, text: string): Promise<void>;

  /** Resolves when the store can be written to. */
  check(): Promise<void>;
  /** Writes a consistent copy of all there is into a new file, and answers its path; the caller removes it. */
  readonly backup?: () => Promise<string>;
  /** The hub stops: what waits for a database that is lost is answered now, if need be as `unsure`. */
  readonly hurry?: () => void;
  close(): Promise<void>;
}

export type StoreErrorCode =
  | "full"
  | "unavailable"
  /** It broke off, and nobody can tell whether it was done. */
  | "unsure"
  | "corrupt"
  | "newer"
  | "locked"
  | "bad-cursor"
  | "closed";

export interface StoreErrorOptions extends ErrorOptions {
  readonly reason?: string;
  /** Default: as its code is most of the time. */
  readonly lasting?: boolean;
}

const LASTING: ReadonlySet<StoreErrorCode> = new Set(["corrupt", "newer", "locked", "bad-cursor", "closed"]);

/** Why the store could not do what was asked. The message says how to mend it. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;
  /** What is wrong, without names and addresses: for those who may know no more. */
  readonly reason: string | undefined;
  /** Waiting does not mend it: someone has to. */
  readonly lasting: boolean;
  constructor(
    code: StoreErrorCode,
    message: string,
    { reason, lasting = LASTING.has(code), ...options }: StoreErrorOptions = {},
  ) {
    super(message, options);
    this.code = code;
    this.reason = reason;
    this.lasting = lasting;
  }
}
