import { describe, expect, test } from "vitest";
import { fail, watch } from "./watch.ts";

describe("health", () => {
  test("shows totals, success rate, latencies and the last heartbeat", async () => {
    const { time, detector } = watch();
    for (let latency = 1; latency <= 20; latency++) detector.recordSuccess("w", "call", latency);
    detector.recordFailure("w", "lease", new Error("refused"), 900);
    await time.advance(500);
    detector.heartbeat("w", { cpu: 12 });
    await time.advance(700);
    // Within 3 % of the exact percentiles.
    const near = (latencyMs: number): number =>
      expect.closeTo(latencyMs, -Math.log10(0.06 * latencyMs)) as number;
    expect(detector.getWorkerHealth("w")).toEqual({
      workerId: "w",
      status: "healthy",
      reasons: [],
      silence: { silentMs: 700, limitMs: 2000, marginMs: 1300 },
      lastHeartbeatAt: new Date("2026-01-01T00:00:00.500Z"),
      consecutiveFailures: 1,
      totals: { successes: 20, failures: 1 },
      successRate: 20 / 21,
      latencyMs: { p50: near(10), p95: near(19), p99: near(20) },
      recentErrors: [
        { operation: "lease", message: "refused", at: new Date("2026-01-01T00:00:00Z"), latencyMs: 900 },
      ],
      suspected: false,
      report: { status: "ok", cpu: 12 },
    });
  });

  test("keeps the last ten errors, newest last", () => {
    const { detector } = watch();
    fail(detector, 12);
    const messages = detector.getWorkerHealth("w")?.recentErrors.map((error) => error.message);
    expect(messages).toEqual(Array.from({ length: 10 }, (_, index) => `failure ${index + 3}`));
  });

  test("is a copy that changes nothing and does not change", () => {
    const { detector } = watch();
    detector.registerWorker("w", { labels: { zone: "east" } });
    fail(detector, 1);
    detector.heartbeat("w");
    const before = detector.getWorkerHealth("w");
    if (!before?.labels || !before.report || !before.recentErrors[0]) throw new Error("incomplete health");
    before.totals.failures = 99;
    before.labels["zone"] = "west";
    before.report.status = "error";
    before.recentErrors[0].message = "changed";
    before.lastHeartbeatAt?.setTime(0);
    before.recentErrors[0].at.setTime(0);
    expect(detector.getWorkerHealth("w")).toMatchObject({
      totals: { failures: 1 },
      labels: { zone: "east" },
      report: { status: "ok" },
      recentErrors: [{ message: "failure 1", at: new Date("2026-01-01T00:00:00Z") }],
      lastHeartbeatAt: new Date("2026-01-01T00:00:00Z"),
    });
  });

  test("of all comes in the order of registration; healthy means healthy only", () => {
    const { detector } = watch();
    for (const id of ["degraded", "unhealthy", "recovering", "fine"]) detector.registerWorker(id);
    detector.heartbeat("degraded", { status: "overloaded" });
    detector.heartbeat("unhealthy", { status: "error" });
    detector.heartbeat("recovering", { status: "error" });
    detector.heartbeat("recovering");
    expect(detector.getAllWorkersHealth().map(({ workerId, status }) => `${workerId} ${status}`)).toEqual([
      "w healthy",
      "degraded degraded",
      "unhealthy unhealthy",
      "recovering recovering",
      "fine healthy",
    ]);
    expect(detector.getHealthyWorkers()).toEqual(["w", "fine"]);
  });
});
