/** What a handler is given to do. */
export interface HandlerJob {
  /** The job's id: the same on every attempt. */
  readonly id: string;
  readonly type: string;
  readonly payload: unknown;
  /** 1 on the first attempt. */
  readonly attempt: number;
  /** Unique to this attempt. */
  readonly leaseId: string;
  /** When the hub gives the attempt up, by the hub's clock. */
  readonly deadline: Date;
  /** W3C trace context of the submitter, when it sent one. */
  readonly traceparent?: string;
}

export interface HandlerContext {
  /**
   * Aborted when the attempt no longer matters: its time is up, the job was cancelled or given to
   * another worker, or the worker is stopping and its drain time is over. Pass it on to what you call.
   */
  readonly signal: AbortSignal;
}

/**
 * Runs one attempt. What it returns (any JSON; `undefined` becomes `null`) is the job's result. What it
 * throws fails the attempt; an error with `retryable: false` ends the job, and one with `retryAfterMs`
 * says when to try again.
 */
export type Handler = (job: HandlerJob, context: HandlerContext) => unknown;

/** Handlers by job type. */
export type Handlers = Readonly<Record<string, Handler>>;

/** Throw this when another attempt cannot succeed either: the job becomes a dead letter at once. */
export class PermanentError extends Error {
  override readonly name: string = "PermanentError";
  readonly retryable: false = false;
}
