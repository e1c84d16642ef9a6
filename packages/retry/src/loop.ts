import pRetry from "p-retry";
import { AttemptContext } from "./attempt-context.ts";
import { CallWindow } from "./call-window.ts";
import { propertyOf, retryableFlagOf } from "./error-contract.ts";
import { AttemptTimeoutError, RetryDeadlineError, RetryExhaustedError } from "./errors.ts";
import { notify } from "./notify.ts";
import type { RetryPolicy } from "./policy.ts";
import type { RetryAttempt, RetryFunction } from "./types.ts";

const attemptsKept = 100;

/**
 * What p-retry sees instead of the user's error: p-retry would refuse to retry a TypeError, replace
 * a thrown value that is no Error, and unwrap its own AbortError.
 */
class Failed extends Error {
  readonly error: unknown;
  readonly retryable: boolean;

  constructor(error: unknown, retryable: boolean) {
    super();
    this.error = error;
    this.retryable = retryable;
  }
}

/** Tries `fn` until it succeeds, or the policy says that it is enough. */
export async function runLoop<T>(fn: RetryFunction<T>, policy: RetryPolicy): Promise<T> {
  const call = new Call(fn, policy);
  try {
    return await call.attempt(1);
  } catch (first) {
    return await call.retryAfter(first);
  } finally {
    call.close();
  }
}

class Call<T> {
  readonly #fn: RetryFunction<T>;
  readonly #policy: RetryPolicy;
  readonly #window: CallWindow;
  #attempts: RetryAttempt[] = [];

  constructor(fn: RetryFunction<T>, policy: RetryPolicy) {
    this.#fn = fn;
    this.#policy = policy;
    this.#window = new CallWindow(policy, () => this.#deadlineError());
  }

  async attempt(number: number): Promise<T> {
    const startedAt = this.#policy.clock.wallTime();
    try {
      return await this.#run(number);
    } catch (error) {
      const { state } = this.#window;
      if (state.kind === "ended") throw new Failed(state.reason, false);
      this.#attempts = [...this.#attempts.slice(1 - attemptsKept), { number, error, startedAt }];
      throw new Failed(error, await this.#isRetryable(number, error));
    }
  }

  /** p-retry counts and repeats; it is told of the first failure as if it had made that attempt. */
  async retryAfter(first: unknown): Promise<T> {
    try {
      return await pRetry((number) => (number === 1 ? Promise.reject(first) : this.attempt(number)), {
        retries: this.#policy.maxRetries,
        minTimeout: 0,
        shouldRetry: ({ error }) => this.#pause(error),
      });
    } catch (thrown) {
      if (!(thrown instanceof Failed)) throw thrown;
      throw thrown.retryable ? new RetryExhaustedError(this.#attempts) : thrown.error;
    }
  }

  close(): void {
    this.#window.close();
  }

  #run(number: number): T | PromiseLike<T> {
    const { attemptTimeoutMs } = this.#policy;
    const context = new AttemptContext(number);
    if (attemptTimeoutMs === undefined && !this.#window.limited) return this.#fn(context);
    return this.#runGuarded(context, attemptTimeoutMs);
  }

  async #runGuarded(context: AttemptContext, timeoutMs: number | undefined): Promise<T> {
    let cancelTimer: (() => void) | undefined;
    try {
      return await this.#window.wait<T>(
        (resolve, reject) => {
          if (timeoutMs !== undefined) {
            cancelTimer = this.#policy.clock.setTimer(() => {
              const timeout = new AttemptTimeoutError(context.attempt, timeoutMs);
              reject(timeout);
              context.abort(timeout);
            }, timeoutMs);
          }
          void startNow(this.#fn, context).then(resolve, reject);
        },
        (reason) => context.abort(reason),
      );
    } finally {
      cancelTimer?.();
    }
  }

  async #isRetryable(attempt: number, error: unknown): Promise<boolean> {
    if (retryableFlagOf(error) === false) return false;
    try {
      const answer: unknown = this.#policy.shouldRetry({ error, attempt });
      if (!isPromiseLike(answer)) return Boolean(answer);
      return await this.#window.wait((resolve, reject) => {
        answer.then((late) => resolve(Boolean(late)), reject);
      });
    } catch (thrown) {
      const { state } = this.#window;
      if (state.kind === "ended") throw new Failed(state.reason, false);
      const both = new AggregateError([error, thrown], `shouldRetry threw after attempt ${attempt}`);
      throw new Failed(both, false);
    }
  }

  async #pause(failed: Error): Promise<boolean> {
    if (!(failed instanceof Failed) || !failed.retryable) return false;
    const last = this.#attempts.at(-1);
    if (last === undefined) return false;
    const { error, number: attempt } = last;
    const delayMs = this.#policy.delayMs({ error, attempt });
    if (!this.#window.fits(delayMs)) throw new Failed(this.#deadlineError(), false);
    this.#attempts = [...this.#attempts.slice(0, -1), { ...last, delayMs }];
    notify(this.#policy.onRetry, { error, attempt, delayMs });
    await this.#window.sleep(delayMs).catch((reason: unknown) => {
      throw new Failed(reason, false);
    });
    return true;
  }

  #deadlineError(): RetryDeadlineError {
    return new RetryDeadlineError(this.#policy.totalTimeoutMs ?? 0, this.#attempts);
  }
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof propertyOf(value, "then") === "function";
}

async function startNow<T>(fn: RetryFunction<T>, context: AttemptContext): Promise<T> {
  return await fn(context);
}
