/** Tells the time. */
export interface Clock {
  /** ms since the Unix epoch. */
  now(): number;
}

/** Runs a callback once after `delayMs`; the returned function cancels it. */
export interface Timers {
  after(delayMs: number, callback: () => void): () => void;
}
