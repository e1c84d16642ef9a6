import { createDetector, type DeadlinePolicy } from "@pigeon/detector";
import { createManualTime } from "@pigeon/detector/testing";

/** Waits half as long again as the longest gap so far, and forgets 1 % of it with each heartbeat. */
const longestGap: DeadlinePolicy = {
  name: "longest-gap",
  memorySize: 1,
  begin(memory, at, intervalMs) {
    memory[at] = intervalMs;
  },
  learn(memory, at, gapMs) {
    memory[at] = Math.max(gapMs, 0.99 * (memory[at] ?? 0));
  },
  limitMs: (memory, at) => 1.5 * (memory[at] ?? 0),
  expectedMs: (memory, at) => memory[at] ?? 0,
};

const time = createManualTime();
const detector = createDetector({ ...time.ports, heartbeatIntervalMs: 1000, deadline: longestGap });
detector.registerWorker("worker-1");
detector.start();
for (const gapMs of [900, 1000, 1400]) {
  await time.advance(gapMs);
  detector.heartbeat("worker-1");
}
console.log("limit:", detector.getWorkerHealth("worker-1")?.silence.limitMs);
