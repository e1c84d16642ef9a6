import { propertyOf, retryAfterMsOf } from "./error-contract.ts";
import type { RetryAttempt } from "./types.ts";

/** Options that cannot be used. The message lists every problem, one a line. */
export class RetryOptionsError extends TypeError {
  override readonly name = "RetryOptionsError";
  /** One sentence per invalid option: its name, what was expected, what was received. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Invalid retry options:\n${problems.map((line) => `- ${line}`).join("\n")}`);
    this.problems = problems;
  }
}

/** Every attempt failed, and the last failure was still worth a retry. `cause` is the last error. */
export class RetryExhaustedError extends Error {
  override readonly name = "RetryExhaustedError";
  /** The failed attempts, oldest first; of more than 100, the last 100. */
  readonly attempts: readonly RetryAttempt[];
  /** The last error's own `retryAfterMs`, for whoever schedules the next call. */
  readonly retryAfterMs: number | undefined;
  /** What the last attempt returned, where `shouldRetryResult` refused it; `cause` is then a RetryResultError. */
  readonly result: unknown;

  constructor(attempts: readonly RetryAttempt[]) {
    const last = attempts.at(-1);
    const count = last?.number ?? 0;
    super(`Gave up after ${count} ${count === 1 ? "attempt" : "attempts"}: ${messageOf(last?.error)}`, {
      cause: last?.error,
    });
    this.attempts = attempts;
    this.retryAfterMs = retryAfterMsOf(last?.error);
    this.result = last?.error instanceof RetryResultError ? last.error.result : undefined;
  }
}

/** An attempt returned a result that `shouldRetryResult` refused: how hooks and `attempts` tell it. */
export class RetryResultError extends Error {
  override readonly name = "RetryResultError";
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly result: unknown;

  constructor(attempt: number, result: unknown) {
    super(`the result of attempt ${attempt} was refused`);
    this.attempt = attempt;
    this.result = result;
  }
}

/**
 * The failure was worth a retry, but the budget that this call shares is spent. `cause` is the last
 * error. Whoever is further out should not retry either: that is what the budget is for.
 */
export class RetryBudgetError extends Error {
  override readonly name = "RetryBudgetError";
  readonly retryable = false;
  /** The failed attempts, oldest first; of more than 100, the last 100. */
  readonly attempts: readonly RetryAttempt[];
  /** The last error's own `retryAfterMs`, for whoever schedules the next call. */
  readonly retryAfterMs: number | undefined;

  constructor(attempts: readonly RetryAttempt[]) {
    const last = attempts.at(-1);
    super(`The retry budget is spent after: ${messageOf(last?.error)}`, { cause: last?.error });
    this.attempts = attempts;
    this.retryAfterMs = retryAfterMsOf(last?.error);
  }
}

/**
 * A throttle turned the request away; it was not sent. `cause` is the failure of the attempt before,
 * if there was one.
 */
export class ThrottledError extends Error {
  override readonly name = "ThrottledError";
  readonly retryable = false;
  /** Time in ms until the throttle forgets the oldest part of what it counts. */
  readonly retryAfterMs: number;
  /** How likely it was that this request is turned away. */
  readonly probability: number;

  constructor(probability: number, retryAfterMs: number) {
    // It is thrown when there is too much to do already: without stack frames it costs little.
    const limit = Error.stackTraceLimit;
    Reflect.set(Error, "stackTraceLimit", 0);
    super(`Turned away with a probability of ${probability.toFixed(3)}: the service refuses too much`);
    Reflect.set(Error, "stackTraceLimit", limit);
    this.probability = probability;
    this.retryAfterMs = retryAfterMs;
  }
}

/** An attempt took longer than `attemptTimeoutMs`; its signal is aborted with this error. */
export class AttemptTimeoutError extends Error {
  override readonly name = "AttemptTimeoutError";
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly timeoutMs: number;

  constructor(attempt: number, timeoutMs: number) {
    super(`Attempt ${attempt} took longer than ${timeoutMs} ms`);
    this.attempt = attempt;
    this.timeoutMs = timeoutMs;
  }
}

/** Another attempt of a hedged call succeeded first: the reason of the losers' signals. */
export class HedgeLostError extends Error {
  override readonly name = "HedgeLostError";

  constructor() {
    super("Another attempt succeeded first");
  }
}

/**
 * The total time is over, or too little of it is left for the next delay. `cause` is the last
 * failure, if an attempt had failed before.
 */
export class RetryDeadlineError extends Error {
  override readonly name = "RetryDeadlineError";
  /** The attempts that had failed, oldest first; of more than 100, the last 100. */
  readonly attempts: readonly RetryAttempt[];
  readonly totalTimeoutMs: number;

  constructor(totalTimeoutMs: number, attempts: readonly RetryAttempt[]) {
    const last = attempts.at(-1);
    const after = last === undefined ? "in the first attempt" : `after: ${messageOf(last.error)}`;
    super(
      `The total time of ${totalTimeoutMs} ms is used up ${after}`,
      last === undefined ? {} : { cause: last.error },
    );
    this.attempts = attempts;
    this.totalTimeoutMs = totalTimeoutMs;
  }
}

function messageOf(error: unknown): string {
  const message: unknown = typeof error === "string" ? error : propertyOf(error, "message");
  return typeof message === "string"
    ? message
    : `a thrown value of kind ${error === null ? "null" : typeof error}`;
}
