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
  EventQuery: fields({
    types: some(
      fc
        .array(fc.constantFrom("job", "worker", "breaker", "fleet"), { minLength: 1, maxLength: 10 })
        .map((types) => types.join(",")),
    ),
  }),
};

export const laterAnswers: Readonly<Record<string, fc.Arbitrary<object>>> = {
  JobEventData: jobEvent,
  WorkerEventData: workerEvent,
  BreakerEventData: breakerEvent,
  FleetEventData: fleetEvent,
  ResetEventData: resetEvent,
  HubEvent: fc.oneof<fc.Arbitrary<object>[]>(
    event("job", jobEvent),
    event("worker", workerEvent),
    event("breaker", breakerEvent),
    event("fleet", fleetEvent),
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
    impact: fields({ errors: count, totalMs: count, meanMs: count }),
  }),
  ErrorTrends: fields({
    since: time,
    until: time,
    buckets: few(fields({ hour: time, total: count, byCategory })),
    direction: fc.constantFrom("rising", "falling", "steady"),
  }),
  Health: fields({ status: text(20) }),
};

export const laterValues: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  ErrorCategory: category,
  ErrorSeverity: severity,
};
