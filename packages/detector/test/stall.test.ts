import { describe, expect, test } from "vitest";
import { createManualTime } from "../src/testing.ts";
import { manualProbe, watch } from "./watch.ts";

// Heartbeats every 1000 ms, so ticks every 250 ms with an allowance of 500 ms each.
describe("a stalled monitor", () => {
  test("accuses nobody of the silence of its own stall", async () => {
    const { time, detector, changes } = watch();
    detector.start();
    await time.stall(60_000);
    await time.advance(1000);
    detector.heartbeat("w");
    await time.advance(1000);
    expect(changes).toEqual([]);
  });

  test("still notices who stays silent afterwards", async () => {
    const { time, detector, changes } = watch();
    detector.start();
    await time.stall(60_000);
    await time.advance(1500);
    expect(changes).toEqual([]);
    await time.advance(250);
    expect(changes).toEqual(["w healthy>unhealthy"]);
  });

  test("does not judge in the late tick, when signs of life are still unread", async () => {
    const { time, detector, changes } = watch();
    detector.start();
    await time.advance(1900);
    await time.stall(5000);
    expect(changes).toEqual([]);
    detector.heartbeat("w");
    await time.advance(250);
    expect(changes).toEqual([]);
  });

  test("a heartbeat read before the late tick counts no more than one read after it", async () => {
    const { time, detector, changes } = watch();
    // Asked for before start, so due before the first tick: the heartbeat of a stalled process.
    time.ports.timers.after(100, () => detector.heartbeat("w"));
    detector.start();
    await time.stall(3_600_000);
    await time.advance(2000);
    expect(changes).toEqual([]);
    await time.advance(250);
    expect(changes).toEqual(["w healthy>unhealthy"]);
  });

  test("that is late at every tick still judges", async () => {
    const { time, detector, changes } = watch();
    detector.start();
    // Half a second counts of the ticks that are passed over, 300 ms of the second looks.
    for (let tick = 0; tick < 5; tick++) await time.stall(1000);
    expect(changes).toEqual([]);
    await time.stall(1000);
    expect(changes).toEqual(["w healthy>unhealthy"]);
  });

  test("that starts again is given its first late tick again", async () => {
    const { time, detector, changes } = watch();
    detector.start();
    await time.stall(5000);
    detector.stop();
    await time.advance(1400);
    detector.start();
    await time.stall(5000);
    detector.heartbeat("w");
    await time.advance(250);
    expect(changes).toEqual([]);
  });

  test("that is stopped has no ticks to be late for", async () => {
    const { time, detector, changes } = watch();
    detector.start();
    detector.stop();
    await time.advance(2001);
    detector.check();
    expect(changes).toEqual(["w healthy>unhealthy"]);
  });

  test("an ordinary lateness counts as time, but what came meanwhile is read first", async () => {
    const { time, detector, changes } = watch();
    detector.registerWorker("beats");
    detector.start();
    await time.advance(1500);
    await time.stall(501);
    expect(changes).toEqual([]);
    detector.heartbeat("beats");
    await time.advance(49);
    expect(changes).toEqual([]);
    await time.advance(1);
    expect(changes).toEqual(["w healthy>unhealthy"]);
  });

  test("a lateness of no account is none", async () => {
    const { time, detector, changes } = watch();
    detector.start();
    await time.advance(1751);
    await time.stall(274);
    expect(changes).toEqual(["w healthy>unhealthy"]);
  });

  test("a clock that is set back accuses nobody, and later silence is noticed as ever", async () => {
    let offset = 0;
    const time = createManualTime();
    const clock = { now: () => time.ports.clock.now() + offset };
    const { detector, changes } = watch({ ...time.ports, clock });
    detector.start();
    await time.advance(1000);
    detector.heartbeat("w");
    offset = -3_600_000;
    await time.advance(1000);
    detector.heartbeat("w");
    expect(changes).toEqual([]);
    await time.advance(2300);
    expect(changes).toEqual(["w healthy>unhealthy"]);
  });

  test("gives a probe in flight one more chance", async () => {
    const { probe, asked } = manualProbe();
    const { time, detector, changes } = watch({ probe, probeTimeoutMs: 300 });
    detector.start();
    detector.connectionLost("w");
    await time.stall(10_000);
    expect(changes).toEqual([]);
    asked[0]?.answer(true);
    await time.settle();
    expect(detector.getWorkerHealth("w")).toMatchObject({ status: "healthy", suspected: false });
  });
});
