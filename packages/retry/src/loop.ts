import { AttemptContext } from "./attempt-context.ts";
import { Call } from "./call.ts";
import type { RetryPolicy } from "./policy.ts";
import type { RetryFunction } from "./types.ts";

/**
 * Tries `fn` until it succeeds, or the policy says that it is enough.
 *
 * @param watched what `isWatched` says of the policy, asked once for many calls.
 */
export function runLoop<T>(fn: RetryFunction<T>, policy: RetryPolicy, watched: boolean): Promise<T> {
  return watched ? runWatched(fn, policy) : runPlain(fn, policy);
}

/** Nothing but the attempt itself, until it fails. */
async function runPlain<T>(fn: RetryFunction<T>, policy: RetryPolicy): Promise<T> {
  const startedAt = policy.clock.wallTime();
  try {
    return await fn(new AttemptContext(1));
  } catch (error) {
    return await new Call(fn, policy).resume(error, startedAt);
  }
}

async function runWatched<T>(fn: RetryFunction<T>, policy: RetryPolicy): Promise<T> {
  const { throttle } = policy;
  const work: RetryFunction<T> = throttle === undefined ? fn : (context) => throttle.run(() => fn(context));
  return await new Call(work, policy).run();
}
