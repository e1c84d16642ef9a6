import type { ErrorCategory, ErrorKind, Severity } from "./vocabulary.ts";

/** What the caller knows about an error. Five fields are understood; all others are kept as `context`. */
export interface ErrorContext {
  /** Overrides the severity that the classification would give. Anything else than the four words is ignored. */
  severity?: Severity | undefined;
  /** Ties errors of one request or job together. At most 128 characters. Default: that of `withCorrelation`. */
  correlationId?: string | undefined;
  /** Groups this error with all that have the same one, whatever else they are. At most 200 characters. */
  fingerprint?: string | undefined;
  /** What was being done, such as "send-heartbeat". */
  operation?: string | undefined;
  /** How long the failed operation had taken, in ms. Summed up as the impact in summaries. */
  durationMs?: number | undefined;
  [key: string]: unknown;
}

/** One of the errors below a thrown error: a `cause`, or a member of an AggregateError. */
export interface ErrorCause {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
}

/** One recorded error: plain frozen data, redacted and bounded in size, safe to serialise. */
export interface ErrorRecord<Category extends string = ErrorCategory> {
  readonly id: string;
  /** When it was recorded, ISO 8601. */
  readonly at: string;
  readonly category: Category;
  readonly severity: Severity;
  readonly kind: ErrorKind;
  /** The error's type, such as "TypeError"; "NonError" when a primitive was thrown. */
  readonly name: string;
  /** At most 1,024 characters. */
  readonly message: string;
  /** At most 4,096 characters. */
  readonly stack?: string;
  readonly code?: string;
  /** The HTTP status that the error, or one of its causes, carries. */
  readonly status?: number;
  /** What it happened to: operation, worker id, job id or endpoint, or what a custom category is about. */
  readonly subject: string;
  readonly operation?: string;
  readonly correlationId?: string;
  /** Equal for errors of one group: given, or "v2:" and 16 hex digits over type, code and stack or message. */
  readonly fingerprint: string;
  readonly durationMs?: number;
  /** From the error, where it says so itself. */
  readonly retryable?: boolean;
  /** From the error, where it says so itself, in ms. */
  readonly retryAfterMs?: number;
  /** Causes and members of an AggregateError, outermost first, at most 8. */
  readonly causes?: readonly ErrorCause[];
  readonly context: Readonly<Record<string, unknown>>;
}

/** The errors of one category with one fingerprint. */
export interface TopError<Category extends string = ErrorCategory> {
  readonly fingerprint: string;
  readonly category: Category;
  readonly name: string;
  /** Message of the latest one with its values replaced, such as "job <number> failed". */
  readonly message: string;
  readonly count: number;
  /** When the latest one was recorded, ISO 8601. */
  readonly lastAt: string;
  /** Severity of the latest one. */
  readonly severity: Severity;
}

/** Time lost in the failed calls of one operation. */
export interface OperationImpact {
  readonly operation: string;
  readonly errors: number;
  readonly totalMs: number;
  readonly meanMs: number;
}

/** Time lost in the failed operations whose errors came with a `durationMs`. */
export interface ErrorImpact {
  readonly errors: number;
  readonly totalMs: number;
  /** 0 when no error came with a duration. */
  readonly meanMs: number;
  /** The ten operations that lost most, of the errors that came with an `operation` as well. */
  readonly byOperation: readonly OperationImpact[];
}

export interface ErrorSummary<Category extends string = ErrorCategory> {
  /** Begin of the window, ISO 8601: the start of a minute (of an hour, for windows over 1,440 minutes). */
  readonly since: string;
  readonly until: string;
  readonly total: number;
  readonly byCategory: Readonly<Record<Category, number>>;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  /** Errors per minute between `since` and `until`. */
  readonly ratePerMinute: number;
  /** The ten most frequent. */
  readonly topErrors: readonly TopError<Category>[];
  readonly impact: ErrorImpact;
}

export type TrendDirection = "rising" | "falling" | "steady";

export interface HourlyErrors<Category extends string = ErrorCategory> {
  /** Start of the hour (UTC), ISO 8601. */
  readonly hour: string;
  readonly total: number;
  readonly byCategory: Readonly<Record<Category, number>>;
}

/** An hour with far more errors than the hours before it. */
export interface SpikeHour {
  /** Start of the hour (UTC), ISO 8601. */
  readonly hour: string;
  readonly total: number;
  /** Median of the hours before it, at most 24. */
  readonly baseline: number;
  /** Modified z-score: how many robust standard deviations it lies above the baseline. Over 3.5. */
  readonly score: number;
}

export interface ErrorTrends<Category extends string = ErrorCategory> {
  readonly since: string;
  readonly until: string;
  /** Oldest first; the last one is the current hour, which is not over yet. */
  readonly buckets: readonly HourlyErrors<Category>[];
  readonly direction: TrendDirection;
  /** Oldest first. */
  readonly spikes: readonly SpikeHour[];
}
