import { expect, test } from "vitest";
import { createDetector, type Detector } from "../../src/index.ts";

const none: unknown = null;

// It threw, which only `registerWorker` and `events` may.
test("a heartbeat whose data came as null counts as one without data", () => {
  const detector = createDetector();
  detector.registerWorker("a", { incarnation: "1" });
  expect(detector.heartbeat("a", none as object)).toBe("accepted");
  expect(detector.heartbeat("b", none as object)).toBe("unknown");
});

// It was taken, and failed with each event.
test.each<keyof Detector & `on${string}`>([
  "onWorkerFailed",
  "onStatusChange",
  "onFleetSuspect",
  "onSuspected",
  "onCleared",
])("%s refuses what is no function", (name) => {
  expect(() => createDetector()[name](none as () => void)).toThrow(
    new TypeError("A callback must be a function, received null"),
  );
});
