/** Told of every transaction of a store that came on disk. */
export interface CommitWatch {
  /** Milliseconds from any origin, never back. */
  now(): number;
  /** So many requests shared it, and it took so long. */
  committed(works: number, durationMs: number): void;
}

export const UNWATCHED: CommitWatch = { now: () => 0, committed: () => {} };
