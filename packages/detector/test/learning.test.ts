import { describe, expect, test } from "vitest";
import { DetectorOptionsError, fixedDeadline } from "../src/index.ts";
import { watch } from "./watch.ts";

/** The fixed rule, noting what it is taught. */
function noting() {
  const taught: number[] = [];
  const begun: number[] = [];
  const fixed = fixedDeadline();
  const watched = watch({
    deadline: {
      ...fixed,
      begin(memory, at, intervalMs) {
        begun.push(intervalMs);
        fixed.begin(memory, at, intervalMs);
      },
      learn: (_memory, _at, gapMs) => void taught.push(gapMs),
      phi: (_memory, _at, silentMs) => silentMs / 100,
    },
  });
  return { ...watched, taught, begun };
}

describe("a policy is taught", () => {
  test("the gaps between heartbeats, not those of other signs of life nor the first one", async () => {
    const { time, detector, taught } = noting();
    await time.advance(300);
    detector.heartbeat("w");
    await time.advance(400);
    detector.recordSuccess("w", "call", 5);
    await time.advance(500);
    detector.heartbeat("w");
    await time.advance(600);
    detector.heartbeat("w", { status: "overloaded" });
    expect(taught).toEqual([900, 600]);
  });

  test("other signs of life move what is due all the same", async () => {
    const { time, detector } = noting();
    detector.heartbeat("w");
    await time.advance(400);
    detector.recordSuccess("w", "call", 5);
    await time.advance(500);
    expect(detector.getWorkerHealth("w")).toMatchObject({
      silence: { silentMs: 500, limitMs: 2000, marginMs: 1500, phi: 5 },
      lastHeartbeatAt: new Date("2026-01-01T00:00:00Z"),
    });
  });

  test("nothing by two heartbeats at one moment, nor by one of an earlier life", async () => {
    const { time, detector, taught } = noting();
    detector.registerWorker("w", { incarnation: "new" });
    detector.heartbeat("w");
    detector.heartbeat("w");
    await time.advance(100);
    detector.heartbeat("w", { incarnation: "old" });
    await time.advance(100);
    detector.heartbeat("w", { incarnation: "new" });
    expect(taught).toEqual([200]);
  });

  test("nothing over a stall, nor by the backlog that is read after it", async () => {
    const { time, detector, taught } = noting();
    detector.start();
    detector.heartbeat("w");
    await time.stall(3000);
    detector.heartbeat("w");
    await time.advance(20);
    detector.heartbeat("w");
    await time.advance(200);
    detector.heartbeat("w");
    expect(taught).toEqual([]);
    await time.advance(800);
    detector.heartbeat("w");
    expect(taught).toEqual([800]);
  });

  test("nothing by what is read before the late tick notices the stall", async () => {
    const { time, detector, taught } = noting();
    time.ports.timers.after(100, () => detector.heartbeat("w"));
    time.ports.timers.after(101, () => detector.heartbeat("w"));
    detector.start();
    detector.heartbeat("w");
    await time.stall(3000);
    expect(taught).toEqual([]);
  });

  test("nothing by the first gap that reaches into a hold of verdicts", async () => {
    const { time, detector, taught } = noting();
    for (const id of ["a", "b"]) detector.registerWorker(id);
    for (const id of ["w", "a", "b"]) detector.heartbeat(id);
    detector.start();
    await time.advance(2500);
    for (const id of ["w", "a", "b"]) detector.heartbeat(id);
    expect(taught).toEqual([]);
    await time.advance(1000);
    for (const id of ["w", "a", "b"]) detector.heartbeat(id);
    expect(taught).toEqual([1000, 1000, 1000]);
  });

  test("first the promise: of all workers, or the worker's own", () => {
    const { detector, begun } = noting();
    detector.registerWorker("fast", { heartbeatIntervalMs: 50 });
    expect(begun).toEqual([1000, 50]);
    expect(detector.getWorkerHealth("fast")?.silence.limitMs).toBe(100);
  });

  test.each([0.5, 86_400_001, Number.NaN, "50", null])(
    "an interval of %j is refused",
    (heartbeatIntervalMs) => {
      const { detector } = noting();
      const info = { heartbeatIntervalMs } as { heartbeatIntervalMs: number };
      expect(() => detector.registerWorker("x", info)).toThrow(
        "registerWorker.heartbeatIntervalMs: expected a number from 1 to 86400000, received ",
      );
      expect(() => detector.registerWorker("x", info)).toThrow(DetectorOptionsError);
      expect(detector.getWorkerHealth("x")).toBeUndefined();
    },
  );

  test.each([1, 86_400_000])("an interval of %d is taken", (heartbeatIntervalMs) => {
    const { detector } = noting();
    detector.registerWorker("x", { heartbeatIntervalMs });
    expect(detector.getWorkerHealth("x")?.silence.limitMs).toBe(2 * heartbeatIntervalMs);
  });
});

test("a policy that throws does not end the ticks", async () => {
  let broken = true;
  const { time, detector, changes } = watch({
    deadline: {
      ...fixedDeadline(),
      expectedMs: () => {
        if (broken) throw new Error("broken");
        return 1000;
      },
    },
  });
  detector.start();
  await expect(time.advance(2001)).rejects.toThrow("broken");
  broken = false;
  await time.advance(250);
  expect(changes).toEqual(["w healthy>unhealthy"]);
});
