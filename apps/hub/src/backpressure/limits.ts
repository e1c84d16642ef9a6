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
}

/** At 100,000 changes per second the store is behind by half a second when submissions are refused. */
export const DEFAULT_LIMITS: HubLimits = {
  pendingChanges: 50_000,
  pendingPayloadChars: 256 * 1024 * 1024,
  waiters: 20_000,
  eventStreams: 100,
};
