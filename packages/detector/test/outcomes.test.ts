import { describe, expect, test } from "vitest";
import { fixedDeadline } from "../src/index.ts";
import { fail, succeed, watch, type Watch } from "./watch.ts";

describe("outcomes of operations", () => {
  test("three failures in a row make a worker unhealthy", () => {
    const { detector, failed, statusOf } = watch();
    fail(detector, 2);
    expect(statusOf()).toBe("healthy");
    fail(detector, 1);
    expect(statusOf()).toBe("unhealthy");
    expect(failed.map((event) => event.reason)).toEqual(["3 operations failed in a row, threshold 3"]);
    fail(detector, 5);
    expect(failed).toHaveLength(1);
    expect(detector.getWorkerHealth("w")).toMatchObject({
      consecutiveFailures: 8,
      totals: { successes: 0, failures: 8 },
    });
  });

  test("a success between failures breaks the row", () => {
    const { detector, statusOf } = watch({ failureThreshold: 2 });
    fail(detector, 1);
    succeed(detector, 1);
    fail(detector, 1);
    expect(statusOf()).toBe("healthy");
    fail(detector, 1);
    expect(statusOf()).toBe("unhealthy");
  });

  test("a low success rate degrades, and 0.9 heals", () => {
    const { detector, changes, statusOf } = watch();
    succeed(detector, 3);
    fail(detector, 1);
    expect(statusOf()).toBe("healthy");
    fail(detector, 1);
    expect(statusOf()).toBe("degraded");
    expect(detector.getWorkerHealth("w")?.reasons).toEqual([
      "success rate 0.60 over 5 operations, limit 0.8",
    ]);
    expect(detector.getHealthyWorkers()).toEqual([]);
    succeed(detector, 14);
    expect(statusOf()).toBe("degraded");
    expect(detector.getWorkerHealth("w")?.reasons).toEqual([
      "success rate 0.89 over 19 operations, limit 0.9",
    ]);
    succeed(detector, 1);
    expect(statusOf()).toBe("healthy");
    expect(changes).toEqual(["w healthy>degraded", "w degraded>healthy"]);
  });

  test("slow successes degrade, measured by the 95th percentile", () => {
    const { detector, statusOf } = watch({ responseTimeoutMs: 100 });
    detector.recordSuccess("w", "call", 100);
    expect(statusOf()).toBe("healthy");
    detector.recordSuccess("w", "call", 101);
    expect(statusOf()).toBe("degraded");
    expect(detector.getWorkerHealth("w")?.reasons).toEqual([
      "1 of the last 2 successes took longer than 100 ms",
    ]);
    // Both the 100 and the 101 lie above 80 ms, where strain ends: 2 of 40 are 5 %.
    succeed(detector, 37);
    expect(statusOf()).toBe("degraded");
    succeed(detector, 1);
    expect(statusOf()).toBe("healthy");
  });

  test("a degraded worker with failures in a row is unhealthy", () => {
    const { detector, changes } = watch({ responseTimeoutMs: 1 });
    detector.recordSuccess("w", "call", 50);
    fail(detector, 3);
    expect(changes).toEqual(["w healthy>degraded", "w degraded>unhealthy"]);
  });

  test("only the last windowSize outcomes count", () => {
    const { detector, statusOf } = watch({ windowSize: 5 });
    succeed(detector, 3);
    fail(detector, 2);
    expect(statusOf()).toBe("degraded");
    succeed(detector, 4);
    expect(statusOf()).toBe("degraded");
    succeed(detector, 1);
    expect(statusOf()).toBe("healthy");
    expect(detector.getWorkerHealth("w")?.successRate).toBe(1);
  });

  test("outcomes older than windowMs no longer speak, even if nothing new happens", async () => {
    const { time, detector, statusOf } = watch({ windowMs: 1500 });
    succeed(detector, 3);
    fail(detector, 2);
    expect(statusOf()).toBe("degraded");
    await time.advance(1500);
    detector.check();
    expect(statusOf()).toBe("degraded");
    await time.advance(1);
    detector.check();
    expect(statusOf()).toBe("healthy");
    expect(detector.getWorkerHealth("w")?.successRate).toBe(0.6);
  });

  test("by default outcomes speak for ten intervals", async () => {
    const { time, detector, statusOf } = watch({ deadline: fixedDeadline({ intervals: 100 }) });
    succeed(detector, 3);
    fail(detector, 2);
    await time.advance(10_000);
    detector.check();
    expect(statusOf()).toBe("degraded");
    await time.advance(1);
    detector.check();
    expect(statusOf()).toBe("healthy");
  });

  test.each([Number.NaN, -1, Number.POSITIVE_INFINITY])(
    "a latency of %d counts as not measured",
    (latencyMs) => {
      const { detector, statusOf } = watch();
      detector.recordSuccess("w", "call", latencyMs);
      detector.recordFailure("w", "call", "boom", latencyMs);
      const health = detector.getWorkerHealth("w");
      expect(statusOf()).toBe("healthy");
      expect(health?.latencyMs).toBeUndefined();
      expect(health?.totals).toEqual({ successes: 1, failures: 1 });
      expect(health?.recentErrors[0]).not.toHaveProperty("latencyMs");
    },
  );
});

describe("latency against what is usual", () => {
  /** Two minutes in which "lease" takes 50 ms. */
  async function usual(watched: Watch): Promise<void> {
    for (let second = 0; second < 120; second++) {
      await watched.time.advance(1000);
      watched.detector.recordSuccess("w", "lease", 50);
    }
  }

  test("most successes far slower than usual degrade, and ease when few are left", async () => {
    const watched = watch({ windowSize: 20 });
    const { detector, statusOf, changes } = watched;
    await usual(watched);
    for (let count = 0; count < 5; count++) detector.recordSuccess("w", "lease", 250);
    expect(statusOf()).toBe("healthy");
    for (let count = 0; count < 6; count++) detector.recordSuccess("w", "lease", 250);
    expect(statusOf()).toBe("degraded");
    expect(detector.getWorkerHealth("w")?.reasons).toEqual([
      '11 of the last 20 successes were slower than usual: "lease" took 250 ms, usually 50 ms',
    ]);
    for (let count = 0; count < 14; count++) detector.recordSuccess("w", "lease", 50);
    expect(statusOf()).toBe("degraded");
    detector.recordSuccess("w", "lease", 50);
    expect(changes).toEqual(["w healthy>degraded", "w degraded>healthy"]);
  });

  test("unusual slowness is no good sign of a recovering worker", async () => {
    const watched = watch({ recoverySuccesses: 1 });
    await usual(watched);
    watched.detector.heartbeat("w", { status: "error" });
    watched.detector.heartbeat("w");
    watched.detector.recordSuccess("w", "lease", 250);
    expect(watched.statusOf()).toBe("recovering");
    watched.detector.recordSuccess("w", "lease", 50);
    expect(watched.statusOf()).toBe("healthy");
  });

  test("counts for nothing without a factor", async () => {
    const watched = watch({ latencyFactor: false });
    await usual(watched);
    for (let count = 0; count < 100; count++) watched.detector.recordSuccess("w", "lease", 9000);
    expect(watched.statusOf()).toBe("healthy");
  });
});
