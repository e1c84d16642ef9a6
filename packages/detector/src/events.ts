import type { Evidence } from "./evidence.ts";
import type { WorkerHealth, WorkerStatus } from "./health.ts";

/** A worker became unhealthy. */
export interface WorkerFailedEvent {
  workerId: string;
  /** All evidence in one line. */
  reason: string;
  evidence: readonly Evidence[];
  at: Date;
  /** As it was at the verdict. */
  health: WorkerHealth;
}

/** A worker changed from one status to another. */
export interface StatusChangeEvent {
  workerId: string;
  from: WorkerStatus;
  to: WorkerStatus;
  reasons: string[];
}

export type WorkerFailedListener = (event: WorkerFailedEvent) => void;
export type StatusChangeListener = (event: StatusChangeEvent) => void;
