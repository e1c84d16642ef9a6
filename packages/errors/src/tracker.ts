import { Listeners } from "./listeners.ts";
import type { ErrorListener } from "./listeners.ts";
import { logCallbackFailure, logRecord, stderrLogger } from "./log.ts";
import { checkCount, checkOptions, checkPositive } from "./options.ts";
import type { ErrorTrackerOptions } from "./options.ts";
import { buildRecord, correlationKey } from "./record.ts";
import { RecordStore } from "./record-store.ts";
import { createRedactor } from "./redact.ts";
import { steadyClock } from "./steady-clock.ts";
import { systemClock, systemIds } from "./system.ts";
import { TopErrors } from "./top-errors.ts";
import { hourSlots, Totals } from "./totals.ts";
import { directionOf } from "./trends.ts";
import type {
  ErrorContext,
  ErrorRecord,
  ErrorSummary,
  ErrorTrends,
  HourlyErrors,
  TopError,
} from "./types.ts";
import { CATEGORIES, isCategory } from "./vocabulary.ts";
import type { ErrorCategory } from "./vocabulary.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, windowOf } from "./window.ts";

export interface ErrorListOptions {
  /** Default: all categories. */
  category?: ErrorCategory | undefined;
  /** Most records to return. Default: all that are kept. */
  limit?: number | undefined;
}

/**
 * Records errors and answers questions about them. The `log…` methods take anything that was thrown and never
 * throw; the `get…` methods throw a RangeError for an argument out of range. Needs no `this`.
 */
export interface ErrorTracker {
  /** An operation on machines, stores or clouds failed. */
  readonly logInfrastructureError: (operation: string, error: unknown, context?: ErrorContext) => ErrorRecord;
  readonly logWorkerError: (workerId: string, error: unknown, context?: ErrorContext) => ErrorRecord;
  readonly logJobError: (jobId: string, error: unknown, context?: ErrorContext) => ErrorRecord;
  readonly logNetworkError: (endpoint: string, error: unknown, context?: ErrorContext) => ErrorRecord;
  /** Newest first. */
  readonly getErrors: (options?: ErrorListOptions) => ErrorRecord[];
  /** Newest first. */
  readonly getErrorsByCategory: (category: ErrorCategory, limit?: number) => ErrorRecord[];
  /** In the order they were recorded. */
  readonly getCorrelatedErrors: (correlationId: string) => ErrorRecord[];
  /** Of the last `minutes` (> 0, default 60). Windows beyond the retention end there; `since` tells. */
  readonly getErrorSummary: (minutes?: number) => ErrorSummary;
  /** Of the last `hours` (integer >= 1, default 24) including the current one, within the retention. */
  readonly getErrorTrends: (hours?: number) => ErrorTrends;
  /** The most frequent first, of the last `minutes`. Defaults: 10 of the last 60 minutes. */
  readonly getTopErrors: (limit?: number, minutes?: number) => TopError[];
  /** Calls back for each error, after it was recorded and logged. Returns the function that ends it. */
  readonly onError: (callback: ErrorListener) => () => void;
}

/** @throws {ErrorTrackerOptionsError} listing every option that is wrong. */
export function createErrorTracker(options: ErrorTrackerOptions = {}): ErrorTracker {
  checkOptions(options);
  const retentionMs = (options.retentionDays ?? 7) * DAY_MS;
  const logger = options.logger ?? stderrLogger(options.level ?? "info");
  const redactor = createRedactor(options.redact);
  const now = steadyClock(options.clock ?? systemClock);
  const nextId = options.ids ?? systemIds;
  const store = new RecordStore({ retentionMs, maxErrorsPerCategory: options.maxErrorsPerCategory ?? 1_000 });
  const totals = new Totals(retentionMs);
  const top = new TopErrors(retentionMs);
  const listeners = new Listeners((record, name) => logCallbackFailure(logger, record, name));
  const startedMs = now();

  const log = (category: ErrorCategory, subject: string, error: unknown, context: unknown): ErrorRecord => {
    const atMs = now();
    const report = { id: idOf(nextId), atMs, category, subject, error, context };
    const { record, normalised } = buildRecord(report, redactor);
    store.add(atMs, record);
    totals.add(atMs, category, record.severity, record.durationMs);
    top.add(atMs, record, normalised);
    logRecord(logger, record);
    listeners.tell(record);
    return record;
  };

  const list = (categories: readonly ErrorCategory[], limit = Infinity): ErrorRecord[] => {
    store.expire(now());
    return store.newest(categories, limit === Infinity ? limit : checkCount("limit", limit));
  };

  const getErrorsByCategory = (category: ErrorCategory, limit?: number): ErrorRecord[] => {
    if (isCategory(category)) return list([category], limit);
    throw new RangeError(`category must be one of ${CATEGORIES.join(", ")}, received ${String(category)}`);
  };

  return {
    logInfrastructureError: (operation, error, context) => log("infrastructure", operation, error, context),
    logWorkerError: (workerId, error, context) => log("worker", workerId, error, context),
    logJobError: (jobId, error, context) => log("job", jobId, error, context),
    logNetworkError: (endpoint, error, context) => log("network", endpoint, error, context),
    getErrors: ({ category, limit } = {}) =>
      category === undefined ? list(CATEGORIES, limit) : getErrorsByCategory(category, limit),
    getErrorsByCategory,
    getCorrelatedErrors(correlationId) {
      store.expire(now());
      return store.correlated(correlationKey(correlationId, redactor));
    },
    getErrorSummary(minutes = 60) {
      const window = windowOf(now(), checkPositive("minutes", minutes), retentionMs);
      const counts = totals.within(window);
      return {
        since: iso(window.sinceMs),
        until: iso(window.untilMs),
        ...counts,
        ratePerMinute: (counts.total * MINUTE_MS) / Math.max(1, window.untilMs - window.sinceMs),
        topErrors: top.within(window, 10),
      };
    },
    getErrorTrends(hours = 24) {
      const nowMs = now();
      const count = Math.min(checkCount("hours", hours), hourSlots(retentionMs));
      if (count === 0) throw new RangeError("hours must be an integer >= 1, received 0");
      const sinceMs = (Math.floor(nowMs / HOUR_MS) - count + 1) * HOUR_MS;
      const buckets = Array.from({ length: count }, (_, i): HourlyErrors => {
        const hourMs = sinceMs + i * HOUR_MS;
        const { total, byCategory } = totals.within({ unit: "hour", sinceMs: hourMs, untilMs: hourMs });
        return { hour: iso(hourMs), total, byCategory };
      });
      const direction = directionOf({ totals: buckets.map(({ total }) => total), sinceMs, startedMs, nowMs });
      return { since: iso(sinceMs), until: iso(nowMs), buckets, direction };
    },
    getTopErrors: (limit = 10, minutes = 60) =>
      top.within(windowOf(now(), checkPositive("minutes", minutes), retentionMs), checkCount("limit", limit)),
    onError: (callback) => listeners.add(callback),
  };
}

function idOf(nextId: () => string): string {
  try {
    return nextId();
  } catch {
    // An error without an id of its own is better than no record of it.
    return systemIds();
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
