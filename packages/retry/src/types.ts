import type { RetryBudget } from "./budget/budget.ts";
import type { GiveUpEvent, RetryEvent, SuccessEvent } from "./events.ts";
import type { Throttle } from "./throttle/throttle.ts";

/** How the delay grows from one retry to the next. */
export type BackoffStrategy = "exponential" | "linear" | "constant" | "fibonacci";

/**
 * How chance spreads the delays of callers that failed together; `d` is the delay before jitter.
 * - `"none"`: `d`
 * - `"full"`: evenly in `[0, d]`
 * - `"equal"`: evenly in `[d / 2, d]`
 * - `"decorrelated"`: evenly from `baseDelayMs` to three times the delay before; `d` plays no part
 * - `{ factor: f }`, `f` in 0..1: evenly in `[d * (1 - f), d * (1 + f)]`
 */
export type Jitter = "none" | "full" | "equal" | "decorrelated" | { readonly factor: number };

/** The delay between attempts. */
export interface BackoffOptions {
  /** Default `"exponential"`. */
  readonly strategy?: BackoffStrategy | undefined;
  /** Delay before the first retry, jitter aside. 0 to 2147483647, default 1000. */
  readonly baseDelayMs?: number | undefined;
  /** No delay is longer, jitter included. 0 to 2147483647, default 30000. */
  readonly maxDelayMs?: number | undefined;
  /** Default `{ factor: 0.1 }`. */
  readonly jitter?: Jitter | undefined;
}

/** What an attempt knows about itself. */
export interface RetryContext {
  /** 1 for the first attempt. */
  readonly attempt: number;
  /**
   * Aborts when this attempt times out, when the total time is over, or when the caller aborts.
   * It no longer aborts once the attempt has settled. It is made when it is first read.
   */
  readonly signal: AbortSignal;
}

/** The work to try: called once per attempt. */
export type RetryFunction<T> = (context: RetryContext) => T | PromiseLike<T>;

/** An attempt that failed. */
export interface RetryFailure {
  /** What the attempt threw, unchanged. */
  readonly error: unknown;
  /** 1 for the first attempt. */
  readonly attempt: number;
}

/** An attempt that returned. */
export interface RetryResult<T = unknown> {
  /** What the attempt returned. */
  readonly result: T;
  /** 1 for the first attempt. */
  readonly attempt: number;
}

/** One failed attempt, as errors report it. */
export interface RetryAttempt {
  /** 1 for the first attempt. */
  readonly number: number;
  /** What the attempt threw, unchanged; a `RetryResultError` where its result was refused. */
  readonly error: unknown;
  /** When it began: milliseconds since the epoch. */
  readonly startedAt: number;
  /** The delay that followed it; absent where no retry followed. */
  readonly delayMs?: number;
}

/** Time, as this package reads it. Give your own to test code that retries. */
export interface Clock {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** Milliseconds since the epoch. */
  wallTime(): number;
  /** Calls back once, after `delayMs`, unless the returned function is called first. */
  setTimer(callback: () => void, delayMs: number): () => void;
  /**
   * As `setTimer`, for time limits: the same few lengths over and over, nearly all of them cancelled.
   * Default: `setTimer`.
   */
  setTimeLimit?(callback: () => void, delayMs: number): () => void;
}

/** How often, when and how long to retry. `T` is what `fn` returns. */
export interface RetryOptions<T = unknown> extends BackoffOptions {
  /** Attempts after the first. 0 means one attempt. Integer from 0, or `Infinity`; default 3. */
  readonly maxRetries?: number | undefined;
  /** Longest time for one attempt. 1 to 2147483647, default none. */
  readonly attemptTimeoutMs?: number | undefined;
  /**
   * Longest time for all attempts and delays together. 1 to 2147483647, default none.
   * A delay that would not end in time is not begun.
   */
  readonly totalTimeoutMs?: number | undefined;
  /**
   * Longest delay that an error's own `retryAfterMs` can ask for. 0 to 2147483647,
   * default the value of `maxDelayMs`.
   */
  readonly maxRetryAfterMs?: number | undefined;
  /**
   * The delay after a failure, in the place of backoff and jitter. What is not a number of 0 or more
   * leaves it to them. `maxDelayMs` caps it, and an error's own `retryAfterMs` can still raise it.
   */
  readonly delay?: ((failure: RetryFailure) => number | undefined) | undefined;
  /** Aborting it ends the attempt or the delay at once; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether a failure is worth another attempt. Asked once for each failed attempt, the last
   * included, but never for an error with `retryable: false`, which always ends the call.
   * Default: yes.
   */
  readonly shouldRetry?: ((failure: RetryFailure) => boolean | Promise<boolean>) | undefined;
  /**
   * Whether what an attempt returned is to be tried again as if it had failed, with a
   * `RetryResultError` as its error. Asked about every result. Default: no.
   */
  readonly shouldRetryResult?: ((success: RetryResult<T>) => boolean | Promise<boolean>) | undefined;
  /**
   * What all calls that share it may spend on retries. When it is spent, the call rejects with
   * `RetryBudgetError` at once. Default: no limit.
   */
  readonly budget?: RetryBudget | undefined;
  /** Turns attempts away while the service refuses much of what it is sent. Default: none. */
  readonly throttle?: Throttle | undefined;
  /** Told before each delay. Not awaited; what it throws or rejects with is ignored. */
  readonly onRetry?: ((event: RetryEvent) => unknown) | undefined;
  /** Told once when the call succeeds. Not awaited; what it throws or rejects with is ignored. */
  readonly onSuccess?: ((event: SuccessEvent) => unknown) | undefined;
  /** Told once when the call rejects. Not awaited; what it throws or rejects with is ignored. */
  readonly onGiveUp?: ((event: GiveUpEvent) => unknown) | undefined;
  /** Chance for the jitter: a number in [0, 1). Default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Default: the system's clock. */
  readonly clock?: Clock | undefined;
}
