export { createErrorTracker } from "./tracker.ts";
export type { ErrorListOptions, ErrorTracker } from "./tracker.ts";
export { ErrorTrackerOptionsError } from "./options.ts";
export type { ErrorTrackerOptions, OptionProblem } from "./options.ts";
export { errorFingerprint } from "./error-fingerprint.ts";
export type { ErrorListener } from "./listeners.ts";
export type { ErrorLogger, LogMethod } from "./log.ts";
export type { RedactOptions } from "./redact.ts";
export type { Clock } from "./system.ts";
export type {
  ErrorCause,
  ErrorContext,
  ErrorImpact,
  ErrorRecord,
  ErrorSummary,
  ErrorTrends,
  HourlyErrors,
  TopError,
  TrendDirection,
} from "./types.ts";
export type { ErrorCategory, ErrorKind, Severity } from "./vocabulary.ts";
