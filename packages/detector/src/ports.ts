/** Monotonic time in ms, from any origin. It must not jump when the wall clock is set. */
export interface Clock {
  now(): number;
}

/** Runs a callback once after `delayMs`; the returned function cancels it. */
export interface Timers {
  after(delayMs: number, callback: () => void): () => void;
}

/**
 * One direct question to a worker: alive? `true` says yes, `false` is the worker's own no, and an exception
 * says that no answer came. `undefined` says that this worker cannot be asked: a silent one then gets time
 * for one more heartbeat, other evidence is the verdict. Stop when `signal` aborts.
 */
export type Probe = (workerId: string, signal: AbortSignal) => Promise<boolean | undefined>;
