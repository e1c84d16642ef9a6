/** How long a fleet waits before it gives something up. All in ms. */
export interface Patience {
  /** From launch until the worker has registered. Default 600000. */
  readonly bootDeadlineMs: number;
  /** For the worker of an instance that has none any more, or whose launch nobody watched. Default 120000. */
  readonly orphanGraceMs: number;
  /** For a worker that is unhealthy on an instance that the cloud calls sound. Default 120000. */
  readonly unhealthyGraceMs: number;
  /** For an instance that the cloud calls impaired while its worker works. Default 120000. */
  readonly impairedGraceMs: number;
  /** For a draining worker's jobs; what still runs then runs again elsewhere. Default 900000. */
  readonly drainDeadlineMs: number;
}

export const DEFAULT_PATIENCE: Patience = {
  bootDeadlineMs: 600_000,
  orphanGraceMs: 120_000,
  unhealthyGraceMs: 120_000,
  impairedGraceMs: 120_000,
  drainDeadlineMs: 900_000,
};
