/** Monotonic time in ms, from any origin. It must not jump when the wall clock is set. */
export interface Clock {
  now(): number;
}

/** Runs a callback once after `delayMs`; the returned function cancels it. */
export interface Timers {
  after(delayMs: number, callback: () => void): () => void;
}

/** One direct question to a worker: alive? Only `true` says yes. Stop when `signal` aborts. */
export type Probe = (workerId: string, signal: AbortSignal) => Promise<boolean>;
