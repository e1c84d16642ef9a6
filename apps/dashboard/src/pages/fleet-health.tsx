import type { WorkerStatus, WorkerView } from "@pigeon/protocol";
import { count } from "../format.ts";
import { hrefOf } from "../route.ts";
import { Badge, BREAKER_TONES, WORKER_TONES } from "../ui/badge.tsx";
import { WorkerLink } from "../ui/links.tsx";
import { Empty } from "../ui/states.tsx";

const ORDER: readonly WorkerStatus[] = ["unhealthy", "recovering", "degraded", "healthy"];
const FILLS = {
  unhealthy: "bg-bad",
  recovering: "bg-accent",
  degraded: "bg-warn",
  healthy: "bg-ok",
} as const;
const SHOWN = 8;

/** The fleet as one bar, how full it is, and by name those that need a look. */
export function FleetHealth({ workers }: { workers: readonly WorkerView[] }) {
  if (workers.length === 0)
    return (
      <Empty>
        No workers yet. Start one:{" "}
        <code>npx @pigeon/worker --handlers ./my-handlers.js --hub {location.origin}</code>
      </Empty>
    );
  const byStatus = Map.groupBy(workers, ({ health }) => health.status);
  const slots = workers.reduce((sum, worker) => sum + worker.slots, 0);
  const running = workers.reduce((sum, worker) => sum + worker.running, 0);
  const odd = workers.filter(
    ({ health, draining }) => health.status !== "healthy" || health.breaker !== "closed" || draining,
  );
  const full = slots === 0 ? 0 : running / slots;
  return (
    <div className="flex flex-col gap-4 p-4">
      <div aria-hidden="true" className="bg-raised flex h-2.5 overflow-hidden rounded-full">
        {ORDER.map((status) => (
          <div
            key={status}
            className={FILLS[status]}
            style={{ width: `${((byStatus.get(status)?.length ?? 0) / workers.length) * 100}%` }}
          />
        ))}
      </div>
      <ul className="flex flex-wrap gap-2">
        {ORDER.map((status) => (
          <li key={status}>
            <a href={hrefOf("workers", undefined, { status })} className="no-underline">
              <Badge tone={byStatus.has(status) ? WORKER_TONES[status] : "idle"}>
                {count(byStatus.get(status)?.length ?? 0)} {status}
              </Badge>
            </a>
          </li>
        ))}
        <li className="text-soft ml-auto text-xs leading-6 tabular-nums">
          {count(running)} of {count(slots)} slots busy ({Math.round(full * 100)} %)
        </li>
      </ul>
      {odd.length > 0 && (
        <ul className="border-line flex flex-col gap-2 border-t pt-3">
          {odd.slice(0, SHOWN).map(({ workerId, health, draining }) => (
            <li key={workerId} className="flex flex-wrap items-center gap-2">
              <WorkerLink id={workerId} />
              <Badge tone={WORKER_TONES[health.status]}>{health.status}</Badge>
              {health.breaker !== "closed" && (
                <Badge tone={BREAKER_TONES[health.breaker]}>breaker {health.breaker}</Badge>
              )}
              {draining && <Badge tone="idle">draining</Badge>}
              <span className="text-soft min-w-0 text-xs wrap-anywhere">{health.reasons.join("; ")}</span>
            </li>
          ))}
          {odd.length > SHOWN && <li className="text-soft text-xs">and {odd.length - SHOWN} more</li>}
        </ul>
      )}
    </div>
  );
}
