import type { WorkerView } from "@pigeon/protocol";

const RANK = { unhealthy: 0, recovering: 1, degraded: 2, healthy: 3 } as const;

/** Those that match, with those that need a look first, and otherwise by name, numbers by their value. */
export function sortWorkers(
  workers: readonly WorkerView[],
  { status, text }: { readonly status: string; readonly text: string },
): WorkerView[] {
  const wanted = text.trim().toLowerCase();
  const order = new Intl.Collator("en", { numeric: true });
  return workers
    .filter(({ health }) => status === "" || health.status === status)
    .filter(
      (worker) => wanted === "" || placesOf(worker).some((place) => place.toLowerCase().includes(wanted)),
    )
    .sort((one, other) => rank(one) - rank(other) || order.compare(one.workerId, other.workerId));
}

function rank({ health }: WorkerView): number {
  return health.status === "healthy" && health.breaker !== "closed" ? RANK.degraded : RANK[health.status];
}

function placesOf({ workerId, types, labels }: WorkerView): string[] {
  return [workerId, ...types, ...Object.entries(labels).map(([name, value]) => `${name}=${value}`)];
}
