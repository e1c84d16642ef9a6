import type { Detector } from "@pigeon/detector";
import type { Registry } from "../../workers/registry.ts";
import type { Exposition, Reading } from "./exposition.ts";
import type { JobMetrics } from "./jobs.ts";

export interface WorkerParts {
  readonly detector: Detector;
  readonly registry: Pick<Registry, "all">;
  /** Whether much of the fleet is suspect. */
  readonly fleet: () => { readonly suspect: boolean };
  readonly jobs: Pick<JobMetrics, "workerFailed" | "workerBack">;
}

/** Workers: how many there are, how well they are, and what the failure detector made of it. */
export function workerMetrics(
  exposition: Exposition,
  { detector, registry, fleet, jobs }: WorkerParts,
): void {
  exposition.gauge("pigeon_workers", "Registered workers by health.", ["status"], () => {
    const counts = { healthy: 0, degraded: 0, unhealthy: 0, recovering: 0 };
    for (const { worker } of registry.all()) {
      const health = detector.getWorkerStatus(worker.workerId);
      if (health !== undefined) counts[health.status] += 1;
    }
    return Object.entries(counts).map(([status, count]): Reading => [[status], count]);
  });
  exposition.gauge("pigeon_workers_draining", "Workers that take nothing new.", [], () => [
    [[], registry.all().filter(({ draining }) => draining).length],
  ]);
  exposition.gauge(
    "pigeon_workers_suspected",
    "Workers whose silence or failures are being checked.",
    [],
    () => [
      [
        [],
        registry.all().filter(({ worker }) => detector.getWorkerStatus(worker.workerId)?.suspected).length,
      ],
    ],
  );
  exposition.gauge("pigeon_worker_slots", "Slots of the workers that are not unhealthy.", [], () => [
    [[], sum(alive(), ({ worker }) => worker.slots)],
  ]);
  exposition.gauge("pigeon_worker_slots_used", "Leases that those workers hold.", [], () => [
    [[], sum(alive(), ({ held }) => held.size)],
  ]);
  exposition.gauge(
    "pigeon_fleet_suspect",
    "1 while verdicts are held back because much of the fleet is suspect at once, else 0.",
    [],
    () => [[[], fleet().suspect ? 1 : 0]],
  );

  const failed = exposition.counter("pigeon_worker_failures_total", "Workers given up as failed.").with();
  const suspected = exposition
    .counter("pigeon_worker_suspicions_total", "Suspicions that were checked.")
    .with();
  const cleared = exposition
    .counter("pigeon_worker_suspicions_cleared_total", "Suspicions that turned out to be false.")
    .with();
  const held = exposition
    .counter("pigeon_fleet_suspicions_total", "Times that much of the fleet turned suspect at once.")
    .with();
  detector.onWorkerFailed(({ workerId }) => {
    failed.value += 1;
    jobs.workerFailed(workerId);
  });
  detector.onStatusChange(({ workerId, to }) => {
    if (to !== "unhealthy") jobs.workerBack(workerId);
  });
  detector.onSuspected(() => {
    suspected.value += 1;
  });
  detector.onCleared(() => {
    cleared.value += 1;
  });
  detector.onFleetSuspect(({ phase }) => {
    if (phase === "begin") held.value += 1;
  });

  function alive() {
    return registry
      .all()
      .filter(({ worker }) => detector.getWorkerStatus(worker.workerId)?.status !== "unhealthy");
  }
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
