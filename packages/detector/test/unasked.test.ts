import { expect, test } from "vitest";
import { fail, manualProbe, watch } from "./watch.ts";

/** A detector whose probe says at once that it cannot ask. */
function unaskable() {
  return watch({ probe: async () => undefined });
}

test("a silent worker that cannot be asked gets time for one more heartbeat", async () => {
  const { time, detector, failed, statusOf } = unaskable();
  await time.advance(2001);
  detector.check();
  await time.settle();
  await time.advance(999);
  detector.check();
  expect(statusOf()).toBe("healthy");
  expect(detector.getWorkerHealth("w")?.suspected).toBe(true);
  await time.advance(1);
  detector.check();
  expect(failed[0]?.reason).toBe(
    "silent for 3001 ms, limit 2000 ms; probe failed: the worker cannot be asked",
  );
});

test("its heartbeat clears the suspicion", async () => {
  const { time, detector, changes } = unaskable();
  await time.advance(2001);
  detector.check();
  await time.settle();
  detector.heartbeat("w");
  expect(detector.getWorkerHealth("w")?.suspected).toBe(false);
  await time.advance(2000);
  detector.check();
  expect(changes).toEqual([]);
});

test.each([
  ["a lost connection", (detector: ReturnType<typeof watch>["detector"]) => detector.connectionLost("w")],
  ["failures in a row", (detector: ReturnType<typeof watch>["detector"]) => fail(detector, 3)],
])("%s is the verdict, before the silence and after it", async (_what, act) => {
  const first = unaskable();
  act(first.detector);
  await first.time.settle();
  expect(first.statusOf()).toBe("unhealthy");

  const { time, detector, statusOf } = unaskable();
  await time.advance(2001);
  detector.check();
  await time.settle();
  act(detector);
  expect(statusOf()).toBe("unhealthy");
});

test("evidence that comes while the probe still thinks is the verdict too", async () => {
  const { probe, asked } = manualProbe();
  const { time, detector, statusOf } = watch({ probe });
  await time.advance(2001);
  detector.check();
  detector.connectionLost("w");
  asked[0]?.answer(undefined);
  await time.settle();
  expect(statusOf()).toBe("unhealthy");
});

test("after a hold there is no more patience", async () => {
  const { time, detector, statusOf } = watch({
    probe: async () => undefined,
    massSuspicion: { share: 0.5, minWorkers: 2, settleMs: 5000 },
  });
  detector.registerWorker("v");
  detector.start();
  await time.advance(3500);
  expect(statusOf()).toBe("healthy");
  await time.advance(5500);
  expect(statusOf()).toBe("unhealthy");
  detector.stop();
});
