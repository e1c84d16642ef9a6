import { describe, expect, test } from "vitest";
import { fail, succeed, watch } from "./watch.ts";

describe("recovery", () => {
  test("begins with a heartbeat and ends after three good signs in a row", () => {
    const { detector, changes, statusOf } = watch();
    fail(detector, 3);
    detector.heartbeat("w");
    expect(statusOf()).toBe("recovering");
    expect(detector.getWorkerHealth("w")).toMatchObject({
      reasons: ["0 of 3 good signs in a row"],
      consecutiveFailures: 0,
    });
    detector.heartbeat("w");
    succeed(detector, 1);
    expect(statusOf()).toBe("recovering");
    expect(detector.getWorkerHealth("w")?.reasons).toEqual(["2 of 3 good signs in a row"]);
    detector.heartbeat("w");
    expect(changes).toEqual(["w healthy>unhealthy", "w unhealthy>recovering", "w recovering>healthy"]);
  });

  test("begins with a success as well", () => {
    const { detector, statusOf } = watch({ recoverySuccesses: 1 });
    fail(detector, 3);
    succeed(detector, 1);
    expect(statusOf()).toBe("recovering");
    succeed(detector, 1);
    expect(statusOf()).toBe("healthy");
  });

  test("does not begin with a heartbeat that reports an error", () => {
    const { detector, statusOf } = watch();
    fail(detector, 3);
    detector.heartbeat("w", { status: "error" });
    expect(statusOf()).toBe("unhealthy");
  });

  test("any failure ends it, and the callbacks hear of it again", () => {
    const { detector, failed, statusOf } = watch();
    fail(detector, 3);
    detector.heartbeat("w");
    succeed(detector, 2);
    detector.recordFailure("w", "lease", new Error("refused"));
    expect(statusOf()).toBe("unhealthy");
    expect(failed.map((event) => event.reason)).toEqual([
      "3 operations failed in a row, threshold 3",
      '"lease" failed while recovering: refused',
    ]);
    detector.heartbeat("w");
    expect(detector.getWorkerHealth("w")?.reasons).toEqual(["0 of 3 good signs in a row"]);
  });

  test("silence ends it", async () => {
    const { time, detector, failed } = watch();
    fail(detector, 3);
    detector.heartbeat("w");
    await time.advance(2001);
    detector.check();
    expect(failed.map((event) => event.evidence[0]?.kind)).toEqual(["consecutive-failures", "silence"]);
  });

  test("signs of overload and slowness neither help nor harm", () => {
    const { detector, changes, statusOf } = watch({ responseTimeoutMs: 100 });
    fail(detector, 3);
    detector.heartbeat("w");
    for (let count = 0; count < 5; count++) {
      detector.heartbeat("w", { status: "overloaded" });
      detector.recordSuccess("w", "call", 200);
    }
    expect(statusOf()).toBe("recovering");
    expect(detector.getWorkerHealth("w")?.reasons).toEqual(["0 of 3 good signs in a row"]);
    succeed(detector, 3);
    expect(changes.at(-1)).toBe("w recovering>degraded");
  });

  test("what led to the verdict does not count again", () => {
    const { detector, statusOf } = watch({ failureThreshold: 10 });
    fail(detector, 10);
    detector.heartbeat("w");
    succeed(detector, 3);
    expect(statusOf()).toBe("healthy");
    succeed(detector, 5);
    expect(statusOf()).toBe("healthy");
    expect(detector.getWorkerHealth("w")?.successRate).toBeCloseTo(8 / 18);
  });
});
