import { Alarm } from "./alarm.ts";
import { checkCount, checkPositive } from "./arguments.ts";
import { categoriesOf } from "./categories.ts";
import { checkOptions } from "./check-options.ts";
import { currentCorrelationId } from "./correlation.ts";
import { Counters } from "./counters.ts";
import { Listeners } from "./listeners.ts";
import { logDigest, logFailure, logRecord, stderrLogger } from "./log.ts";
import { LogSampler } from "./log-sampling.ts";
import type { ErrorTrackerOptions } from "./options.ts";
import { Keeper } from "./persistence.ts";
import { buildRecord, correlationKey } from "./record.ts";
import { RecordStore } from "./record-store.ts";
import { createRedactor } from "./redact.ts";
import { StackReader } from "./stack.ts";
import type { ErrorSpike } from "./spike-watch.ts";
import { SpikeWatches } from "./spike-watches.ts";
import { steadyClock } from "./steady-clock.ts";
import { systemClock, systemIds, systemTimers } from "./system.ts";
import type { ErrorTracker } from "./tracker.ts";
import type { ErrorContext, ErrorRecord } from "./types.ts";
import type { ErrorCategory } from "./vocabulary.ts";
import { DAY_MS, MINUTE_MS } from "./window.ts";

/** @throws {ErrorTrackerOptionsError} listing every option that is wrong. */
export function createErrorTracker<const Custom extends string = never>(
  options: ErrorTrackerOptions<Custom> = {},
): ErrorTracker<ErrorCategory | Custom> {
  checkOptions(options);
  const { sampling = {}, spikes = {}, persistence, timers = systemTimers } = options;
  const retentionMs = (options.retentionDays ?? 7) * DAY_MS;
  const logger = options.logger ?? stderrLogger(options.level ?? "info");
  const redactor = createRedactor(options.redact);
  const now = steadyClock(options.clock ?? systemClock);
  const nextId = options.ids ?? systemIds;
  const categories = categoriesOf(options.categories);
  const { names } = categories;
  const judgement = { redactor, stacks: new StackReader(redactor), categories, rules: options.rules ?? [] };
  const minSpikeCount = spikes.minCount ?? 20;
  const watching = {
    intervalMs: (spikes.intervalMinutes ?? 5) * MINUTE_MS,
    trailing: spikes.baselineIntervals ?? 24,
    minCount: minSpikeCount,
  };

  const store = new RecordStore(names, {
    retentionMs,
    maxErrorsPerCategory: options.maxErrorsPerCategory ?? 1_000,
    maxBytes: options.maxRecordBytes ?? 32 * 2 ** 20,
  });
  const counters = new Counters({ categories: names, retentionMs, minSpikeCount }, now());
  const callbackFailed = (what: string, name: string, about: Record<string, unknown>): void =>
    logFailure(logger, `${what} callback failed`, name, about);
  const onError = new Listeners<ErrorRecord>((record, name) =>
    callbackFailed("onError", name, { "pigeon.error.id": record.id }),
  );
  const onSpike = new Listeners<ErrorSpike>((spike, name) =>
    callbackFailed("onSpike", name, { "pigeon.error.category": spike.category }),
  );
  const watches = new SpikeWatches({
    categories: names,
    settings: watching,
    timers,
    now,
    tell: (spike) => onSpike.tell(spike),
  });
  const keeper = new Keeper({
    persistence,
    timers,
    intervalMs: persistence?.intervalMs ?? MINUTE_MS,
    take: () => counters.save(now()),
    restore(snapshot) {
      const nowMs = now();
      counters.restore(snapshot, nowMs);
      watches.begin(nowMs, (category) =>
        counters.intervals(category, nowMs, watching.intervalMs, watching.trailing),
      );
    },
    onFailure: (what, name) => logFailure(logger, what, name),
  });
  const samplingMs = sampling === false ? 0 : (sampling.intervalMs ?? MINUTE_MS);
  const sampler =
    sampling === false ? undefined : new LogSampler({ first: sampling.first ?? 10, intervalMs: samplingMs });
  const digest = (nowMs: number): void => {
    for (const over of sampler?.over(nowMs) ?? []) logDigest(logger, over);
  };
  const digestLater = new Alarm(timers, () => {
    digest(now());
    if (sampler?.pending === true) digestLater.set(samplingMs);
  });

  const write = (record: ErrorRecord, normalised: string, atMs: number): void => {
    digest(atMs);
    const leftOut = sampler === undefined ? 0 : sampler.decide(record, normalised, atMs);
    if (leftOut === undefined) digestLater.set(samplingMs);
    else logRecord(logger, record, leftOut);
  };

  const log = (category: string, subject: unknown, error: unknown, context: unknown): ErrorRecord => {
    const atMs = now();
    const correlationId = currentCorrelationId();
    const report = { id: idOf(nextId), atMs, category, subject, error, context, correlationId };
    const { record, normalised } = buildRecord(report, judgement);
    store.add(atMs, record);
    counters.add(atMs, record, normalised);
    write(record, normalised, atMs);
    keeper.change();
    onError.tell(record);
    watches.add(category, atMs);
    return record;
  };

  const known = (category: unknown): string => {
    if (names.includes(category as string)) return category as string;
    throw new RangeError(`category must be one of ${names.join(", ")}, received ${String(category)}`);
  };
  const list = (categories: readonly string[], limit = Infinity): ErrorRecord[] => {
    store.expire(now());
    return store.newest(categories, limit === Infinity ? limit : checkCount("limit", limit));
  };

  const tracker: ErrorTracker = {
    logInfrastructureError: (operation, error, context) => log("infrastructure", operation, error, context),
    logWorkerError: (workerId, error, context) => log("worker", workerId, error, context),
    logJobError: (jobId, error, context) => log("job", jobId, error, context),
    logNetworkError: (endpoint, error, context) => log("network", endpoint, error, context),
    log: (category, subject, error, context) =>
      names.includes(category)
        ? log(category, subject, error, context)
        : log("infrastructure", subject, error, beside({ category }, context)),
    getErrors: ({ category, limit } = {}) => list(category === undefined ? names : [known(category)], limit),
    getErrorsByCategory: (category, limit) => list([known(category)], limit),
    getCorrelatedErrors(correlationId) {
      store.expire(now());
      return store.correlated(correlationKey(correlationId, redactor));
    },
    getErrorSummary: (minutes = 60) => counters.summary(now(), checkPositive("minutes", minutes)),
    getErrorRate: (minutes = 5, category) =>
      counters.rate(
        now(),
        checkPositive("minutes", minutes),
        category === undefined ? undefined : known(category),
      ),
    getErrorTrends(hours = 24) {
      if (checkCount("hours", hours) === 0) throw new RangeError("hours must be an integer >= 1, received 0");
      return counters.trends(now(), hours);
    },
    getTopErrors: (limit = 10, minutes = 60) =>
      counters.top(now(), checkPositive("minutes", minutes), checkCount("limit", limit)),
    onError: (callback) => onError.add(callback),
    onSpike: (callback) => onSpike.add(callback as (spike: ErrorSpike) => void),
    restore: () => keeper.restore(),
    async flush() {
      digestLater.clear();
      digest(Infinity);
      await keeper.save();
    },
  };
  // The categories of the user's own are known by name only here.
  return tracker as unknown as ErrorTracker<ErrorCategory | Custom>;
}

/** Context of the caller on top of our own. Its getters may throw. */
function beside(own: ErrorContext, context: unknown): ErrorContext {
  try {
    return { ...own, ...(context as ErrorContext | undefined) };
  } catch {
    return own;
  }
}

function idOf(nextId: () => string): string {
  try {
    return nextId();
  } catch {
    // An error without an id of its own is better than no record of it.
    return systemIds();
  }
}
