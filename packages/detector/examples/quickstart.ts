import { createDetector } from "@pigeon/detector";

const detector = createDetector({ heartbeatIntervalMs: 5000, failureThreshold: 3 });

detector.onStatusChange(({ workerId, from, to, reasons }) => {
  console.log(`${workerId}: ${from} -> ${to} (${reasons.join("; ")})`);
});
detector.onWorkerFailed(({ workerId, reason }) => {
  console.log(`move the jobs of ${workerId}: ${reason}`);
});
detector.start();

detector.registerWorker("worker-1");
detector.registerWorker("worker-2");

// Whenever a worker calls in, and after every call to a worker:
detector.heartbeat("worker-1", { status: "ok", cpu: 35 });
detector.recordSuccess("worker-1", "lease", 12);
for (let call = 1; call <= 3; call++) {
  detector.recordFailure("worker-2", "lease", new Error("connect ECONNREFUSED"));
}

console.log("healthy:", detector.getHealthyWorkers().join(", "));
console.log("worker-2 last said:", detector.getWorkerHealth("worker-2")?.recentErrors.at(-1)?.message);
detector.stop();
