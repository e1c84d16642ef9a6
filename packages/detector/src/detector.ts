import type { EventStreamOptions } from "./event-stream-options.ts";
import type {
  ClearedListener,
  DetectorEvent,
  FleetSuspectListener,
  StatusChangeListener,
  SuspectedListener,
  WorkerFailedListener,
} from "./events.ts";
import type { ReportStatus, WorkerHealth, WorkerStatus } from "./health.ts";
import type { WorkerInfo } from "./worker.ts";

/** What a heartbeat may carry. */
export interface HeartbeatData {
  /** Default "ok". "overloaded" makes the worker degraded, "error" makes it unhealthy at once. */
  status?: ReportStatus | undefined;
  /** Percent, 0..100. Above the option `cpuLimit` it makes the worker degraded. */
  cpu?: number | undefined;
  /** Percent, 0..100. Above the option `memoryLimit` it makes the worker degraded. */
  memory?: number | undefined;
  /** Of the life that sends it; a heartbeat of an earlier life is ignored. */
  incarnation?: string | undefined;
}

/**
 * - `accepted`: it counts.
 * - `unknown`: nobody of that id is watched. The worker should register.
 * - `stale`: its incarnation is not the registered one. Another process took its place: it should stop.
 */
export type HeartbeatAnswer = "accepted" | "unknown" | "stale";

/**
 * Watches any number of workers. No methods throw but `registerWorker`, `events`, and those that subscribe, a
 * `TypeError` for what is no function.
 */
export interface Detector {
  /**
   * Starts to watch a worker, healthy at first; registration counts as its first sign of life. A known
   * id is replaced: its state starts afresh, and probes and heartbeats of its earlier life count no more.
   * No event is sent for it.
   * @throws {TypeError} when the id is not a string or empty.
   * @throws {DetectorOptionsError} when its interval is not a number in its range.
   */
  registerWorker(id: string, info?: WorkerInfo): void;
  /** Stops watching; false when the id is unknown. It is not judged any more. */
  unregisterWorker(id: string): boolean;
  /** A sign of life; the answer tells what its sender should do. A heartbeat that is not accepted changes nothing. */
  heartbeat(id: string, data?: HeartbeatData): HeartbeatAnswer;
  /**
   * An operation on or by the worker went well; also a sign of life. A latency that is negative or not
   * finite counts as not measured. Unknown ids are ignored, here and below.
   */
  recordSuccess(id: string, operation: string, latencyMs: number): void;
  /** An operation failed; `reason` is an error or anything else that tells why. */
  recordFailure(id: string, operation: string, reason: unknown, latencyMs?: number): void;
  /** A connection was closed or refused: the fastest evidence. Probed at once, or a verdict at once. */
  connectionLost(id: string, reason?: string): void;
  /** A snapshot; `undefined` for an unknown id. */
  getWorkerHealth(id: string): WorkerHealth | undefined;
  /** Only what decisions need, without the cost of a snapshot; `undefined` for an unknown id. */
  getWorkerStatus(id: string): { status: WorkerStatus; suspected: boolean } | undefined;
  /** Snapshots of all workers, in the order of registration. */
  getAllWorkersHealth(): WorkerHealth[];
  /** Ids of the workers whose status is `healthy`; degraded and recovering ones are left out. */
  getHealthyWorkers(): string[];
  /** On every edge to unhealthy, once. Returns the function that unsubscribes. */
  onWorkerFailed(callback: WorkerFailedListener): () => void;
  /** On every change of status, before `onWorkerFailed`. Returns the function that unsubscribes. */
  onStatusChange(callback: StatusChangeListener): () => void;
  /** When a hold of verdicts begins and ends. Returns the function that unsubscribes. */
  onFleetSuspect(callback: FleetSuspectListener): () => void;
  /** When a verdict waits for a probe or the end of a hold. Returns the function that unsubscribes. */
  onSuspected(callback: SuspectedListener): () => void;
  /** When a suspicion ends without a verdict. Returns the function that unsubscribes. */
  onCleared(callback: ClearedListener): () => void;
  /**
   * All events from now on, in order, for `for await`: a bounded buffer keeps what was not read yet. Ends
   * when `signal` aborts, when the loop is left, and, after what is in the buffer, with `stop()`.
   * @throws {DetectorOptionsError} listing everything that is wrong with the options.
   */
  events(options?: EventStreamOptions): AsyncIterableIterator<DetectorEvent>;
  /** One tick by hand: judges the silence of all workers. */
  check(): void;
  /** Ticks from now on by one unref'd timer. A started detector stays as it is. */
  start(): void;
  /**
   * No more ticks; probes under way are abandoned and their suspicions cleared; iterators of `events` end.
   * `start` resumes.
   */
  stop(): void;
}
