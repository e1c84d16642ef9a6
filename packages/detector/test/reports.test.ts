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
    expect(detector.heartbeat("w", { status: "error" })).toBe(true);
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
