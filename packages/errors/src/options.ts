import type { CategoryDefinition } from "./categories.ts";
import type { ErrorLogger } from "./log.ts";
import type { ErrorPersistence } from "./persistence.ts";
import type { Clock, Timers } from "./ports.ts";
import type { RedactOptions } from "./redact.ts";
import type { ErrorRule } from "./rules.ts";

/** Which lines the log gets of errors that repeat. Records, counts and callbacks get all. */
export interface SamplingOptions {
  /** Errors of one group (category, severity, fingerprint) logged in full within an interval, 1 to 1,000,000. Default 10. */
  first?: number | undefined;
  /** After this time one line tells how many were left out, and counting begins anew; ms, 1,000 to 86,400,000. Default 60,000. */
  intervalMs?: number | undefined;
}

/** From when many errors of one category are a spike. */
export interface SpikeOptions {
  /** Errors are counted by intervals of this length, in minutes: an integer from 1 to 60. Default 5. */
  intervalMinutes?: number | undefined;
  /** Intervals before the running one that say what is usual, 6 to 288. Default 24. */
  baselineIntervals?: number | undefined;
  /** Fewer errors in an interval, or in an hour of the trends, are never a spike; from 1. Default 20. */
  minCount?: number | undefined;
}

export interface PersistenceOptions extends ErrorPersistence {
  /** A change is saved after this time, in ms, 100 to 86,400,000. Default 60,000. */
  intervalMs?: number | undefined;
}

export interface ErrorTrackerOptions<Custom extends string = never> {
  /** Where records are logged: a pino logger or anything with its four methods. Default: pino to stderr. */
  logger?: ErrorLogger | undefined;
  /** Least level that the default logger writes. Ignored when `logger` is given. Default "info". */
  level?: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent" | undefined;
  /** Categories beyond the four built-in ones, at most 16. */
  categories?: readonly (Custom | CategoryDefinition<Custom>)[] | undefined;
  /** Asked before the built-in classification, in this order; the first that holds decides. */
  rules?: readonly ErrorRule[] | undefined;
  /** How long records and counts are kept, in days, > 0 and <= 3,650. Default 7. */
  retentionDays?: number | undefined;
  /** Records kept in each category, 1 to 100,000; counts do not depend on it. Default 1,000. */
  maxErrorsPerCategory?: number | undefined;
  /** Bytes of all records kept, by estimate, 65,536 to 2^40; the largest category loses its oldest first. Default 32 MiB. */
  maxRecordBytes?: number | undefined;
  /** `false` logs every error. */
  sampling?: SamplingOptions | false | undefined;
  /** What counts as a spike for `onSpike`. */
  spikes?: SpikeOptions | undefined;
  /** Lets counts, groups and trends outlive a restart. Default: they do not. */
  persistence?: PersistenceOptions | undefined;
  /** Default: the system clock. */
  clock?: Clock | undefined;
  /** Default: timers that do not keep the process alive. */
  timers?: Timers | undefined;
  /** Makes the ids of records. Default: random UUIDs. */
  ids?: (() => string) | undefined;
  /** What is hidden beyond the defaults; `false` hides nothing. */
  redact?: RedactOptions | false | undefined;
}

export interface OptionProblem {
  readonly option: string;
  readonly message: string;
}

/** The options of a tracker are wrong. Names all problems at once, and no secret values. */
export class ErrorTrackerOptionsError extends TypeError {
  override readonly name: string = "ErrorTrackerOptionsError";
  readonly problems: readonly OptionProblem[];

  constructor(problems: readonly OptionProblem[]) {
    super(`Invalid error tracker options: ${problems.map((problem) => problem.message).join("; ")}`);
    this.problems = problems;
  }
}
