import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createDetector } from "@pigeon/detector";

const worker = createServer((_request, response) => response.end("ok")).listen(0, "127.0.0.1");
await once(worker, "listening");
const endpoint = `http://127.0.0.1:${(worker.address() as AddressInfo).port}`;

const answers: boolean[] = [];
const detector = createDetector({
  probeTimeoutMs: 2000,
  async probe(_workerId, signal) {
    const response = await fetch(`${endpoint}/healthz`, { signal });
    answers.push(response.ok);
    return response.ok;
  },
});
detector.registerWorker("worker-1");

// A connection dropped, but the worker is well: the probe clears the suspicion.
detector.connectionLost("worker-1", "ECONNRESET");
console.log("suspected:", detector.getWorkerHealth("worker-1")?.suspected);
while (detector.getWorkerHealth("worker-1")?.suspected) await new Promise(setImmediate);
console.log("answers:", answers, "status:", detector.getWorkerHealth("worker-1")?.status);

// Now it is gone: the probe fails, and the verdict follows at once.
worker.close();
worker.closeAllConnections();
await new Promise<void>((resolve) => {
  detector.onWorkerFailed(({ workerId, evidence }) => {
    console.log(`${workerId} failed:`, evidence.map((item) => item.kind).join(", "));
    resolve();
  });
  detector.connectionLost("worker-1", "ECONNRESET");
});
