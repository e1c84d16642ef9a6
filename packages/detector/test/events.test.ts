import { describe, expect, test } from "vitest";
import type { StatusChangeEvent, WorkerFailedEvent } from "../src/index.ts";
import { fail, succeed, watch } from "./watch.ts";

describe("events", () => {
  test("a change of status carries its reasons", () => {
    const { detector } = watch({ recoverySuccesses: 1 });
    const events: StatusChangeEvent[] = [];
    detector.onStatusChange((event) => events.push(event));
    detector.heartbeat("w", { status: "overloaded" });
    detector.heartbeat("w");
    detector.heartbeat("w", { status: "error" });
    detector.heartbeat("w");
    succeed(detector, 1);
    const at = new Date("2026-01-01T00:00:00Z");
    const report = (status: "overloaded" | "error") => [{ kind: "own-report" as const, status }];
    const base = { workerId: "w", at, evidence: [] };
    expect(events).toEqual([
      {
        ...base,
        from: "healthy",
        to: "degraded",
        reasons: ['the worker reports "overloaded"'],
        evidence: report("overloaded"),
      },
      { ...base, from: "degraded", to: "healthy", reasons: ["no strain is left"] },
      {
        ...base,
        from: "healthy",
        to: "unhealthy",
        reasons: ['the worker reports "error"'],
        evidence: report("error"),
      },
      { ...base, from: "unhealthy", to: "recovering", reasons: ["a heartbeat arrived"] },
      { ...base, from: "recovering", to: "healthy", reasons: ["enough good signs in a row"] },
    ]);
  });

  test("a recovery says whether a heartbeat or an operation began it", () => {
    const { detector } = watch();
    fail(detector, 3);
    const reasons: string[][] = [];
    detector.onStatusChange((event) => reasons.push(event.reasons));
    succeed(detector, 1);
    expect(reasons).toEqual([["an operation succeeded"]]);
  });

  test("callbacks that unsubscribe hear no more", () => {
    const { detector } = watch();
    const heard: string[] = [];
    const ends = [
      detector.onWorkerFailed((event) => heard.push(event.reason)),
      detector.onStatusChange((event) => heard.push(event.to)),
    ];
    for (const end of ends) end();
    fail(detector, 3);
    expect(heard).toEqual([]);
  });

  test("callbacks that throw end in onError and harm nobody", () => {
    const errors: unknown[] = [];
    const { detector, failed } = watch({ onError: (error) => errors.push(error) });
    const error = new Error("callback");
    detector.onStatusChange(() => {
      throw error;
    });
    fail(detector, 3);
    expect(errors).toEqual([error]);
    expect(failed).toHaveLength(1);
  });

  test("the failure shows the health at the verdict, even if a callback heals the worker", () => {
    const { detector, changes } = watch();
    const seen: WorkerFailedEvent[] = [];
    detector.onStatusChange((event) => {
      if (event.to === "unhealthy") detector.heartbeat("w");
    });
    detector.onWorkerFailed((event) => seen.push(event));
    fail(detector, 3);
    expect(seen.map((event) => event.health.status)).toEqual(["unhealthy"]);
    expect(detector.getWorkerHealth("w")?.status).toBe("recovering");
    expect(changes).toEqual(["w healthy>unhealthy", "w unhealthy>recovering"]);
  });
});
