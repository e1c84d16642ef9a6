import type { WorkerView } from "@pigeon/protocol";

const KEPT = 40;
const byWorker = new Map<string, number[]>();

/** Keeps the latest latencies of each worker, for as long as the page is open. */
export function rememberLatency(workers: readonly Pick<WorkerView, "workerId" | "health">[]): void {
  const known = new Set(workers.map(({ workerId }) => workerId));
  for (const workerId of byWorker.keys()) if (!known.has(workerId)) byWorker.delete(workerId);
  for (const { workerId, health } of workers) {
    if (health.latency === undefined) continue;
    const values = byWorker.get(workerId) ?? [];
    values.push(health.latency.p50);
    if (values.length > KEPT) values.shift();
    byWorker.set(workerId, values);
  }
}

/** Oldest first. */
export function latencies(workerId: string): readonly number[] {
  return byWorker.get(workerId) ?? [];
}
