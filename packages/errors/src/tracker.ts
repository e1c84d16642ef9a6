import type { RestoreResult } from "./persistence.ts";
import type { ErrorSpike } from "./spike-watch.ts";
import type { ErrorContext, ErrorRecord, ErrorSummary, ErrorTrends, TopError } from "./types.ts";
import type { ErrorCategory } from "./vocabulary.ts";

export interface ErrorListOptions<Category extends string = ErrorCategory> {
  /** Default: all categories. */
  category?: Category | undefined;
  /** Most records to return. Default: all that are kept. */
  limit?: number | undefined;
}

/**
 * Records errors and answers questions about them. The `log…` methods take anything that was thrown and never
 * throw; the `get…` methods throw a RangeError for an argument out of range. Needs no `this`.
 */
export interface ErrorTracker<Category extends string = ErrorCategory> {
  /** An operation on machines, stores or clouds failed. */
  readonly logInfrastructureError: (
    operation: string,
    error: unknown,
    context?: ErrorContext,
  ) => ErrorRecord<Category>;
  readonly logWorkerError: (
    workerId: string,
    error: unknown,
    context?: ErrorContext,
  ) => ErrorRecord<Category>;
  readonly logJobError: (jobId: string, error: unknown, context?: ErrorContext) => ErrorRecord<Category>;
  readonly logNetworkError: (
    endpoint: string,
    error: unknown,
    context?: ErrorContext,
  ) => ErrorRecord<Category>;
  /**
   * For any category, those of the option `categories` too. Of a category that is none it is an
   * infrastructure error, with the name in `context.category`.
   */
  readonly log: (
    category: Category,
    subject: string,
    error: unknown,
    context?: ErrorContext,
  ) => ErrorRecord<Category>;
  /** Newest first. */
  readonly getErrors: (options?: ErrorListOptions<Category>) => ErrorRecord<Category>[];
  /** Newest first. */
  readonly getErrorsByCategory: (category: Category, limit?: number) => ErrorRecord<Category>[];
  /** In the order they were recorded. */
  readonly getCorrelatedErrors: (correlationId: string) => ErrorRecord<Category>[];
  /** Of the last `minutes` (> 0, default 60). Windows beyond the retention end there; `since` tells. */
  readonly getErrorSummary: (minutes?: number) => ErrorSummary<Category>;
  /** Errors per minute in the last `minutes` (> 0, default 5), of all categories or of one. */
  readonly getErrorRate: (minutes?: number, category?: Category) => number;
  /** Of the last `hours` (integer >= 1, default 24) including the current one, within the retention. */
  readonly getErrorTrends: (hours?: number) => ErrorTrends<Category>;
  /** The most frequent first, of the last `minutes`. Defaults: 10 of the last 60 minutes. */
  readonly getTopErrors: (limit?: number, minutes?: number) => TopError<Category>[];
  /** Calls back for each error, after it was recorded and logged. Returns the function that ends it. */
  readonly onError: (callback: (record: ErrorRecord<Category>) => void) => () => void;
  /** Calls back when a category has far more errors than usual, and when that is over. Returns the function that ends it. */
  readonly onSpike: (callback: (spike: ErrorSpike<Category>) => void) => () => void;
  /** Loads, once, what was saved before, and adds to it what was counted since. Never rejects. */
  readonly restore: () => Promise<RestoreResult>;
  /** Logs what sampling still holds back, and saves what has changed. For the end of a process. Never rejects. */
  readonly flush: () => Promise<void>;
}
