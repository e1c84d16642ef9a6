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
  {
    title: "Worker",
    className: "w-2/5 flex-none sm:flex-1",
    cell: ({ workerId }) => <WorkerLink id={workerId} />,
  },
  {
    title: "Health",
    className: "w-28 flex-none",
    cell: ({ health, draining }) => (
      <Badge tone={draining ? "idle" : WORKER_TONES[health.status]} title={health.reasons.join("; ")}>
        {draining ? "draining" : health.status}
      </Badge>
    ),
  },
  {
    title: "Slots",
    className: "w-24 flex-none tabular-nums sm:w-32",
    cell: (worker) => <Slots {...worker} />,
  },
  {
    title: "Success",
    className: "hidden w-20 flex-none tabular-nums xl:block",
    cell: ({ health }) => percent(health.successRate),
  },
  {
    title: "Latency p50 · p95",
    className: "hidden w-52 flex-none tabular-nums xl:block",
    cell: ({ workerId, health: { latency } }) =>
      latency !== undefined && (
        <>
          <Sparkline values={latencies(workerId)} label={`Course of the latency of ${workerId}`} />
          {`${duration(latency.p50)} · ${duration(latency.p95)}`}
        </>
      ),
  },
  {
    title: "Breaker",
    className: "hidden w-24 flex-none md:block",
    cell: ({ health: { breaker } }) => <Badge tone={BREAKER_TONES[breaker]}>{breaker}</Badge>,
  },
  {
    title: "Heartbeat",
    className: "hidden w-28 flex-none sm:block",
    cell: ({ health }) => <Ago at={health.lastHeartbeatAt} />,
  },
  {
    title: "Why",
    className: "hidden w-64 flex-none 2xl:block",
    cell: ({ health }) => (
      <span className="text-soft" title={health.reasons.join("; ")}>
        {health.reasons.join("; ")}
      </span>
    ),
  },
  {
    title: "Actions",
    quiet: true,
    className: "hidden w-40 flex-none text-right lg:block",
    cell: (worker) => <WorkerActions worker={worker} small />,
  },
];

function Slots({ running, slots }: Pick<WorkerView, "running" | "slots">) {
  return (
    <>
      <span
        aria-hidden="true"
        className="bar mr-2 hidden h-1.5 w-12 rounded-full align-middle sm:inline-block"
        style={{ backgroundSize: `${Math.min(100, (running / slots) * 100)}% 100%` }}
      />
      {`${running} of ${slots}`}
    </>
  );
}
