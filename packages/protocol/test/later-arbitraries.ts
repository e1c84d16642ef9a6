import fc from "fast-check";
import { fields, id, jobType, name, some, text, time } from "./arbitraries.ts";

// Of events and errors: what operators read.

const count = fc.nat();
const state = fc.constantFrom("queued", "leased", "succeeded", "dead", "cancelled");
const status = fc.constantFrom("healthy", "degraded", "unhealthy", "recovering");
const breakerState = fc.constantFrom("closed", "open", "half-open", "isolated");
const category = fc.constantFrom("infrastructure", "worker", "job", "network");
const severity = fc.constantFrom("critical", "high", "medium", "low");
const few = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { maxLength: 3 });

const jobEvent = fields({
  id,
  type: jobType,
  state,
  cause: fc.constantFrom(
    "submit",
    "lease",
    "succeed",
    "fail",
    "timeout",
    "lose",
    "release",
    "cancel",
    "redrive",
  ),
  attempt: count,
  workerId: some(id),
  createdAt: time,
  runAt: time,
  finishedAt: some(time),
  at: time,
});
const workerEvent = fields({
  workerId: id,
  change: fc.constantFrom("registered", "left", "draining", "status"),
  status: some(status),
  reasons: some(few(text(50))),
  at: time,
});
const breakerEvent = fields({ name: text(50), from: breakerState, to: breakerState, at: time });
const fleetEvent = fields({
  suspect: fc.boolean(),
  suspects: count,
  fleetSize: count,
  workerIds: few(id),
  reason: text(50),
  at: time,
});
const labels = fc.dictionary(
  text(10).filter((key) => key !== "__proto__"),
  text(10, 0),
  { noNullPrototype: true, maxKeys: 3 },
);
const alertFields = {
  key: name(32),
  status: fc.constantFrom("firing", "resolved"),
  rule: text(20),
  severity,
  labels,
  summary: text(50),
  startsAt: time,
  endsAt: some(time),
  acknowledged: some(fields({ by: text(20), at: time })),
};
const alert = fields(alertFields);
const activeAlert = fields({ ...alertFields, muted: fc.boolean() });
const alertEvent = fields({
  change: fc.constantFrom("fired", "resolved", "acknowledged"),
  alert,
  at: time,
});
const alertSink = fields({
  name: text(20),
  state: fc.constantFrom("up", "down"),
  waiting: count,
  delivered: count,
  failed: count,
  lastDeliveredAt: some(time),
  lastError: some(text(50)),
});
const pattern = fc.oneof(text(20, 0), fc.array(text(20, 0), { minLength: 1, maxLength: 3 }));
const matcher = fields({ label: text(20), is: some(pattern), not: some(pattern) });
const matchers = fc.array(matcher, { minLength: 1, maxLength: 3 });
const silence = fields({
  id: name(36),
  matchers,
  from: time,
  until: time,
  comment: text(50),
  author: text(20),
  state: fc.constantFrom("pending", "active"),
});
const resetEvent = fields({ reason: text(50) });
const event = <T>(kind: string, data: fc.Arbitrary<T>) =>
  fields<{ event: string; id: string; data: T }>({ event: fc.constant(kind), id: name(30), data });

const byCategory = fields({ infrastructure: count, worker: count, job: count, network: count });
const record = fields({
  id: text(40),
  at: time,
  category,
  severity,
  kind: fc.constantFrom("timeout", "bug"),
  name: text(20),
  message: text(50, 0),
  stack: some(text(50)),
  code: some(text(10)),
  status: some(fc.integer({ min: 100, max: 599 })),
  subject: text(50),
  operation: some(text(20)),
  correlationId: some(text(20)),
  fingerprint: text(20),
  durationMs: some(fc.double({ min: 0, max: 1e9, noNaN: true })),
  retryable: some(fc.boolean()),
  retryAfterMs: some(count),
  causes: some(few(fields({ name: text(20), message: text(50, 0), code: some(text(10)) }))),
  context: fc.dictionary(
    text(10).filter((key) => key !== "__proto__"),
    fc.jsonValue({ maxDepth: 1 }),
    { noNullPrototype: true },
  ),
});

export const laterRequests: Readonly<Record<string, fc.Arbitrary<object>>> = {
  AcknowledgeRequest: fields({ key: text(50), by: some(text(20)) }),
  AlertMatcher: matcher,
  SilenceRequest: fields({
    matchers,
    from: some(time),
    until: time,
    comment: text(50),
    author: some(text(20)),
  }),
  EventQuery: fields({
    types: some(
      fc
        .array(fc.constantFrom("job", "worker", "breaker", "fleet", "alert"), { minLength: 1, maxLength: 10 })
        .map((types) => types.join(",")),
    ),
  }),
};

export const laterAnswers: Readonly<Record<string, fc.Arbitrary<object>>> = {
  JobEventData: jobEvent,
  WorkerEventData: workerEvent,
  BreakerEventData: breakerEvent,
  FleetEventData: fleetEvent,
  AlertEventData: alertEvent,
  ResetEventData: resetEvent,
  Alert: alert,
  ActiveAlert: activeAlert,
  AlertSink: alertSink,
  AlertList: fields({ alerts: few(activeAlert), sinks: few(alertSink) }),
  Silence: silence,
  SilenceList: fields({ silences: few(silence) }),
  HubEvent: fc.oneof<fc.Arbitrary<object>[]>(
    event("job", jobEvent),
    event("worker", workerEvent),
    event("breaker", breakerEvent),
    event("fleet", fleetEvent),
    event("alert", alertEvent),
    event("reset", resetEvent),
  ),
  ErrorRecord: record,
  ErrorList: fields({ errors: few(record) }),
  ErrorSummary: fields({
    since: time,
    until: time,
    total: count,
    byCategory,
    bySeverity: fields({ critical: count, high: count, medium: count, low: count }),
    ratePerMinute: fc.double({ min: 0, max: 1e6, noNaN: true }),
    topErrors: few(
      fields({
        fingerprint: text(20),
        category,
        name: text(20),
        message: text(50, 0),
        count,
        lastAt: time,
        severity,
      }),
    ),
    impact: fields({
      errors: count,
      totalMs: count,
      meanMs: count,
      byOperation: some(few(fields({ operation: text(20), errors: count, totalMs: count, meanMs: count }))),
    }),
  }),
  ErrorTrends: fields({
    since: time,
    until: time,
    buckets: few(fields({ hour: time, total: count, byCategory })),
    direction: fc.constantFrom("rising", "falling", "steady"),
    spikes: some(few(fields({ hour: time, total: count, baseline: count, score: count }))),
  }),
  Health: fields({ status: text(20) }),
};

export const laterValues: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  ErrorCategory: category,
  ErrorSeverity: severity,
};
