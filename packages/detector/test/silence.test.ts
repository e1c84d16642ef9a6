import { describe, expect, test } from "vitest";
import { fixedDeadline } from "../src/index.ts";
import { watch } from "./watch.ts";

describe("silence", () => {
  test("beyond two intervals makes a worker unhealthy, at two it does not", async () => {
    const { time, detector, failed, statusOf } = watch();
    await time.advance(2000);
    detector.check();
    expect(statusOf()).toBe("healthy");
    await time.advance(1);
    detector.check();
    expect(statusOf()).toBe("unhealthy");
    expect(failed).toHaveLength(1);
    expect(failed[0]).toMatchObject({
      workerId: "w",
      reason: "silent for 2001 ms, limit 2000 ms",
      evidence: [{ kind: "silence", silentMs: 2001, limitMs: 2000 }],
      at: new Date("2026-01-01T00:00:02.001Z"),
      health: { workerId: "w", status: "unhealthy", reasons: ["silent for 2001 ms, limit 2000 ms"] },
    });
  });

  test("by default means 60 seconds without a sign of life", async () => {
    const { time, detector, statusOf } = watch({ heartbeatIntervalMs: undefined });
    await time.advance(60_000);
    detector.check();
    expect(statusOf()).toBe("healthy");
    await time.advance(1);
    detector.check();
    expect(statusOf()).toBe("unhealthy");
  });

  test("may be allowed for a fraction of intervals", async () => {
    const { time, detector, statusOf } = watch({ deadline: fixedDeadline({ intervals: 1.5 }) });
    await time.advance(1500);
    detector.check();
    expect(statusOf()).toBe("healthy");
    await time.advance(1);
    detector.check();
    expect(statusOf()).toBe("unhealthy");
  });

  test("ends with a heartbeat or a success, not with a failure", async () => {
    const { time, detector, statusOf } = watch({ failureThreshold: 10 });
    await time.advance(1500);
    expect(detector.heartbeat("w")).toBe("accepted");
    await time.advance(1500);
    detector.recordSuccess("w", "call", 5);
    await time.advance(1500);
    detector.check();
    expect(statusOf()).toBe("healthy");
    detector.recordFailure("w", "call", "boom");
    await time.advance(501);
    detector.check();
    expect(statusOf()).toBe("unhealthy");
  });

  test("is told once, however long it lasts", async () => {
    const { time, detector, failed } = watch();
    for (let tick = 0; tick < 5; tick++) {
      await time.advance(3000);
      detector.check();
    }
    expect(failed).toHaveLength(1);
  });

  test("concerns only the silent worker", async () => {
    const { time, detector, changes } = watch();
    detector.registerWorker("talker");
    await time.advance(1500);
    detector.heartbeat("talker");
    await time.advance(1000);
    detector.check();
    expect(changes).toEqual(["w healthy>unhealthy"]);
    expect(detector.getHealthyWorkers()).toEqual(["talker"]);
  });
});
