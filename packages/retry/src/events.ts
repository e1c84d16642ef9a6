import {
  RetryBudgetError,
  RetryDeadlineError,
  RetryExhaustedError,
  RetryResultError,
  ThrottledError,
} from "./errors.ts";
import type { RetryAttempt, RetryFailure } from "./types.ts";

/** Told before each delay. */
export interface RetryEvent extends RetryFailure {
  /** The delay that now begins. */
  readonly delayMs: number;
}

/** Told when a call succeeds. */
export interface SuccessEvent {
  /** How many attempts it took. */
  readonly attempts: number;
  /** From the begin of the call, delays included. */
  readonly elapsedMs: number;
}

/** Why a call ended without success. */
export type GiveUpReason =
  | "not-retryable"
  | "exhausted"
  | "deadline"
  | "budget"
  | "throttled"
  | "aborted"
  | "callback-failed";

/** Told when a call rejects. */
export interface GiveUpEvent {
  /** What the call rejects with. */
  readonly error: unknown;
  readonly reason: GiveUpReason;
  /** The attempts that failed, oldest first; of more than 100, the last 100. */
  readonly attempts: readonly RetryAttempt[];
  /** From the begin of the call, delays included. */
  readonly elapsedMs: number;
}

/** Why a call ended that was not aborted and whose callbacks did not fail. */
export function reasonFor(error: unknown): GiveUpReason {
  if (error instanceof RetryExhaustedError || error instanceof RetryResultError) return "exhausted";
  if (error instanceof RetryDeadlineError) return "deadline";
  if (error instanceof RetryBudgetError) return "budget";
  if (error instanceof ThrottledError) return "throttled";
  return "not-retryable";
}
