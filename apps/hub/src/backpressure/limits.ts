import type { PigeonConfig } from "@pigeon/config";

/** What one hub holds in memory at the most for others. Beyond it they get 429 and come back. */
export interface HubLimits {
  /** Changes of jobs handed to the store and not yet on disk, above which submissions are refused. */
  readonly pendingChanges: number;
  /** Characters of payloads among them. */
  readonly pendingPayloadChars: number;
  /** Clients that wait for jobs to finish. */
  readonly waiters: number;
  /** Readers of `GET /v1/events`. */
  readonly eventStreams: number;
  /** Registered workers. Those that were there before a restart are taken up whatever it is. */
  readonly workers: number;
}

/** The configured limits, or others in their place. */
export function limitsOf(hub: PigeonConfig["hub"], others: Partial<HubLimits> = {}): HubLimits {
  return {
    pendingChanges: hub.maxPendingChanges,
    pendingPayloadChars: hub.maxPendingPayloadChars,
    waiters: hub.maxWaiters,
    eventStreams: hub.maxEventStreams,
    workers: hub.maxWorkers,
    ...others,
  };
}
