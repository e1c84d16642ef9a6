import { describe, expect, test } from "vitest";
import { fail, manualProbe, watch } from "./watch.ts";

describe("registration", () => {
  test("starts healthy, with nothing known", () => {
    const { detector, changes } = watch();
    detector.registerWorker("a", { incarnation: "one", labels: { zone: "east" } });
    expect(detector.getWorkerHealth("a")).toEqual({
      workerId: "a",
      status: "healthy",
      reasons: [],
      silence: { silentMs: 0, limitMs: 2000, marginMs: 2000 },
      consecutiveFailures: 0,
      totals: { successes: 0, failures: 0 },
      successRate: 1,
      latencyMs: undefined,
      recentErrors: [],
      incarnation: "one",
      labels: { zone: "east" },
      suspected: false,
    });
    expect(changes).toEqual([]);
  });

  test("counts as the first sign of life", async () => {
    const { time, detector, statusOf } = watch();
    await time.advance(5000);
    detector.registerWorker("late");
    await time.advance(2000);
    detector.check();
    expect(statusOf("late")).toBe("healthy");
    expect(statusOf("w")).toBe("unhealthy");
  });

  test("of a known id starts afresh, without an event", () => {
    const { detector, changes } = watch();
    fail(detector, 3);
    detector.registerWorker("w");
    expect(detector.getWorkerHealth("w")).toMatchObject({
      status: "healthy",
      consecutiveFailures: 0,
      totals: { successes: 0, failures: 0 },
      recentErrors: [],
    });
    expect(changes).toEqual(["w healthy>unhealthy"]);
  });

  test("heartbeats of an earlier incarnation are ignored", async () => {
    const { time, detector } = watch();
    detector.registerWorker("w", { incarnation: "new" });
    await time.advance(1500);
    expect(detector.heartbeat("w", { incarnation: "old", status: "error" })).toBe("stale");
    expect(detector.getWorkerHealth("w")).toMatchObject({ status: "healthy" });
    expect(detector.getWorkerHealth("w")).not.toHaveProperty("lastHeartbeatAt");
    expect(detector.heartbeat("w", { incarnation: "new" })).toBe("accepted");
    expect(detector.heartbeat("w")).toBe("accepted");
    detector.registerWorker("plain");
    expect(detector.heartbeat("plain", { incarnation: "any" })).toBe("accepted");
  });

  test("keeps its own copy of the info", () => {
    const { detector } = watch();
    const labels: Record<string, string> = { zone: "east" };
    detector.registerWorker("a", { labels });
    labels["zone"] = "west";
    expect(detector.getWorkerHealth("a")?.labels).toEqual({ zone: "east" });
  });

  test.each([[""], [undefined], [7]])("refuses the id %j", (id) => {
    const { detector } = watch();
    expect(() => detector.registerWorker(id as string)).toThrow(TypeError);
    expect(() => detector.registerWorker(id as string)).toThrow(
      /a string of at least one character, received/,
    );
  });
});

test("what a worker told of itself outlives the record that its outage made", async () => {
  const { time, detector, changes } = watch();
  detector.registerWorker("w", { incarnation: "one", labels: { zone: "east" } });
  await time.advance(2500);
  detector.check();
  for (let beat = 1; beat <= 5; beat++) detector.heartbeat("w", { status: "ok", cpu: beat });
  expect(changes).toEqual(["w healthy>unhealthy", "w unhealthy>recovering", "w recovering>healthy"]);
  expect(detector.getWorkerHealth("w")).toMatchObject({
    status: "healthy",
    lastHeartbeatAt: time.ports.wallClock(),
    totals: { successes: 0, failures: 0 },
    incarnation: "one",
    labels: { zone: "east" },
    report: { status: "ok", cpu: 5 },
  });
  await time.advance(2500);
  detector.check();
  expect(changes.at(-1)).toBe("w healthy>unhealthy");
});

