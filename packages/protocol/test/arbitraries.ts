import fc from "fast-check";

// Valid values by the rules of the wire contract, written down a second time and without the schemas.

const NAME = "ABCXYZabcxyz0189._:-".split("");

export const name = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...NAME), minLength: 1, maxLength });
export const text = (maxLength: number, minLength = 1): fc.Arbitrary<string> =>
  fc.string({ minLength, maxLength, unit: "binary" });
export const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
/** Leaves out what is undefined, as JSON does. */
export const fields = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(model).map((value) => JSON.parse(JSON.stringify(value)) as T);

export const id: fc.Arbitrary<string> = name(200);
export const jobType: fc.Arbitrary<string> = name(128);

const two = (value: number): string => String(value).padStart(2, "0");
const offset = fc
  .tuple(fc.constantFrom("+", "-"), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([sign, hours, minutes]) => `${sign}${two(hours)}:${two(minutes)}`);
const fraction = fc.integer({ min: 0, max: 999_999 }).map((digits) => `.${digits}`);

/** A moment, written with Z or with an offset, with or without a fraction of a second. */
export const time: fc.Arbitrary<string> = fc
  .tuple(
    fc.date({
      min: new Date("0000-01-02T00:00:00Z"),
      max: new Date("9999-12-30T23:59:59Z"),
      noInvalidDate: true,
    }),
    fc.oneof(fc.constant(""), fraction),
    fc.oneof(fc.constant("Z"), offset),
  )
  .map(([date, fraction, zone]) => `${date.toISOString().slice(0, 19)}${fraction}${zone}`);

const labels = fc.dictionary(
  text(128).filter((key) => key !== "__proto__"),
  text(1024, 0),
  { maxKeys: 64, noNullPrototype: true },
);
const durationMs = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const payload = fc.jsonValue();

const when = fc.oneof(
  fc.constant({}),
  fc.integer({ min: 0, max: 315_576_000_000 }).map((delayMs) => ({ delayMs })),
  time.map((runAt) => ({ runAt })),
);
export const jobSpec: fc.Arbitrary<object> = fc
  .tuple(
    fields({
      type: jobType,
      payload: some(payload),
      priority: some(fc.integer({ min: -100, max: 100 })),
      maxAttempts: some(fc.integer({ min: 1, max: 100 })),
      timeoutMs: some(fc.integer({ min: 1, max: 2 ** 31 - 1 })),
      idempotencyKey: some(text(200)),
      correlationId: some(text(200)),
      labels: some(labels),
    }),
    when,
  )
  .map(([spec, at]) => ({ ...spec, ...at }));

const jobError = fields({
  name: text(200, 0),
  message: text(500, 0),
  stack: some(text(500, 0)),
  retryable: some(fc.boolean()),
  fingerprint: some(text(200, 0)),
});
const attempt = fields({
  number: fc.integer({ min: 1 }),
  leaseId: id,
  workerId: id,
  startedAt: time,
  endedAt: some(time),
  outcome: some(fc.constantFrom("succeeded", "failed", "lost", "released", "cancelled", "timeout")),
  error: some(jobError),
});
const state = fc.constantFrom("queued", "leased", "succeeded", "dead", "cancelled");
const job = fields({
  id,
  type: jobType,
  state,
  payload,
  priority: fc.integer({ min: -100, max: 100 }),
  labels,
  correlationId: fc.option(text(200)),
  createdAt: time,
  runAt: time,
  finishedAt: some(time),
  maxAttempts: fc.integer({ min: 1, max: 100 }),
  attempts: fc.array(attempt, { maxLength: 3 }),
  result: some(payload),
  error: some(jobError),
});
const lease = fields({
  leaseId: id,
  jobId: id,
  type: jobType,
  payload,
  attempt: fc.integer({ min: 1 }),
  timeoutMs: durationMs,
  deadline: time,
  traceparent: some(text(60)),
});
const attemptResult = fields({
  leaseId: id,
  jobId: id,
  status: fc.constantFrom("succeeded", "failed"),
  result: some(payload),
  error: some(jobError),
  retryAfterMs: some(durationMs),
  durationMs: fc.nat(),
});
const percent = some(fc.double({ min: 0, max: 100, noNaN: true }));
const count = fc.nat();
const breakerState = fc.constantFrom("closed", "open", "half-open", "isolated");
const worker = fields({
  workerId: id,
  endpoint: some(fc.webUrl()),
  types: fc.array(jobType, { maxLength: 3 }),
  slots: fc.integer({ min: 1, max: 1000 }),
  labels,
  running: count,
  draining: fc.boolean(),
  registeredAt: time,
  health: fields({
    status: fc.constantFrom("healthy", "degraded", "unhealthy", "recovering"),
    reasons: fc.array(text(50, 0), { maxLength: 2 }),
    lastHeartbeatAt: some(time),
    consecutiveFailures: count,
    successRate: fc.double({ min: 0, max: 1, noNaN: true }),
    latency: some(
      fields({ p50: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), p95: fc.nat() }),
    ),
    recentErrors: fc.array(fields({ operation: text(50), message: text(50, 0), at: time }), { maxLength: 2 }),
    breaker: breakerState,
  }),
});

