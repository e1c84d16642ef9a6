import type { AlertEvent } from "@pigeon/alerts";
import { createBreakers } from "@pigeon/breaker";
import type { Detector, FleetSuspectEvent, StatusChangeEvent } from "@pigeon/detector";
import { createErrorTracker, type ErrorCategory, type ErrorSpike as Spike } from "@pigeon/errors";
import { expect, test } from "vitest";
import { ALERTS, feedAlerts, FLEET } from "../../src/alerts/feed.ts";
import { failures } from "../../src/failures.ts";
import type { DeadJob } from "../../src/jobs/job.ts";
import { attempt, boom, newJob } from "../jobs/support.ts";

type ErrorSpike = Spike<ErrorCategory>;
const logger = { fatal: () => {}, error: () => {}, warn: () => {}, info: () => {} };
const at = new Date(0);

/** What the alerts are told, by parts that the test plays. */
function setUp() {
  const told: AlertEvent[] = [];
  const errors = createErrorTracker({ logger, redact: { values: ["hunter2"] } });
  let spike: (spike: ErrorSpike) => void = () => {};
  let status: (event: StatusChangeEvent) => void = () => {};
  let fleet: (event: FleetSuspectEvent) => void = () => {};
  const detector = {
    onStatusChange: (callback: typeof status) => ((status = callback), () => {}),
    onFleetSuspect: (callback: typeof fleet) => ((fleet = callback), () => {}),
  } as Pick<Detector, "onStatusChange" | "onFleetSuspect">;
  const breakers = createBreakers();
  const onWorker = feedAlerts(
    { observe: (event) => void told.push(event) },
    {
      errors: { onError: errors.onError, onSpike: (callback) => ((spike = callback), () => {}) },
      detector,
      breakers,
    },
  );
  return {
    told,
    errors,
    breakers,
    onWorker,
    spike: (event: ErrorSpike) => spike(event),
    status: (event: StatusChangeEvent) => status(event),
    fleet: (event: FleetSuspectEvent) => fleet(event),
  };
}

test("errors are told as they are recorded", () => {
  const { told, errors } = setUp();
  const record = errors.logNetworkError("http://127.0.0.1:9", new Error("login with hunter2"));
  expect(told).toEqual([{ ...record, type: "error" }]);
  expect(JSON.stringify(told)).not.toContain("hunter2");
});

test("a dead letter is told as such and as an error, without its secrets", () => {
  const { told, errors } = setUp();
  const attempts = [
    { ...attempt(1, "failed"), startedAt: 100, endedAt: 150 },
    { ...attempt(2, "failed"), startedAt: 200, endedAt: 300 },
  ];
  const job: DeadJob = {
    ...newJob({ correlationId: "c-1", attempts }),
    state: "dead",
    finishedAt: 300,
    error: boom,
  };
  failures(errors).onDeadLetter({ ...job, error: { ...job.error, message: "smtp hunter2 refused" } });
  expect(told).toMatchObject([
    {
      type: "error",
      category: "job",
      subject: job.id,
      correlationId: "c-1",
      operation: "run mail",
      durationMs: 150,
    },
    { type: "dead-letter", jobType: "mail" },
  ]);
  expect(JSON.stringify(told)).toContain("refused");
  expect(JSON.stringify(told)).not.toContain("hunter2");
});

test("errors of the alerts and of the fleet make no alerts: the alerts hear of those by other events", () => {
  const { told, errors } = setUp();
  errors.logInfrastructureError(`${ALERTS}: tell`, new Error("slack is down"), { severity: "critical" });
  errors.logInfrastructureError(FLEET, new Error("3 of 9"), { severity: "critical" });
  expect(told).toEqual([]);
  errors.logNetworkError(`${ALERTS}: tell`, new Error("another thing of that name"));
  expect(told).toHaveLength(1);
});

test("spikes, statuses, and a suspect fleet", () => {
  const { told, spike, status, fleet } = setUp();
  const figures = { intervalMs: 300_000, score: 9, at: at.toISOString() };
  spike({ phase: "begin", category: "job", count: 90, baseline: 2, ...figures });
  status({
    workerId: "w1",
    from: "healthy",
    to: "unhealthy",
    reasons: ["silent", "probe failed"],
    evidence: [],
    at,
  });
  fleet({ phase: "begin", suspects: ["w1", "w2", "w3"], fleetSize: 9, reason: "3 of 9", at });
  expect(told).toEqual([
    { type: "spike", subject: "job", phase: "begin", count: 90, baseline: 2 },
    { type: "worker", workerId: "w1", status: "unhealthy", reason: "silent; probe failed" },
    { type: "fleet-suspect", phase: "begin", suspects: 3, fleetSize: 9, reason: "3 of 9" },
  ]);
});

test("breakers by their changes", () => {
  const { told, breakers } = setUp();
  breakers.get("worker:w1");
  breakers.isolate("worker:w1");
  breakers.reset("worker:w1");
  expect(told).toEqual([
    { type: "breaker", name: "worker:w1", state: "isolated", reason: "isolate" },
    { type: "breaker", name: "worker:w1", state: "closed", reason: "reset" },
  ]);
});

test("a worker that registers is well again, and one that left is gone with its breaker", () => {
  const { told, onWorker } = setUp();
  onWorker("w1", "registered");
  onWorker("w1", "draining");
  onWorker("w1", "left");
  expect(told).toEqual([
    { type: "worker", workerId: "w1", status: "healthy" },
    { type: "worker", workerId: "w1", status: "gone" },
    { type: "breaker", name: "worker:w1", state: "gone" },
  ]);
});
