import { describe, expect, test } from "vitest";
import { manualProbe, watch } from "./watch.ts";

describe("a worker's own report", () => {
  test("of overload degrades it until it says otherwise", () => {
    const { detector, changes } = watch();
    detector.heartbeat("w", { status: "overloaded", cpu: 97, memory: 40 });
    expect(detector.getWorkerHealth("w")).toMatchObject({
      status: "degraded",
      reasons: ['the worker reports "overloaded"'],
      report: { status: "overloaded", cpu: 97, memory: 40 },
    });
    detector.heartbeat("w", { status: "ok" });
    expect(changes).toEqual(["w healthy>degraded", "w degraded>healthy"]);
    expect(detector.getWorkerHealth("w")?.report).toEqual({ status: "ok" });
  });

  test("of an error is a verdict, without a probe", () => {
    const { probe, asked } = manualProbe();
    const { detector, failed } = watch({ probe });
    expect(detector.heartbeat("w", { status: "error" })).toBe("accepted");
    expect(failed.map((event) => event.reason)).toEqual(['the worker reports "error"']);
    expect(asked).toEqual([]);
    detector.heartbeat("w", { status: "error" });
    expect(failed).toHaveLength(1);
    expect(detector.getWorkerHealth("w")?.status).toBe("unhealthy");
  });

  test("without a status means that all is well", () => {
    const { detector } = watch();
    detector.heartbeat("w", { cpu: 3 });
    expect(detector.getWorkerHealth("w")).toMatchObject({
      status: "healthy",
      report: { status: "ok", cpu: 3 },
    });
  });
});

describe("a worker's load", () => {
  test("is for display only without limits", () => {
    const { detector, statusOf } = watch();
    detector.heartbeat("w", { cpu: 100, memory: 100 });
    expect(statusOf()).toBe("healthy");
  });

  test("above a limit degrades it, until it is down to 90 % of the limit", () => {
    const { detector, changes, statusOf } = watch({ cpuLimit: 80, memoryLimit: 90 });
    detector.heartbeat("w", { cpu: 80, memory: 90 });
    expect(statusOf()).toBe("healthy");
    detector.heartbeat("w", { cpu: 81 });
    expect(detector.getWorkerHealth("w")?.reasons).toEqual(["the worker reports 81 % cpu, limit 80 %"]);
    detector.heartbeat("w", { cpu: 73 });
    expect(statusOf()).toBe("degraded");
    detector.heartbeat("w", { cpu: 72 });
    expect(changes).toEqual(["w healthy>degraded", "w degraded>healthy"]);
    detector.heartbeat("w", { memory: 91 });
    expect(statusOf()).toBe("degraded");
  });

  test("above a limit is no good sign of a recovering worker", () => {
    const { detector, statusOf } = watch({ cpuLimit: 80, recoverySuccesses: 1 });
    detector.heartbeat("w", { status: "error" });
    detector.heartbeat("w");
    detector.heartbeat("w", { cpu: 90 });
    expect(statusOf()).toBe("recovering");
    detector.heartbeat("w", { cpu: 70 });
    expect(statusOf()).toBe("healthy");
  });
});
