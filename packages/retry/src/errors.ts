import { retryAfterMsOf } from "./error-contract.ts";
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

  constructor(attempts: readonly RetryAttempt[]) {
    const last = attempts.at(-1);
    const count = last?.number ?? 0;
    super(`Gave up after ${count} ${count === 1 ? "attempt" : "attempts"}: ${messageOf(last?.error)}`, {
      cause: last?.error,
    });
    this.attempts = attempts;
    this.retryAfterMs = retryAfterMsOf(last?.error);
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
  if (error instanceof Error) return error.message;
  return typeof error === "string"
    ? error
    : `a thrown value of kind ${error === null ? "null" : typeof error}`;
}
