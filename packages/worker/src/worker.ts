import { Session } from "./session.ts";
import { readOptions } from "./options.ts";
import type { WorkerOptions } from "./options.ts";

export interface StopOptions {
  /** How long running attempts may take to end before they are aborted, in ms. Default 30000. */
  readonly drainMs?: number;
}

export interface Worker {
  /**
   * Listens, and registers at the hub, waiting for it as long as it takes. Resolves once registered.
   * Rejects with WorkerListenError or HubRefusedError, or when stop() came first.
   */
  start(): Promise<void>;
  /**
   * Takes no new leases, finishes what runs, sends the results, leaves the hub. What does not end within
   * `drainMs` is aborted, and the hub gives it to another worker without counting an attempt. Never rejects.
   * Calling it again returns the same promise.
   */
  stop(options?: StopOptions): Promise<void>;
  readonly workerId: string;
  /** How many attempts run at once. */
  readonly slots: number;
  /** The address that the hub calls; undefined before start(). */
  readonly endpoint: string | undefined;
  /** Occupied slots: attempts whose handlers have not ended, including timed-out and cancelled ones. */
  readonly running: number;
}

/** Makes a worker; nothing happens before start(). Throws WorkerOptionsError. */
export function createWorker(options: WorkerOptions): Worker {
  return new Session(readOptions(options));
}
