import pRetry from "p-retry";
import { AttemptContext } from "./attempt-context.ts";
import { begin, beginLimited, isPromiseLike } from "./attempt.ts";
import { CallWindow } from "./call-window.ts";
import { retryableFlagOf } from "./error-contract.ts";
import {
  RetryBudgetError,
  RetryDeadlineError,
  RetryExhaustedError,
  RetryResultError,
  ThrottledError,
} from "./errors.ts";
import { reasonFor, type GiveUpReason } from "./events.ts";
import { notify } from "./notify.ts";
import type { ChosenDelay, RetryPolicy } from "./policy.ts";
import type { RetryAttempt, RetryFunction } from "./types.ts";

const attemptsKept = 100;

/**
 * What p-retry sees instead of the user's error: p-retry would refuse to retry a TypeError, replace
 * a thrown value that is no Error, and unwrap its own AbortError.
 */
class Failed {
  readonly error: unknown;
  readonly retryable: boolean;
  readonly reason: GiveUpReason | undefined;

  constructor(error: unknown, retryable: boolean, reason?: GiveUpReason) {
    this.error = error;
    this.retryable = retryable;
    this.reason = reason;
  }
}
// An Error to p-retry, made without the stack trace that nobody will see.
Object.setPrototypeOf(Failed.prototype, Error.prototype);

/** One call: its attempts, its delays and its end. */
export class Call<T> {
  readonly #fn: RetryFunction<T>;
  readonly #policy: RetryPolicy;
  readonly #window: CallWindow;
  readonly #startedAt: number;
  #attempts: RetryAttempt[] = [];
  #number = 1;
  #previousBackoffMs: number | undefined;
  #held = 0;

  constructor(fn: RetryFunction<T>, policy: RetryPolicy) {
    this.#fn = fn;
    this.#policy = policy;
    this.#startedAt = this.#isTimed() ? policy.clock.now() : 0;
    this.#window = new CallWindow(policy, () => this.#deadlineError());
  }

  async run(): Promise<T> {
    this.#policy.budget?.begin(this.#policy.clock.now());
    return await this.#finish(this.#attempt(1));
  }

  /** Goes on after a first attempt that failed elsewhere. */
  async resume(error: unknown, startedAt: number): Promise<T> {
    return await this.#finish(this.#fail(1, error, startedAt));
  }

