/** Time and timers of everything that chaos does. */
export interface Clock {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** Calls back once, after `delayMs`, unless the returned function is called first. */
  setTimer(callback: () => void, delayMs: number): () => void;
}

/** A number, or one drawn evenly from `min` to `max` by the seed. */
export type Range = number | { readonly min: number; readonly max: number };

/** Whatever seeds the draws. The same seed gives the same faults for the same calls. */
export type Seed = number | string;
