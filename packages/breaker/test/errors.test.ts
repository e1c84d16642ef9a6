import { describe, expect, test } from "vitest";
import {
  BreakerError,
  BreakerIsolatedError,
  BreakerOpenError,
  BreakerOptionsError,
  BreakerTimeoutError,
  BulkheadFullError,
  createBreaker,
} from "../src/index.ts";
import { createManualClock } from "../src/testing.ts";

describe("errors", () => {
  test("open: not retryable, with the time to wait", () => {
    const error = new BreakerOpenError("payments", 1500);
    expect(error).toMatchObject({
      name: "BreakerOpenError",
      code: "BREAKER_OPEN",
      breaker: "payments",
      retryable: false,
      retryAfterMs: 1500,
      state: "open",
    });
    expect(error.message).toBe('Breaker "payments" is open: it lets no call through for 1500 ms');
  });

  test("half-open: says that the probes are taken", () => {
    const error = new BreakerOpenError("payments", 0, "half-open");
    expect(error).toMatchObject({ code: "BREAKER_OPEN", retryAfterMs: 0, state: "half-open" });
    expect(error.message).toBe('Breaker "payments" is half-open and all its probes are taken');
  });

  test("isolated: not retryable", () => {
    const error = new BreakerIsolatedError("payments");
    expect(error).toMatchObject({
      name: "BreakerIsolatedError",
      code: "BREAKER_ISOLATED",
      breaker: "payments",
      retryable: false,
    });
    expect(error.message).toContain("until it is reset");
  });

  test("timeout: leaves open whether a retry makes sense", () => {
    const error = new BreakerTimeoutError("payments", 250);
    expect(error).toMatchObject({ name: "BreakerTimeoutError", code: "BREAKER_TIMEOUT", timeoutMs: 250 });
    expect(error.message).toContain("250 ms");
    expect("retryable" in error).toBe(false);
  });

  test("all are BreakerErrors and Errors, and cheap: no stack frames", () => {
    const limit = Error.stackTraceLimit;
    for (const error of [
      new BreakerOpenError("a", 1),
      new BreakerIsolatedError("a"),
      new BreakerTimeoutError("a", 1),
    ]) {
      expect(error).toBeInstanceOf(BreakerError);
      expect(error).toBeInstanceOf(Error);
      expect(error.stack).toBe(`${error.name}: ${error.message}`);
    }
    expect(Error.stackTraceLimit).toBe(limit);
    expect(new Error("other").stack).toContain("\n    at ");
  });

  test("bulkhead full: retryable", () => {
    const error = new BulkheadFullError("payments", 3);
    expect(error).toMatchObject({
      name: "BulkheadFullError",
      code: "BREAKER_BULKHEAD_FULL",
      retryable: true,
      maxConcurrent: 3,
    });
    expect(error.message).toBe('Breaker "payments" is full: 3 calls are under way');
  });

  test("as JSON they are plain data, with what they know only", () => {
    expect(
      JSON.parse(JSON.stringify([new BreakerOpenError("a", 5), new BreakerTimeoutError("a", 9)])),
    ).toEqual([
      {
        name: "BreakerOpenError",
        code: "BREAKER_OPEN",
        message: 'Breaker "a" is open: it lets no call through for 5 ms',
        breaker: "a",
        retryable: false,
        retryAfterMs: 5,
      },
      {
        name: "BreakerTimeoutError",
        code: "BREAKER_TIMEOUT",
        message: 'Breaker "a": the call did not settle within 9 ms',
        breaker: "a",
      },
    ]);
  });

  test("with captureStacks they have frames", async () => {
    for (const captureStacks of [true, false]) {
      const breaker = createBreaker({ captureStacks, clock: createManualClock(), timeoutMs: 5 });
      breaker.isolate();
      const acquired = breaker.tryAcquire();
      expect(acquired.ok ? "" : acquired.error.stack?.includes("errors.test.ts")).toBe(captureStacks);
    }
  });

  test("options: a TypeError that lists the problems", () => {
    const error = new BreakerOptionsError(["a: wrong", "b: wrong"]);
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ name: "BreakerOptionsError", code: "BREAKER_OPTIONS" });
    expect(error.message).toBe("Invalid breaker options:\n  - a: wrong\n  - b: wrong");
    expect(error.problems).toEqual(["a: wrong", "b: wrong"]);
  });
});

test("where the stack limit cannot be changed, errors just have frames", () => {
  const limit = Error.stackTraceLimit;
  Object.defineProperty(Error, "stackTraceLimit", { value: limit, writable: false, configurable: true });
  try {
    expect(new BreakerOpenError("a", 1)).toMatchObject({ code: "BREAKER_OPEN" });
  } finally {
    Object.defineProperty(Error, "stackTraceLimit", { value: limit, writable: true, configurable: true });
  }
});
