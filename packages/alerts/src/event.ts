import type { Labels } from "./labels.ts";
import type { Severity } from "./severity.ts";

/** An error was recorded. A record of @pigeon/errors fits: `observe({ ...record, type: "error" })`. */
export interface ErrorEvent {
  readonly type: "error";
  readonly category: string;
  readonly severity: Severity;
  readonly kind?: string | undefined;
  readonly fingerprint?: string | undefined;
  /** What it happened to. */
  readonly subject?: string | undefined;
  readonly message?: string | undefined;
}

/** Far more errors than usual; or, with `phase: "end"`, no longer. */
export interface SpikeEvent {
  readonly type: "spike";
  /** What spikes, such as a category of errors. */
  readonly subject: string;
  /** Default `"begin"`. */
  readonly phase?: "begin" | "end" | undefined;
  readonly count?: number | undefined;
  readonly baseline?: number | undefined;
}

/** A worker has this status now; `"gone"` when it is no longer known. */
export interface WorkerEvent {
  readonly type: "worker";
  readonly workerId: string;
  readonly status: "healthy" | "degraded" | "unhealthy" | "recovering" | "gone";
  readonly reason?: string | undefined;
}

/** A breaker has this state now; `"gone"` when it was removed. */
export interface BreakerEvent {
  readonly type: "breaker";
  readonly name: string;
  readonly state: "closed" | "open" | "half-open" | "isolated" | "gone";
  readonly reason?: string | undefined;
}

/** Jobs became dead letters. */
export interface DeadLetterEvent {
  readonly type: "dead-letter";
  readonly jobType: string;
  /** How many. Default 1. */
  readonly count?: number | undefined;
  readonly reason?: string | undefined;
}

/** Much of the fleet turned suspect at once, or that is over. */
export interface FleetSuspectEvent {
  readonly type: "fleet-suspect";
  readonly phase: "begin" | "end";
  readonly suspects?: number | undefined;
  readonly fleetSize?: number | undefined;
  readonly reason?: string | undefined;
}

/** A measured value, such as the age of the oldest queued job. */
export interface GaugeEvent {
  readonly type: "gauge";
  readonly name: string;
  readonly value: number;
  /** Tell several series of one name apart. At most 16 are used. */
  readonly labels?: Labels | undefined;
}

/** A sink takes notifications, or does not. Told by the package itself. */
export interface SinkEvent {
  readonly type: "sink";
  readonly sink: string;
  readonly state: "up" | "down";
  readonly reason?: string | undefined;
}

/** What `observe` takes. */
export type AlertEvent =
  | ErrorEvent
  | SpikeEvent
  | WorkerEvent
  | BreakerEvent
  | DeadLetterEvent
  | FleetSuspectEvent
  | GaugeEvent
  | SinkEvent;

export type AlertEventType = AlertEvent["type"];

/** The event of one type. */
export type EventOf<T extends AlertEventType> = Extract<AlertEvent, { readonly type: T }>;
