import fc from "fast-check";
import { fields, jobType, some, text, time } from "./arbitraries.ts";

// Of what the dashboard shows: dead letters by error, load, settings, audit.

const count = fc.nat();
const role = fc.constantFrom("client", "worker", "admin");
const few = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { maxLength: 3 });
const rate = fc.double({ min: 0, max: 1e6, noNaN: true });

const group = fields({
  fingerprint: text(200, 0),
  name: text(50, 0),
  message: text(50, 0),
  types: few(jobType),
  count,
  oldestAt: time,
  newestAt: time,
});
const sample = fields({
  at: time,
  queued: count,
  leased: count,
  dead: count,
  queueAgeMs: count,
  finishedPerSecond: rate,
  failedPerSecond: rate,
});
const setting = fields({
  variable: text(50),
  path: text(50),
  value: text(50, 0),
  source: text(20),
  profile: some(text(20)),
  file: some(text(50)),
  line: some(count),
  default: some(text(50, 0)),
  description: some(text(50, 0)),
});
const entry = fields({
  at: time,
  who: text(50),
  role: some(role),
  action: text(50),
  target: text(50, 0),
  outcome: fc.constantFrom("done", "refused", "failed"),
  status: fc.integer({ min: 200, max: 599 }),
  requestId: text(50),
});

export const operatorRequests: Readonly<Record<string, fc.Arbitrary<object>>> = {
  AuditQuery: fields({ limit: some(fc.integer({ min: 1, max: 1000 }).map(String)) }),
  HistoryQuery: fields({ minutes: some(fc.integer({ min: 1, max: 60 }).map(String)) }),
  DeadLetterGroupQuery: fields({ type: some(jobType) }),
  RedriveOneRequest: fields({ payload: some(fc.jsonValue({ maxDepth: 2 })) }),
};

export const operatorAnswers: Readonly<Record<string, fc.Arbitrary<object>>> = {
  DeadLetterGroup: group,
  DeadLetterGroups: fields({ groups: few(group), examined: count, complete: fc.boolean() }),
  LoadSample: sample,
  LoadHistory: fields({ intervalMs: count, samples: few(sample) }),
  Setting: setting,
  SettingList: fields({ env: text(20), settings: few(setting) }),
  AuditEntry: entry,
  AuditList: fields({ entries: few(entry) }),
  Caller: fields({ name: fc.option(text(20)), role, tokens: fc.boolean() }),
};
