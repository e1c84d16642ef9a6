import { describe, expect, test } from "vitest";
import type { DetectorEvent } from "../src/index.ts";
import { fail, manualProbe, watch } from "./watch.ts";

const at = new Date("2026-01-01T00:00:00Z");

async function drain(events: AsyncIterable<DetectorEvent>): Promise<DetectorEvent[]> {
  const all: DetectorEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

describe("iterating over the events", () => {
  test("gives all kinds, in the order in which they happened, until the detector stops", async () => {
    const { probe, asked } = manualProbe();
    const { detector, time } = watch({ probe, massSuspicion: { minWorkers: 1, share: 0.1 } });
    const events = detector.events();
    detector.connectionLost("w", "ECONNRESET");
    asked[0]?.answer(true);
    await time.settle();
    fail(detector, 3);
    asked[1]?.fail(new Error("no route"));
    await time.settle();
    detector.heartbeat("w", { status: "error" });
    detector.stop();
    const lost = { kind: "connection-lost", reason: "ECONNRESET" };
    const failures = { kind: "consecutive-failures", failures: 3, threshold: 3 };
    const report = { kind: "own-report", status: "error" };
    expect(await drain(events)).toEqual([
      { type: "suspected", workerId: "w", reason: "connection lost: ECONNRESET", evidence: [lost], at },
      { type: "cleared", workerId: "w", reason: "a probe succeeded", at },
      {
        type: "suspected",
        workerId: "w",
        reason: "3 operations failed in a row, threshold 3",
        evidence: [failures],
        at,
      },
      expect.objectContaining({ type: "fleet-suspect", phase: "begin" }),
      expect.objectContaining({ type: "status-change", to: "unhealthy", evidence: [report] }),
      expect.objectContaining({ type: "worker-failed", reason: 'the worker reports "error"' }),
      expect.objectContaining({ type: "fleet-suspect", phase: "end" }),
    ]);
  });

  test("begins with the call, not with the first read, and each iterator has all events", async () => {
    const { detector } = watch();
    fail(detector, 3);
    const [first, second] = [detector.events(), detector.events({ maxBuffered: 1 })];
    detector.heartbeat("w");
    detector.recordFailure("w", "call", "boom");
    detector.stop();
    const types = (events: DetectorEvent[]) => events.map((event) => event.type);
    expect(types(await drain(first))).toEqual(["status-change", "status-change", "worker-failed"]);
    expect(types(await drain(second))).toEqual(["dropped", "worker-failed"]);
  });

  test("can begin again after the detector stopped", async () => {
    const { detector } = watch();
    detector.start();
    detector.stop();
    const events = detector.events();
    fail(detector, 3);
    expect(await events.next()).toMatchObject({ value: { type: "status-change" } });
  });

  test("a signal ends it", async () => {
    const { detector } = watch();
    const controller = new AbortController();
    const events = drain(detector.events({ signal: controller.signal }));
    detector.heartbeat("w", { status: "overloaded" });
    await Promise.resolve();
    await Promise.resolve();
    controller.abort();
    detector.heartbeat("w");
    expect(await events).toHaveLength(1);
    expect(await drain(detector.events({ signal: controller.signal }))).toEqual([]);
  });

  test("bad options are refused", () => {
    expect(() => watch().detector.events({ maxBuffered: 0 })).toThrow("maxBuffered");
  });
});

describe("suspicions are told", () => {
  test("once, however much evidence joins, and cleared by what speaks for the worker", async () => {
    const { probe, asked } = manualProbe();
    const { detector, time } = watch({ probe });
    const told: string[] = [];
    const ends = [
      detector.onSuspected(({ workerId, reason }) => told.push(`${workerId} suspected: ${reason}`)),
      detector.onCleared(({ workerId, reason }) => told.push(`${workerId} cleared: ${reason}`)),
    ];
    fail(detector, 4);
    detector.recordSuccess("w", "call", 5);
    await time.advance(2001);
    detector.check();
    detector.heartbeat("w");
    expect(told).toEqual([
      "w suspected: 3 operations failed in a row, threshold 3",
      "w cleared: an operation succeeded",
      "w suspected: silent for 2001 ms, limit 2000 ms",
      "w cleared: a heartbeat arrived",
    ]);
    detector.connectionLost("w", "a");
    detector.connectionLost("w", "b");
    asked[2]?.answer(true);
    await time.settle();
    expect(told.slice(4)).toEqual(["w suspected: connection lost: a"]);
    asked[3]?.answer(true);
    await time.settle();
    expect(told.slice(5)).toEqual(["w cleared: a probe succeeded"]);
    for (const end of ends) end();
    detector.connectionLost("w");
    detector.stop();
    expect(told).toHaveLength(6);
  });

  test("not when the verdict comes at once, nor when nobody watches any more", () => {
    const { detector } = watch();
    const told: string[] = [];
    detector.onSuspected(({ reason }) => told.push(reason));
    detector.onCleared(({ reason }) => told.push(reason));
    fail(detector, 3);
    expect(told).toEqual([]);
    const { probe } = manualProbe();
    const probed = watch({ probe });
    probed.detector.onCleared(({ reason }) => told.push(reason));
    probed.detector.connectionLost("w");
    probed.detector.unregisterWorker("w");
    expect(told).toEqual([]);
  });

  test("when a hold keeps the verdict back, without a probe", () => {
    const { detector } = watch({ massSuspicion: { minWorkers: 1, share: 0.1 } });
    const told: string[] = [];
    detector.onFleetSuspect(({ phase }) => told.push(phase));
    detector.onSuspected(({ reason, evidence }) => told.push(`${reason}, ${evidence.length}`));
    fail(detector, 3);
    expect(told).toEqual(["begin", "3 operations failed in a row, threshold 3, 1"]);
  });

  test("as cleared when the detector stops", () => {
    const { probe, asked } = manualProbe();
    const { detector } = watch({ probe });
    detector.registerWorker("other");
    const told: string[] = [];
    detector.onCleared(({ workerId, reason }) => told.push(`${workerId}: ${reason}`));
    detector.connectionLost("w");
    detector.stop();
    expect(told).toEqual(["w: the detector stopped"]);
    expect(asked[0]?.signal.aborted).toBe(true);
  });

  test("a callback that takes the worker out leaves no further events of it", () => {
    const { probe } = manualProbe();
    const { detector, changes } = watch({ probe, failureThreshold: 5 });
    detector.onSuspected(({ workerId }) => void detector.unregisterWorker(workerId));
    for (let count = 0; count < 5; count++) detector.recordFailure("w", "call", "boom");
    expect(detector.getWorkerHealth("w")).toBeUndefined();
    expect(changes).toEqual(["w healthy>degraded"]);
  });

  test("a probe that takes its worker out at once is abandoned", async () => {
    const signals: AbortSignal[] = [];
    const { detector, time, changes } = watch({
      probe(workerId, signal) {
        signals.push(signal);
        detector.unregisterWorker(workerId);
        return Promise.resolve(false);
      },
    });
    detector.connectionLost("w");
    await time.settle();
    expect(changes).toEqual([]);
    expect(signals[0]?.aborted).toBe(true);
  });
});
