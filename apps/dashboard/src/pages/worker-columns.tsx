import type { WorkerView } from "@pigeon/protocol";
import { duration, percent } from "../format.ts";
import { latencies } from "../live/latency.ts";
import { Ago } from "../ui/ago.tsx";
import { Badge, BREAKER_TONES, WORKER_TONES } from "../ui/badge.tsx";
import { WorkerLink } from "../ui/links.tsx";
import type { Column } from "../ui/long-table.tsx";
import { Sparkline } from "../ui/sparkline.tsx";
import { WorkerActions } from "./worker-actions.tsx";

export const WORKER_COLUMNS: readonly Column<WorkerView>[] = [
  { title: "Worker", className: "w-2/5 sm:w-auto", cell: ({ workerId }) => <WorkerLink id={workerId} /> },
  {
    title: "Health",
    className: "w-28",
    cell: ({ health, draining }) => (
      <span title={health.reasons.join("; ")}>
        <Badge tone={draining ? "idle" : WORKER_TONES[health.status]}>
          {draining ? "draining" : health.status}
        </Badge>
      </span>
    ),
  },
  { title: "Slots", className: "w-24 sm:w-32", cell: (worker) => <Slots {...worker} /> },
  {
    title: "Success",
    className: "hidden w-20 tabular-nums xl:table-cell",
    cell: ({ health }) => percent(health.successRate),
  },
  {
    title: "Latency p50 · p95",
    className: "hidden w-52 xl:table-cell",
    cell: ({ workerId, health: { latency } }) =>
      latency !== undefined && (
        <span className="flex items-center gap-2 tabular-nums">
          <Sparkline values={latencies(workerId)} label={`Course of the latency of ${workerId}`} />
          <span>
            {duration(latency.p50)} · {duration(latency.p95)}
          </span>
        </span>
      ),
  },
  {
    title: "Breaker",
    className: "hidden w-24 md:table-cell",
    cell: ({ health: { breaker } }) => <Badge tone={BREAKER_TONES[breaker]}>{breaker}</Badge>,
  },
  {
    title: "Heartbeat",
    className: "hidden w-28 sm:table-cell",
    cell: ({ health }) => <Ago at={health.lastHeartbeatAt} />,
  },
  {
    title: "Why",
    className: "hidden w-80 2xl:table-cell",
    cell: ({ health }) => (
      <span className="text-soft" title={health.reasons.join("; ")}>
        {health.reasons.join("; ")}
      </span>
    ),
  },
  {
    title: "Actions",
    quiet: true,
    className: "hidden w-40 text-right lg:table-cell",
    cell: (worker) => <WorkerActions worker={worker} small />,
  },
];

function Slots({ running, slots }: Pick<WorkerView, "running" | "slots">) {
  return (
    <span className="flex items-center gap-2 tabular-nums">
      <span aria-hidden="true" className="bg-raised hidden h-1.5 w-12 overflow-hidden rounded-full sm:block">
        <span
          className="bg-accent block h-full"
          style={{ width: `${Math.min(100, (running / slots) * 100)}%` }}
        />
      </span>
      {running} of {slots}
    </span>
  );
}
