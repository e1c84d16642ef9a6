/** The verdict on a worker, as the hub's detector gives it. */
export type WorkerStatus = "healthy" | "degraded" | "unhealthy" | "recovering";

/** A worker as the hub sees it. */
export interface HubWorker {
  readonly id: string;
  /** The instance that it runs on; absent for workers that are none of a fleet's. */
  readonly instanceId?: string | undefined;
  readonly slots: number;
  /** Leases that it holds now. */
  readonly running: number;
  readonly status: WorkerStatus;
  /** It gets no new leases. */
  readonly draining: boolean;
}

/** The hub at one moment. */
export interface HubLoad {
  /** Jobs that could run now if there were slots. */
  readonly queued: number;
  /** How long the oldest of them has waited, in ms; 0 when there is none. */
  readonly oldestQueuedMs: number;
  /** Leases of all workers together. */
  readonly running: number;
  /** Jobs finished per second, over the last minute or so, if it is known. */
  readonly throughput?: number | undefined;
  /** Much of the fleet turned suspect at once, and the hub holds its verdicts back. So does the fleet. */
  readonly suspect?: boolean | undefined;
  readonly workers: readonly HubWorker[];
}

/** A secret that lets one new worker in, for a short time. */
export interface JoinToken {
  readonly token: string;
  /** ms since the epoch. */
  readonly expiresAt: number;
}

/** What a fleet needs of a hub. Every method can be repeated. */
export interface HubPort {
  load(signal?: AbortSignal): Promise<HubLoad>;
  /** The worker gets no new leases from when this resolves. An unknown worker is no error. */
  drain(workerId: string, signal?: AbortSignal): Promise<void>;
  /** Takes a drain back. False when the hub cannot: the worker ends its work and is replaced then. */
  undrain(workerId: string, signal?: AbortSignal): Promise<boolean>;
  /** The worker is gone for good: its leases are released at once. An unknown worker is no error. */
  remove(workerId: string, signal?: AbortSignal): Promise<void>;
  /** For clouds that hand it to the instance (see the cloud's options). */
  joinToken?(ttlMs: number, signal?: AbortSignal): Promise<JoinToken>;
}
