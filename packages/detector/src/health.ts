/**
 * - `healthy`: alive, and its operations go well.
 * - `degraded`: alive, but overloaded, slow or failing often.
 * - `unhealthy`: taken for failed. Its jobs belong elsewhere.
 * - `recovering`: showed life after `unhealthy`, and has yet to prove itself.
 */
export type WorkerStatus = "healthy" | "degraded" | "unhealthy" | "recovering";

/** What a worker says of itself. */
export type ReportStatus = "ok" | "overloaded" | "error";

/** What a worker said in its last heartbeat. */
export interface WorkerReport {
  status: ReportStatus;
  /** Percent, 0..100. */
  cpu?: number;
  /** Percent, 0..100. */
  memory?: number;
}

/** A failed operation, kept for people to read. */
export interface RecentError {
  operation: string;
  /** At most 500 characters. */
  message: string;
  at: Date;
  latencyMs?: number;
}

/** Percentiles by nearest rank, in ms, of the last 500 to 1000 timed successes, each within 3 %. To the thousandth. */
export interface LatencySummary {
  p50: number;
  p95: number;
  p99: number;
}

/**
 * How close a worker is to being suspected for its silence, in ms of time in which the detector was awake,
 * to the thousandth.
 */
export interface SilenceSummary {
  /** Since its last sign of life. */
  silentMs: number;
  /** Silence beyond this is evidence of failure. */
  limitMs: number;
  /** What is left of the limit; negative beyond it. */
  marginMs: number;
  /** The suspicion level of this silence, when the deadline policy has one. */
  phi?: number;
}

/** A snapshot of one worker; it does not change afterwards. */
export interface WorkerHealth {
  workerId: string;
  status: WorkerStatus;
  /** Why the status is what it is, in words; empty when there is nothing to say. */
  reasons: string[];
  lastHeartbeatAt?: Date;
  silence: SilenceSummary;
  /** Failed operations since the last success, cleared suspicion or start of a recovery. */
  consecutiveFailures: number;
  /** Operations since the worker was registered. */
  totals: { successes: number; failures: number };
  /** 0..1 over the last `windowSize` outcomes; 1 when there are none. */
  successRate: number;
  /** `undefined` until the first success with a latency. */
  latencyMs: LatencySummary | undefined;
  /** The last 10 failures, newest last. */
  recentErrors: RecentError[];
  incarnation?: string;
  labels?: Record<string, string>;
  /** True while a probe checks a suspicion; the status has not changed yet. */
  suspected: boolean;
  report?: WorkerReport;
}
