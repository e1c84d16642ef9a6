/** Time, as the hub reads it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds from any origin, never back: what durations are measured with. */
  monotonic(): number;
  /** Calls back once after `delayMs` unless the returned function is called first. */
  after(delayMs: number, callback: () => void): () => void;
}

/** Names that nobody else has. */
export interface Ids {
  job(): string;
  lease(): string;
  worker(): string;
  /** A secret of 256 random bits. */
  token(): string;
}
