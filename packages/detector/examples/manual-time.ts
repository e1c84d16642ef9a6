import { createDetector } from "@pigeon/detector";
import { createManualTime } from "@pigeon/detector/testing";

const time = createManualTime();
const detector = createDetector({ ...time.ports, heartbeatIntervalMs: 1000 });
detector.onWorkerFailed(({ workerId, reason, at }) => {
  console.log(`${at.toISOString()} ${workerId}: ${reason}`);
});
detector.registerWorker("worker-1");
detector.start();

await time.advance(1000);
detector.heartbeat("worker-1");

// This process is suspended for an hour: that is nobody's silence.
await time.stall(3_600_000);
detector.heartbeat("worker-1");
console.log("after the stall:", detector.getWorkerHealth("worker-1")?.status);

await time.advance(2250);
console.log("after the silence:", detector.getWorkerHealth("worker-1")?.status);
