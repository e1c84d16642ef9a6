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
  /** What speaks against the worker; empty when the change is for the better. */
  evidence: readonly Evidence[];
  at: Date;
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

/** A verdict waits: a probe asks the worker first, or verdicts are held back. Its status stays. */
export interface SuspectedEvent {
  workerId: string;
  /** All evidence in one line. */
  reason: string;
  evidence: readonly Evidence[];
  at: Date;
}

/** A suspicion ended without a verdict. */
export interface ClearedEvent {
  workerId: string;
  /** What cleared it, in words. */
  reason: string;
  at: Date;
}

/** An iterator was read too slowly: so many of its oldest events are lost. */
export interface DroppedEvent {
  count: number;
}

/** What `events()` yields. `type` tells which other fields there are. */
export type DetectorEvent =
  | ({ type: "status-change" } & StatusChangeEvent)
  | ({ type: "worker-failed" } & WorkerFailedEvent)
  | ({ type: "fleet-suspect" } & FleetSuspectEvent)
  | ({ type: "suspected" } & SuspectedEvent)
  | ({ type: "cleared" } & ClearedEvent)
  | ({ type: "dropped" } & DroppedEvent);

export type FleetSuspectListener = (event: FleetSuspectEvent) => void;
export type WorkerFailedListener = (event: WorkerFailedEvent) => void;
export type StatusChangeListener = (event: StatusChangeEvent) => void;
export type SuspectedListener = (event: SuspectedEvent) => void;
export type ClearedListener = (event: ClearedEvent) => void;
