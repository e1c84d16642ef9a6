import { describe, expect, test, vi } from "vitest";
import { createErrorTracker } from "../src/index.ts";
import type { ErrorCategory, ErrorContext, ErrorTracker, ErrorTrackerOptions } from "../src/index.ts";
import { counter, HOUR, ManualClock, MINUTE, silent, T0 } from "./support.ts";

function setup(options: ErrorTrackerOptions = {}): { tracker: ErrorTracker; clock: ManualClock } {
  const clock = new ManualClock();
  return { clock, tracker: createErrorTracker({ logger: silent, clock, ids: counter(), ...options }) };
}

describe("a record", () => {
  test("says what happened to what", () => {
    const { tracker } = setup();
    const error = Object.assign(new Error("connect refused"), {
      code: "ECONNREFUSED",
      status: 502,
      retryable: true,
      retryAfterMs: 100,
    });
    const record = tracker.logNetworkError("https://a.example/x", error, {
      correlationId: "c-1",
      operation: "probe",
      durationMs: 12.5,
      attempt: 2,
    });
    expect(record).toEqual({
      id: "e1",
      at: "2026-01-15T12:00:00.000Z",
      category: "network",
      severity: "medium",
      kind: "connection",
      name: "Error",
      message: "connect refused",
      stack: error.stack,
      code: "ECONNREFUSED",
      status: 502,
      subject: "https://a.example/x",
      operation: "probe",
      correlationId: "c-1",
      fingerprint: expect.stringMatching(/^v2:[0-9a-f]{16}$/),
      durationMs: 12.5,
      retryable: true,
      retryAfterMs: 100,
      context: { attempt: 2 },
    });
    expect(tracker.getErrors()).toEqual([record]);
    expect(Object.isFrozen(record)).toBe(true);
  });

  test("of each category has the subject it was logged for", () => {
    const { tracker } = setup();
    tracker.logInfrastructureError("terminate-instances", "x");
    tracker.logWorkerError("worker-1", "x");
    tracker.logJobError("job-1", "x");
    tracker.logNetworkError("10.0.0.1:80", "x");
    expect(tracker.getErrors().map((record) => [record.category, record.subject, record.operation])).toEqual([
      ["network", "10.0.0.1:80", undefined],
      ["job", "job-1", undefined],
      ["worker", "worker-1", undefined],
      ["infrastructure", "terminate-instances", "terminate-instances"],
    ]);
  });

  test("has the severity of the context, where it is one", () => {
    const { tracker } = setup();
    expect(tracker.logJobError("j", "boom", { severity: "critical" }).severity).toBe("critical");
    expect(tracker.logJobError("j", "boom", { severity: "urgent" as "low" }).severity).toBe("medium");
  });

  test("leaves out what is not there or makes no sense", () => {
    const { tracker } = setup();
    const record = tracker.logJobError("j", "boom", {
      correlationId: undefined,
      operation: "",
      durationMs: -5,
    });
    expect(Object.keys(record).sort()).toEqual(
      [
        "id",
        "at",
        "category",
        "severity",
        "kind",
        "name",
        "message",
        "subject",
        "fingerprint",
        "context",
      ].sort(),
    );
  });

  test("takes anything for a subject, an error and a context", () => {
    const { tracker } = setup();
    const anything = [undefined, null, 0, "", Symbol("s"), 5n, [], {}, Object.create(null), () => 1];
    for (const value of anything) {
      const record = tracker.logJobError(value as string, value, value as ErrorContext);
      expect(JSON.parse(JSON.stringify(record))).toEqual(record);
    }
    expect(tracker.getErrorSummary().total).toBe(anything.length);
    expect(tracker.logJobError(Object.create(null) as string, "x").subject).toBe("[unreadable]");
  });

  test("bounds every text", () => {
    const { tracker } = setup();
    const long = "x".repeat(100_000);
    const error = Object.assign(new Error(long, { cause: new Error(long) }), { code: long, name: long });
    const record = tracker.logJobError(long, error, { correlationId: long, operation: long, note: long });
    expect(record.message).toHaveLength(1_024);
    expect(record.stack?.length).toBeLessThan(4_097);
    expect(tracker.logJobError("j", new Error(long)).stack).toContain("tracker.test.ts");
    expect(record.subject).toHaveLength(512);
    expect([record.name, record.code, record.operation, record.correlationId].map((t) => t?.length)).toEqual([
      128, 128, 128, 128,
    ]);
    expect(JSON.stringify(record).length).toBeLessThan(9_000);
    expect(tracker.getCorrelatedErrors(long)).toEqual([record]);
  });

  test("hides in its message what stands under a secret key of its context", () => {
    const { tracker } = setup();
    const record = tracker.logJobError("j", new Error("login as root with hunter2 failed"), {
      credentials: { user: "rootuser", password: "hunter2" },
    });
    expect(record.message).toBe("login as root with [redacted] failed");
    expect(JSON.stringify(record)).not.toMatch(/hunter2|rootuser/);
  });

  test("is redacted as the options say", () => {
    const more = setup({ redact: { keys: ["tenant"], values: ["abcd"], patterns: [/IBAN\w+/] } }).tracker;
    expect(more.logJobError("abcd-1", "tenant=5 IBAN12", { tenantName: "x" })).toMatchObject({
      subject: "[redacted]-1",
      message: "tenant=[redacted] [redacted]",
      context: { tenantName: "[redacted]" },
    });
    const off = setup({ redact: false }).tracker;
    expect(off.logJobError("j", "password=x", { token: "y" })).toMatchObject({
      message: "password=x",
      context: { token: "y" },
    });
  });

  test("keeps an id even when the ids fail", () => {
    const { tracker } = setup({
      ids() {
        throw new Error("no ids");
      },
    });
    expect(tracker.logJobError("j", "x").id).toMatch(/^[0-9a-f-]{36}$/);
    expect(createErrorTracker({ logger: silent }).logJobError("j", "x").id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("has the system's time by default", () => {
    vi.useFakeTimers({ now: T0 });
    const record = createErrorTracker({ logger: silent }).logJobError("j", "x");
    vi.useRealTimers();
    expect(record.at).toBe("2026-01-15T12:00:00.000Z");
  });
});

describe("getErrors and getErrorsByCategory", () => {
  test("give the newest first, of all or of one category, as many as asked for", () => {
    const { tracker } = setup();
    for (const n of [1, 2, 3]) {
      tracker.logJobError(`job-${n}`, "x");
      tracker.logWorkerError(`worker-${n}`, "x");
    }
    const subjects = (records: { subject: string }[]): string[] => records.map(({ subject }) => subject);
    expect(tracker.getErrors()).toHaveLength(6);
    expect(subjects(tracker.getErrors({ limit: 2 }))).toEqual(["worker-3", "job-3"]);
    expect(subjects(tracker.getErrors({ category: "job", limit: 2 }))).toEqual(["job-3", "job-2"]);
    expect(subjects(tracker.getErrorsByCategory("worker"))).toEqual(["worker-3", "worker-2", "worker-1"]);
    expect(subjects(tracker.getErrorsByCategory("worker", 1))).toEqual(["worker-3"]);
    expect(tracker.getErrorsByCategory("network")).toEqual([]);
    expect(tracker.getErrors({ category: undefined, limit: undefined })).toHaveLength(6);
  });

  test("refuse a limit or category that is none", () => {
    const { tracker } = setup();
    expect(() => tracker.getErrors({ limit: -1 })).toThrow(/^limit must be an integer >= 0, received -1/);
    expect(() => tracker.getErrorsByCategory("jobs" as ErrorCategory)).toThrow(
      "category must be one of infrastructure, worker, job, network, received jobs",
    );
    expect(() => tracker.getErrors({ category: "jobs" as ErrorCategory })).toThrow(RangeError);
  });

  test("keep as many as maxErrorsPerCategory, for as long as retentionDays", () => {
    const { tracker, clock } = setup({ maxErrorsPerCategory: 2, retentionDays: 0.5 });
    for (let n = 0; n < 5; n++) tracker.logJobError(`job-${n}`, "x", { correlationId: "c" });
    expect(tracker.getErrors()).toHaveLength(2);
    expect(tracker.getErrorSummary().total).toBe(5);
    clock.advance(12 * HOUR + 1);
    expect(tracker.getErrors()).toEqual([]);
    expect(tracker.getCorrelatedErrors("c")).toEqual([]);
  });

  test("keep 1,000 in each category for 7 days by default", () => {
    const { tracker, clock } = setup();
    for (let n = 0; n < 1_001; n++) tracker.logJobError("job", "x");
    expect(tracker.getErrors()).toHaveLength(1_000);
    clock.advance(7 * 24 * HOUR);
    expect(tracker.getErrors()).toHaveLength(1_000);
    clock.advance(1);
    expect(tracker.getErrors()).toEqual([]);
  });
});

test("getCorrelatedErrors gives what belongs together in order of time", () => {
  const { tracker, clock } = setup();
  tracker.logJobError("job-1", "x", { correlationId: "c-1" });
  clock.advance(1);
  tracker.logWorkerError("worker-1", "x", { correlationId: "c-2" });
  tracker.logNetworkError("a.example", "x", { correlationId: "c-1" });
  expect(tracker.getCorrelatedErrors("c-1").map(({ subject }) => subject)).toEqual(["job-1", "a.example"]);
  expect(tracker.getCorrelatedErrors("c-3")).toEqual([]);
});

describe("onError", () => {
  test("hears each record once it can be asked for, until it ends", () => {
    const { tracker } = setup();
    const heard: [string, number][] = [];
    const end = tracker.onError((record) => heard.push([record.id, tracker.getErrors().length]));
    tracker.logJobError("j", "x");
    tracker.logWorkerError("w", "x");
    end();
    tracker.logJobError("j", "x");
    expect(heard).toEqual([
      ["e1", 1],
      ["e2", 2],
    ]);
  });

  test("a callback that throws harms neither the caller nor the record", () => {
    const { tracker } = setup();
    tracker.onError(() => {
      throw new Error("broken");
    });
    expect(tracker.logJobError("j", "x").id).toBe("e1");
    expect(tracker.getErrors()).toHaveLength(1);
  });

  test("a callback that logs an error itself does not hear of it", () => {
    const { tracker } = setup();
    let heard = 0;
    tracker.onError(() => {
      heard += 1;
      tracker.logInfrastructureError("alert", "unreachable");
    });
    tracker.logJobError("j", "x");
    expect(heard).toBe(1);
    expect(tracker.getErrors()).toHaveLength(2);
  });
});

test("methods need no this", () => {
  const { logJobError, getErrors, getErrorSummary, onError } = setup().tracker;
  onError(() => {});
  logJobError("j", "x");
  expect(getErrors()).toHaveLength(1);
  expect(getErrorSummary().total).toBe(1);
});

test("a clock set back by a little does not disorder the times", () => {
  const { tracker, clock } = setup();
  tracker.logJobError("j", "x");
  clock.advance(-MINUTE / 2);
  tracker.logJobError("j", "x");
  expect(tracker.getErrors().map(({ at }) => at)).toEqual(Array(2).fill("2026-01-15T12:00:00.000Z"));
});