describe("unregistering", () => {
  test("forgets the worker, and says whether there was one", () => {
    const { detector } = watch();
    expect(detector.unregisterWorker("w")).toBe(true);
    expect(detector.unregisterWorker("w")).toBe(false);
    expect(detector.getWorkerHealth("w")).toBeUndefined();
    expect(detector.getAllWorkersHealth()).toEqual([]);
    expect(detector.getHealthyWorkers()).toEqual([]);
  });

  test("unknown workers are ignored by every method", async () => {
    const { time, detector, changes } = watch();
    detector.unregisterWorker("w");
    expect(detector.heartbeat("w", { status: "error" })).toBe("unknown");
    fail(detector, 5);
    detector.recordSuccess("w", "call", 1);
    detector.connectionLost("w");
    await time.advance(10_000);
    detector.check();
    expect(changes).toEqual([]);
    expect(detector.getAllWorkersHealth()).toEqual([]);
  });

  test.each(["unregisterWorker", "registerWorker"] as const)(
    "%s abandons a probe, whatever it answers",
    async (method) => {
      const { probe, asked } = manualProbe();
      const { time, detector, changes } = watch({ probe });
      detector.connectionLost("w");
      detector[method]("w");
      expect(asked[0]?.signal.aborted).toBe(true);
      asked[0]?.answer(false);
      await time.advance(5000);
      expect(changes).toEqual([]);
      expect(time.pendingTimers).toBe(0);
    },
  );

  test("by a callback spares the removed worker in the same tick", async () => {
    const { time, detector, changes } = watch();
    detector.registerWorker("next");
    detector.onWorkerFailed(() => detector.unregisterWorker("next"));
    await time.advance(3000);
    detector.check();
    expect(changes).toEqual(["w healthy>unhealthy"]);
  });
});

describe("ticking", () => {
  test("start judges by itself, with one timer for all workers", async () => {
    const { time, detector, changes } = watch({ checkIntervalMs: 700, massSuspicion: false });
    for (let id = 0; id < 50; id++) detector.registerWorker(`worker-${id}`);
    detector.start();
    detector.start();
    expect(time.pendingTimers).toBe(1);
    await time.advance(2000);
    expect(time.pendingTimers).toBe(1);
    expect(changes).toEqual([]);
    await time.advance(1);
    expect(changes).toHaveLength(51);
  });

  test.each([40, 1000, 30_000])(
    "with heartbeats every %d ms the tick comes when the worker falls due",
    async (heartbeatIntervalMs) => {
      const { time, detector, changes } = watch({ heartbeatIntervalMs });
      detector.start();
      await time.advance(2 * heartbeatIntervalMs);
      expect(changes).toEqual([]);
      await time.advance(1);
      expect(changes).toHaveLength(1);
    },
  );

  test("a worker that falls due between two ticks, unforeseen, waits for the next one", async () => {
    const { time, detector, changes } = watch();
    detector.start();
    await time.advance(10);
    detector.registerWorker("fast", { heartbeatIntervalMs: 50 });
    await time.advance(239);
    expect(changes).toEqual([]);
    await time.advance(1);
    expect(changes).toEqual(["fast healthy>unhealthy"]);
  });

  test("ticks lie a tenth of the check interval apart, however many fall due", async () => {
    const { time, detector, changes } = watch({ checkIntervalMs: 1000 });
    await time.advance(1);
    detector.registerWorker("next");
    detector.start();
    await time.advance(2000);
    expect(changes).toEqual(["w healthy>unhealthy"]);
    await time.advance(99);
    expect(changes).toHaveLength(1);
    await time.advance(1);
    expect(changes).toEqual(["w healthy>unhealthy", "next healthy>unhealthy"]);
  });

  test("stop ends it, abandons probes and drops their suspicions", async () => {
    const { probe, asked } = manualProbe();
    const { time, detector, changes } = watch({ probe });
    detector.stop();
    detector.start();
    await time.advance(2250);
    expect(detector.getWorkerHealth("w")?.suspected).toBe(true);
    detector.stop();
    detector.stop();
    expect(detector.getWorkerHealth("w")?.suspected).toBe(false);
    expect(asked[0]?.signal.aborted).toBe(true);
    expect(time.pendingTimers).toBe(0);
    await time.advance(60_000);
    expect(changes).toEqual([]);
    detector.start();
    await time.advance(250);
    expect(asked).toHaveLength(2);
  });

  test("stop within a callback holds", async () => {
    const { time, detector } = watch();
    detector.onWorkerFailed(() => detector.stop());
    detector.start();
    await time.advance(3000);
    expect(time.pendingTimers).toBe(0);
  });
});