  async #finish(first: Promise<T>): Promise<T> {
    const { budget, clock, onSuccess, onGiveUp } = this.#policy;
    try {
      const value = await first.catch((failed: unknown) => this.#retryAfter(failed));
      budget?.succeed(this.#held, clock.now());
      if (onSuccess !== undefined) {
        notify(onSuccess, { attempts: this.#number, elapsedMs: clock.now() - this.#startedAt });
      }
      return value;
    } catch (thrown) {
      const failed = thrown instanceof Failed ? thrown : new Failed(thrown, false, "callback-failed");
      const error = failed.retryable ? new RetryExhaustedError(this.#attempts) : failed.error;
      if (onGiveUp !== undefined) {
        const reason = failed.reason ?? reasonFor(error);
        const elapsedMs = clock.now() - this.#startedAt;
        notify(onGiveUp, { error, reason, attempts: this.#attempts, elapsedMs });
      }
      throw error;
    } finally {
      this.#window.close();
    }
  }

  /** p-retry counts and repeats; it is told of the first failure as if it had made that attempt. */
  #retryAfter(first: unknown): Promise<T> {
    return pRetry((number) => (number === 1 ? Promise.reject(first) : this.#attempt(number)), {
      retries: this.#policy.maxRetries,
      minTimeout: 0,
      shouldRetry: ({ error }) => this.#pause(error),
    });
  }

  async #attempt(number: number): Promise<T> {
    this.#number = number;
    const startedAt = this.#policy.clock.wallTime();
    let result: T;
    try {
      result = await this.#start(number);
    } catch (error) {
      return await this.#fail(number, error, startedAt);
    }
    if (this.#policy.shouldRetryResult === undefined) return result;
    if (!(await this.#isRefused(number, result))) return result;
    const error = new RetryResultError(number, result);
    this.#record({ number, error, startedAt });
    throw this.#worthARetry(error);
  }

  async #fail(number: number, error: unknown, startedAt: number): Promise<never> {
    this.#throwIfEnded();
    if (error instanceof ThrottledError) error.cause ??= this.#attempts.at(-1)?.error;
    this.#record({ number, error, startedAt });
    if (retryableFlagOf(error) === false) throw new Failed(error, false);
    const { shouldRetry } = this.#policy;
    const retryable =
      shouldRetry === undefined ||
      (await this.#ask("shouldRetry", error, () => shouldRetry({ error, attempt: number })));
    throw retryable ? this.#worthARetry(error) : new Failed(error, false);
  }

  #worthARetry(error: unknown): Failed {
    const { budget, clock, kindOf } = this.#policy;
    budget?.fail(kindOf(error), clock.now());
    return new Failed(error, true);
  }

  #record(attempt: RetryAttempt): void {
    this.#attempts = [...this.#attempts.slice(1 - attemptsKept), attempt];
  }

  #start(number: number): T | PromiseLike<T> {
    const { attemptTimeoutMs } = this.#policy;
    const context = new AttemptContext(number);
    if (attemptTimeoutMs === undefined && !this.#window.limited) return this.#fn(context);
    return this.#startGuarded(context, attemptTimeoutMs);
  }

  #startGuarded(context: AttemptContext, limitMs: number | undefined): Promise<T> {
    return this.#window.wait<T>(
      (resolve, reject) => {
        if (limitMs === undefined) return begin(this.#fn, context, resolve, reject);
        return beginLimited(this.#fn, context, limitMs, this.#policy.clock, resolve, reject);
      },
      (reason) => context.abort(reason),
    );
  }

  #isRefused(attempt: number, result: T): boolean | Promise<boolean> {
    const { shouldRetryResult } = this.#policy;
    if (shouldRetryResult === undefined) return false;
    const refused = new RetryResultError(attempt, result);
    return this.#ask("shouldRetryResult", refused, () => shouldRetryResult({ result, attempt }));
  }

  /** What a condition of the user says, waited for as long as the call may run. */
  async #ask(name: string, error: unknown, condition: () => unknown): Promise<boolean> {
    try {
      const answer = condition();
      if (!isPromiseLike(answer)) return Boolean(answer);
      return await this.#window.wait((resolve, reject) => {
        answer.then((late) => resolve(Boolean(late)), reject);
        return undefined;
      });
    } catch (thrown) {
      this.#throwIfEnded();
      throw this.#callbackFailed(name, error, thrown);
    }
  }

  async #pause(failed: unknown): Promise<boolean> {
    const last = this.#attempts.at(-1);
    if (!(failed instanceof Failed) || !failed.retryable || last === undefined) return false;
    const { error, number: attempt } = last;
    const { budget, clock, kindOf, onRetry } = this.#policy;
    const { delayMs, backoffMs } = this.#delayAfter(error, attempt);
    if (!this.#window.fits(delayMs)) throw new Failed(this.#deadlineError(), false);
    if (budget !== undefined) {
      const held = budget.take(kindOf(error), clock.now());
      if (held === undefined) throw new Failed(new RetryBudgetError(this.#attempts), false);
      this.#held = held;
    }
    this.#previousBackoffMs = backoffMs;
    this.#attempts = [...this.#attempts.slice(0, -1), { ...last, delayMs }];
    notify(onRetry, { error, attempt, delayMs });
    await this.#window.sleep(delayMs).catch(() => this.#throwIfEnded());
    return true;
  }

  #delayAfter(error: unknown, attempt: number): ChosenDelay {
    try {
      return this.#policy.delayMs({ error, attempt }, this.#previousBackoffMs);
    } catch (thrown) {
      throw this.#callbackFailed("delay", error, thrown);
    }
  }

  #callbackFailed(name: string, error: unknown, thrown: unknown): Failed {
    const message = `${name} threw after attempt ${this.#number}`;
    return new Failed(new AggregateError([error, thrown], message), false, "callback-failed");
  }

  #throwIfEnded(): void {
    const { state } = this.#window;
    if (state.kind === "open") return;
    const { reason } = state;
    throw new Failed(reason, false, reason instanceof RetryDeadlineError ? "deadline" : "aborted");
  }

  #isTimed(): boolean {
    return this.#policy.onSuccess !== undefined || this.#policy.onGiveUp !== undefined;
  }

  #deadlineError(): RetryDeadlineError {
    return new RetryDeadlineError(this.#policy.totalTimeoutMs ?? 0, this.#attempts);
  }
}
