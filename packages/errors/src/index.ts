export { createErrorTracker } from "./create-tracker.ts";
export type { ErrorListOptions, ErrorTracker } from "./tracker.ts";
export { withCorrelation, currentCorrelationId } from "./correlation.ts";
export { errorFingerprint } from "./error-fingerprint.ts";
export { ErrorTrackerOptionsError } from "./options.ts";
export type {
  ErrorTrackerOptions,
  OptionProblem,
  PersistenceOptions,
  SamplingOptions,
  SpikeOptions,
} from "./options.ts";
export type { CategoryDefinition } from "./categories.ts";
export type { ErrorFacts, ErrorMatch, ErrorRule, StatusMatch } from "./rules.ts";
export type { ErrorLogger, LogMethod } from "./log.ts";
export type { RedactOptions } from "./redact.ts";
export type { Clock, Timers } from "./ports.ts";
export type { ErrorPersistence, RestoreResult } from "./persistence.ts";
export type { ErrorSnapshot } from "./snapshot.ts";
export type { SavedOperation } from "./lost-time.ts";
export type { SavedGroup } from "./top-errors.ts";
export type { SavedTotals, TotalsSlot } from "./totals.ts";
export type { TallySlots } from "./tally.ts";
export type { ErrorSpike } from "./spike-watch.ts";
export type {
  ErrorCause,
  ErrorContext,
  ErrorImpact,
  ErrorRecord,
  ErrorSummary,
  ErrorTrends,
  HourlyErrors,
  OperationImpact,
  SpikeHour,
  TopError,
  TrendDirection,
} from "./types.ts";
export type { ErrorCategory, ErrorKind, Severity } from "./vocabulary.ts";
