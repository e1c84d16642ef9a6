import { expect, test } from "vitest";
import {
  BreakerView,
  ErrorQuery,
  HubStatus,
  SummaryQuery,
  TrendQuery,
  WorkerHealth,
  parse,
} from "../src/index.ts";
import { problems } from "./support.ts";

test("the queries of errors have the defaults of the contract", () => {
  expect(parse(ErrorQuery, {})).toEqual({ ok: true, value: { limit: 100 } });
  expect(parse(SummaryQuery, {})).toEqual({ ok: true, value: { minutes: 60 } });
  expect(parse(TrendQuery, {})).toEqual({ ok: true, value: { hours: 24 } });
});

test("the queries of errors have bounds: a year", () => {
  expect(parse(SummaryQuery, { minutes: "525600" })).toEqual({ ok: true, value: { minutes: 525_600 } });
  expect(parse(TrendQuery, { hours: "8760" })).toEqual({ ok: true, value: { hours: 8760 } });
  expect(problems(SummaryQuery, { minutes: "525601" })).toEqual([
    "minutes: expected a whole number from 1 to 525600, received 525601",
  ]);
  expect(problems(TrendQuery, { hours: "0", minutes: "1" })).toEqual([
    "hours: expected a whole number from 1 to 8760, received 0",
    "minutes: unknown field; remove it (known are hours)",
  ]);
  expect(problems(ErrorQuery, { category: "none", limit: "1001" })).toEqual([
    "category: expected one of infrastructure, worker, job, network, received a string of another form",
    "limit: expected a whole number from 1 to 1000, received 1001",
  ]);
});

test("a status names every count that is missing", () => {
  const counts = { queued: 1, leased: 0, succeeded: 0, dead: 0 };
  expect(
    problems(HubStatus, { jobs: counts, workers: {}, throughput: 0.5, uptimeMs: 1.5, version: 1 }),
  ).toEqual([
    "jobs.cancelled: missing; expected a whole number",
    ...["healthy", "degraded", "unhealthy", "recovering"].map(
      (status) => `workers.${status}: missing; expected a whole number`,
    ),
    "uptimeMs: expected a whole number, received 1.5",
    "version: expected a string, received a number",
  ]);
});

test("a status may tell whether verdicts are held back, and need not", () => {
  const zeros = { healthy: 0, degraded: 0, unhealthy: 0, recovering: 0 };
  const jobs = { queued: 0, leased: 0, succeeded: 0, dead: 0, cancelled: 0 };
  const status = { jobs, workers: zeros, throughput: 0, uptimeMs: 1, version: "1" };
  const fleet = { suspect: true, suspects: 3, since: "2030-01-01T00:00:00.000Z", reason: "3 of 9" };
  expect(parse(HubStatus, status)).toEqual({ ok: true, value: status });
  expect(parse(HubStatus, { ...status, fleet })).toEqual({ ok: true, value: { ...status, fleet } });
  expect(problems(HubStatus, { ...status, fleet: { suspect: true } })).toEqual([
    "fleet.suspects: missing; expected a whole number",
  ]);
});

test("durations are whole milliseconds, measured latencies need not be", () => {
  const breaker = { name: "w", state: "open", consecutiveFailures: 5, retryAfterMs: 0.5 };
  expect(problems(BreakerView, breaker)).toHaveLength(1);
  const health = {
    status: "healthy",
    reasons: [],
    consecutiveFailures: 0,
    successRate: 0.99,
    latency: { p50: 1.5, p95: 2.5 },
    recentErrors: [],
    breaker: "closed",
  };
  expect(parse(WorkerHealth, health)).toEqual({ ok: true, value: health });
});
