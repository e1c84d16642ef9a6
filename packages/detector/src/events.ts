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

/** Much of the fleet turned suspect at once, and verdicts are held back; or that is over. */
export interface FleetSuspectEvent {
  phase: "begin" | "end";
  /** Ids of the workers that are suspected, overdue, or were given up within the settle time without an answer. */
  suspects: string[];
  /** How many workers there are to suspect. */
  fleetSize: number;
  /** In words, for logs. */
  reason: string;
  at: Date;
}

export type FleetSuspectListener = (event: FleetSuspectEvent) => void;
export type WorkerFailedListener = (event: WorkerFailedEvent) => void;
export type StatusChangeListener = (event: StatusChangeEvent) => void;
