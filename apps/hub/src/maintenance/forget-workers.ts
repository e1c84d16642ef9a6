import type { Detector } from "@pigeon/detector";
import type { Clock } from "../ports.ts";
import type { Registry } from "../workers/registry.ts";
import type { Supervisor } from "../workers/supervisor.ts";

/** How long a failed worker stays listed, for an operator to see. */
const FORGET_AFTER_MS = 600_000;
export const FORGET_INTERVAL_MS = 10_000;

/** Drops workers that failed long ago and never came back. Every 10 s. */
export async function forgetWorkers(
  registry: Registry,
  detector: Detector,
  supervisor: Supervisor,
  clock: Clock,
): Promise<void> {
  for (const { worker } of registry.all()) {
    const health = detector.getWorkerHealth(worker.workerId);
    const heardAt = health?.lastHeartbeatAt?.getTime() ?? worker.registeredAt;
    if (health?.status === "unhealthy" && clock.now() - heardAt > FORGET_AFTER_MS) {
      await supervisor.remove(worker.workerId);
    }
  }
}
