import type { AttemptContext } from "./attempt-context.ts";
import { propertyOf } from "./error-contract.ts";
import { AttemptTimeoutError } from "./errors.ts";
import type { Clock, RetryFunction } from "./types.ts";

/** A timer for a limit of time, which will nearly always be cancelled. */
export function setTimeLimit(clock: Clock, callback: () => void, limitMs: number): () => void {
  return clock.setTimeLimit === undefined
    ? clock.setTimer(callback, limitMs)
    : clock.setTimeLimit(callback, limitMs);
}

/** Begins an attempt and says how it ends. */
export function begin<T>(
  fn: RetryFunction<T>,
  context: AttemptContext,
  resolve: (value: T) => void,
  reject: (error: unknown) => void,
): void {
  try {
    const started = fn(context);
    if (isPromiseLike(started)) Promise.resolve(started).then(resolve, reject);
    else resolve(started);
  } catch (error) {
    reject(error);
  }
}

/**
 * As `begin`; after `limitMs` the attempt has failed with an `AttemptTimeoutError`, with which its
 * signal is aborted.
 *
 * @returns gives the limit up, for an attempt that is given up for another reason.
 */
export function beginLimited<T>(
  fn: RetryFunction<T>,
  context: AttemptContext,
  limitMs: number,
  clock: Clock,
  resolve: (value: T) => void,
  reject: (error: unknown) => void,
): () => void {
  const onTimeout = (): void => {
    const timeout = new AttemptTimeoutError(context.attempt, limitMs);
    reject(timeout);
    context.abort(timeout);
  };
  const cancel = setTimeLimit(clock, onTimeout, limitMs);
  begin(
    fn,
    context,
    (value) => {
      cancel();
      resolve(value);
    },
    (error) => {
      cancel();
      reject(error);
    },
  );
  return cancel;
}

export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof propertyOf(value, "then") === "function";
}