const limit = some(fc.integer({ min: 1, max: 1000 }).map(String));
const page = { limit, cursor: some(text(500)) };
const search = { label: some(text(200)), text: some(text(200)) };
const upTo = <T>(arbitrary: fc.Arbitrary<T>, minLength = 1): fc.Arbitrary<T[]> =>
  fc.array(arbitrary, { minLength, maxLength: 4 });

/** What is sent to the hub, and what the hub asks of a worker: by the name of the schema. */
export const requests: Readonly<Record<string, fc.Arbitrary<object>>> = {
  JobSpec: jobSpec,
  JobBatch: fields({ jobs: upTo(jobSpec) }),
  WaitQuery: fields({ waitMs: some(fc.integer({ min: 0, max: 60_000 }).map(String)) }),
  JobListQuery: fields({ state: some(state), type: some(jobType), ...search, ...page }),
  DeadLetterQuery: fields({ type: some(jobType), fingerprint: some(text(200, 0)), ...search, ...page }),
  RedriveRequest: fields({ type: some(jobType), fingerprint: some(text(200, 0)) }),
  WorkerRegistration: fields({
    workerId: some(id),
    endpoint: some(fc.webUrl({ validSchemes: ["http", "https"] })),
    types: upTo(jobType),
    slots: fc.integer({ min: 1, max: 1000 }),
    labels: some(labels),
  }),
  Heartbeat: fields({
    running: upTo(id, 0),
    status: some(fc.constantFrom("ok", "overloaded", "error")),
    cpu: percent,
    memory: percent,
    moving: some(fc.boolean()),
  }),
  LeasePull: fields({ max: fc.integer({ min: 1, max: 1000 }), waitMs: fc.integer({ min: 0, max: 60_000 }) }),
  AttemptResult: attemptResult,
  ReportedError: jobError,
  ResultReport: fields({ results: upTo(attemptResult) }),
  LeasePush: fields({ leases: upTo(lease) }),
  LeaseCancel: fields({ leaseIds: upTo(id, 0) }),
  ErrorQuery: fields({
    category: some(fc.constantFrom("infrastructure", "worker", "job", "network")),
    limit,
  }),
  SummaryQuery: fields({ minutes: some(fc.integer({ min: 1, max: 525_600 }).map(String)) }),
  TrendQuery: fields({ hours: some(fc.integer({ min: 1, max: 8760 }).map(String)) }),
};

/** What is answered, and the parts that answers are made of. */
const fleetStatus = fields({
  suspect: fc.boolean(),
  suspects: count,
  since: some(time),
  reason: some(text(50)),
});

export const answers: Readonly<Record<string, fc.Arbitrary<object>>> = {
  Job: job,
  Attempt: attempt,
  JobError: jobError,
  BatchAnswer: fields({ jobs: upTo(fields({ id, state, created: fc.boolean() })) }),
  JobPage: fields({ jobs: upTo(job, 0), nextCursor: fc.option(text(50)) }),
  RedriveAnswer: fields({ redriven: count }),
  RegistrationAnswer: fields({
    workerId: id,
    heartbeatIntervalMs: fc.integer({ min: 1 }),
    workerToken: text(100),
  }),
  HeartbeatAnswer: fields({ cancel: upTo(id, 0), move: some(fc.boolean()) }),
  Lease: lease,
  LeasePullAnswer: fields({ leases: upTo(lease, 0) }),
  LeasePushAnswer: fields({
    accepted: upTo(id, 0),
    refused: upTo(fields({ leaseId: id, reason: text(50) }), 0),
  }),
  ResultAnswer: fields({
    accepted: upTo(id, 0),
    rejected: upTo(fields({ leaseId: id, reason: fc.constantFrom("stale-lease", "unknown-job") }), 0),
  }),
  WorkerHealth: worker.map((value) => (value as { health: object }).health),
  WorkerView: worker,
  WorkerList: fields({ workers: upTo(worker, 0) }),
  FleetStatus: fleetStatus,
  HubStatus: fields({
    jobs: fields({ queued: count, leased: count, succeeded: count, dead: count, cancelled: count }),
    workers: fields({ healthy: count, degraded: count, unhealthy: count, recovering: count }),
    throughput: fc.double({ min: 0, max: 1e6, noNaN: true }),
    uptimeMs: count,
    queueAgeMs: some(count),
    version: text(20),
    fleet: some(fleetStatus),
    keepsFleet: some(fc.boolean()),
  }),
  BreakerView: fields({
    name: text(50),
    state: breakerState,
    consecutiveFailures: count,
    retryAfterMs: count,
  }),
  BreakerList: fields({ breakers: fc.constant([]) }),
  Problem: fields({
    type: text(50),
    title: text(50),
    status: fc.integer({ min: 400, max: 599 }),
    detail: text(50, 0),
    requestId: some(text(50)),
    errors: some(upTo(fields({ path: text(50, 0), message: text(50) }), 0)),
  }),
};

/** Schemas of single values. */
export const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  Id: id,
  JobType: jobType,
  Time: time,
  Labels: labels,
  JobState: state,
  AttemptOutcome: fc.constantFrom("succeeded", "failed", "lost", "released", "cancelled", "timeout"),
  RejectReason: fc.constantFrom("stale-lease", "unknown-job"),
  WorkerStatus: fc.constantFrom("healthy", "degraded", "unhealthy", "recovering"),
  BreakerState: breakerState,
};
