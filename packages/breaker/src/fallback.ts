import { ask } from "./guard.ts";
import type { Fallback } from "./types.ts";

/**
 * What the fallback makes of an error, or undefined when it does not cover it. What the fallback throws wins over
 * the error that it was to cover.
 */
export function cover(
  fallback: Fallback<unknown>,
  covers: ((error: unknown) => boolean) | undefined,
  error: unknown,
  tell: () => void,
): Promise<unknown> | undefined {
  if (covers !== undefined && !ask("fallbackFor", covers, error, false)) return undefined;
  tell();
  try {
    return Promise.resolve(fallback(error));
  } catch (thrown) {
    return Promise.reject(thrown);
  }
}

const settled: Promise<void> = Promise.resolve();

/**
 * A rejection in the next microtask. By then the caller has its handler in place, and Node need not be told first that
 * the rejection is unhandled and then that it is handled: that would cost as much as the error itself.
 */
export function refused(error: unknown): Promise<never> {
  return settled.then(() => {
    throw error;
  });
}
