import type { WorkerPlan } from "./worker-plan.ts";

/** noop ends at once; probe tells when it starts; hold tells so and then keeps its worker busy. */
export type JobType = "noop" | "probe" | "hold";

export interface JobData {
  readonly type: JobType;
  /** Tells one probe or hold from another. */
  readonly key: string;
  readonly to: string;
  readonly template: string;
}

export function jobData(type: JobType, key = ""): JobData {
  return { type, key, to: "someone@example.com", template: "welcome" };
}

/** What a peer's own store says. */
export interface Counts {
  /** Jobs not yet done, for whatever reason. */
  readonly unfinished: number;
  /** Jobs done since the start, where the peer keeps count. */
  readonly done?: number;
}

/** A peer that runs, seen by the submitting process. */
export interface Running {
  readonly workers: Omit<WorkerPlan, "role">;
  /** Resolves when the peer has acknowledged the job. */
  submit(data: JobData): Promise<unknown>;
  /** Many in one request, where the peer has that. */
  readonly submitMany?: (data: readonly JobData[]) => Promise<unknown>;
  /** Submits and resolves when the result is known to the submitter, where the peer can tell. */
  readonly run?: (data: JobData) => Promise<unknown>;
  counts(): Promise<Counts>;
  stop(): Promise<void>;
}

/** One row of the report: a peer with certain settings. */
export interface Contender {
  readonly name: string;
  /** What was set, in words. */
  readonly settings: string;
  /** When an acknowledged job has been synced to disk. */
  readonly durability: "before the answer" | "up to 1 s later";
  /** It does about a job a second, so it gets few. */
  readonly slow?: boolean;
  /** It looks for new jobs so seldom that one job alone takes long: it gets few of those. */
  readonly polls?: boolean;
  start(folder: string): Promise<Running>;
}

export interface Peer {
  readonly name: string;
  /** Programs that must be there, and how to get them. */
  readonly needs: readonly { readonly program: string; readonly install: string }[];
  versions(): Promise<Record<string, string>>;
  readonly throughput: readonly Contender[];
  readonly recovery: readonly Contender[];
}
