import { createDetector } from "@pigeon/detector";
import { createManualTime } from "@pigeon/detector/testing";

const time = createManualTime();
const detector = createDetector({ ...time.ports, heartbeatIntervalMs: 1000 });
detector.onWorkerFailed(({ workerId }) => console.log(`${workerId} failed`));
detector.onFleetSuspect(({ phase, reason }) => console.log(`${phase}: ${reason}`));

const workers = Array.from({ length: 10 }, (_, index) => `worker-${index}`);
for (const id of workers) detector.registerWorker(id);
detector.start();

async function run(seconds: number, alive: readonly string[]): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await time.advance(1000);
    for (const id of alive) detector.heartbeat(id);
  }
}

await run(20, workers);
await run(5, []); // a switch restarts: nobody is heard for five seconds
await run(20, workers);
await run(5, workers.slice(1)); // one worker dies
