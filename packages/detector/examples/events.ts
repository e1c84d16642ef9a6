import { createDetector } from "@pigeon/detector";

const detector = createDetector({ heartbeatIntervalMs: 5000 });
const events = detector.events();
detector.start();

detector.registerWorker("worker-1");
detector.heartbeat("worker-1", { status: "error" });
detector.heartbeat("worker-1", { status: "ok" });
detector.stop(); // ends the loop once it has read what came before

for await (const event of events) {
  if (event.type === "worker-failed") console.log(`${event.workerId} failed: ${event.reason}`);
  else if (event.type === "status-change") console.log(`${event.from} -> ${event.to}`);
}
