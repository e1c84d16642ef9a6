import { AttemptContext } from "./attempt-context.ts";
import { beginLimited } from "./attempt.ts";
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
  const { attemptTimeoutMs, budget, clock } = policy;
  const startedAt = clock.wallTime();
  budget?.begin(clock.now());
  let value: T;
  try {
    const context = new AttemptContext(1);
    value = await (attemptTimeoutMs === undefined
      ? fn(context)
      : limited(fn, context, attemptTimeoutMs, policy));
  } catch (error) {
    return await new Call(fn, policy).resume(error, startedAt);
  }
  budget?.succeed(0, clock.now());
  return value;
}

function limited<T>(
  fn: RetryFunction<T>,
  context: AttemptContext,
  limitMs: number,
  { clock }: RetryPolicy,
): Promise<T> {
  return new Promise((resolve, reject) => void beginLimited(fn, context, limitMs, clock, resolve, reject));
}

async function runWatched<T>(fn: RetryFunction<T>, policy: RetryPolicy): Promise<T> {
  const { throttle } = policy;
  const work: RetryFunction<T> = throttle === undefined ? fn : (context) => throttle.run(() => fn(context));
  return await new Call(work, policy).run();
}
