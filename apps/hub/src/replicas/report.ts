import type { WorkerStatus } from "@pigeon/protocol";

/** What a hub lets the others know of its workers. */
export interface Report {
  readonly workers: Readonly<Record<WorkerStatus, number>>;
  /** Of those that are not healthy, some hundred at the most. */
  readonly unwell: Readonly<Record<string, WorkerStatus>>;
  readonly throughput: number;
}

const MAX_UNWELL = 100;
const STATUSES: readonly WorkerStatus[] = ["healthy", "degraded", "unhealthy", "recovering"];

export function reportOf(
  health: readonly { readonly workerId: string; readonly status: WorkerStatus }[],
  throughput: number,
): Report {
  const workers = { healthy: 0, degraded: 0, unhealthy: 0, recovering: 0 };
  for (const { status } of health) workers[status] += 1;
  const unwell = health.filter(({ status }) => status !== "healthy").slice(0, MAX_UNWELL);
  const byId = unwell.map(({ workerId, status }) => [workerId, status] as const);
  return { workers, unwell: Object.fromEntries(byId), throughput };
}

/** Nothing is known from one that cannot be read: of another version, or before the first. */
export function readReport(text: string): Report {
  const nothing = reportOf([], 0);
  try {
    const { workers, unwell, throughput } = JSON.parse(text) as Partial<Report>;
    const number = (value: unknown) => (typeof value === "number" ? value : 0);
    const counts = STATUSES.map((status) => [status, number(workers?.[status])] as const);
    return {
      workers: Object.fromEntries(counts) as Report["workers"],
      unwell: unwell ?? {},
      throughput: number(throughput),
    };
  } catch {
    return nothing;
  }
}
