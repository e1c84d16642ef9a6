import type { Job, WorkerView } from "@pigeon/protocol";
import { useLeasedJobs, useWorkers } from "../api/queries.ts";
import { countOf, duration, fullTime, percent } from "../format.ts";
import { latencies } from "../live/latency.ts";
import { hrefOf } from "../route.ts";
import { Ago } from "../ui/ago.tsx";
import { Badge, BREAKER_TONES, WORKER_TONES } from "../ui/badge.tsx";
import { JobLink } from "../ui/links.tsx";
import { Figure, Page, Section } from "../ui/page.tsx";
import { Sparkline } from "../ui/sparkline.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { WorkerActions } from "./worker-actions.tsx";

export function WorkerPage({ id }: { id: string }) {
  const query = useWorkers(2_000);
  const worker = query.data?.find(({ workerId }) => workerId === id);
  return (
    <Page title={id} actions={worker && <WorkerActions worker={worker} />}>
      <Loaded query={query}>
        {() =>
          worker === undefined ? (
            <div className="card">
              <Empty>
                There is no such worker now: it left, or was forgotten.{" "}
                <a href={hrefOf("workers")}>All workers</a>
              </Empty>
            </div>
          ) : (
            <Details worker={worker} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Details({ worker }: { worker: WorkerView }) {
  const { workerId, health, running, slots, types, labels, endpoint, registeredAt } = worker;
  const { status, reasons, latency, breaker, recentErrors } = health;
  return (
    <>
      <div className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-5">
        <Figure
          name="Health"
          value={<Badge tone={WORKER_TONES[status]}>{status}</Badge>}
          note={reasons.length === 0 ? "nothing to say against it" : reasons.join("; ")}
        />
        <Figure name="Slots busy" value={`${running} of ${slots}`} note={workOf(worker)} />
        <Figure
          name="Success"
          value={percent(health.successRate)}
          note={`${countOf(health.consecutiveFailures, "failure")} in a row`}
        />
        <Figure
          name="Latency"
          value={latency === undefined ? "–" : duration(latency.p50)}
          note={
            latency !== undefined && (
              <span className="flex flex-wrap items-center gap-x-2">
                p95 {duration(latency.p95)}{" "}
                <Sparkline values={latencies(workerId)} label="Course of the latency" />
              </span>
            )
          }
        />
        <Figure
          name="Breaker"
          value={<Badge tone={BREAKER_TONES[breaker]}>{breaker}</Badge>}
          note={
            <>
              heartbeat <Ago at={health.lastHeartbeatAt} />
            </>
          }
        />
      </div>
      <dl className="card mb-4 grid gap-3 p-4 sm:grid-cols-2">
        {[
          ["Types", types.join(", ")],
          ["Registered", fullTime(registeredAt)],
          ["Endpoint", endpoint ?? "none: it asks for its leases"],
          [
            "Labels",
            Object.entries(labels)
              .map(([name, value]) => `${name}=${value}`)
              .join(", ") || "none",
          ],
        ].map(([name, value]) => (
          <div key={name}>
            <dt className="text-soft text-xs">{name}</dt>
            <dd className="mt-0.5 wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
      <Running workerId={workerId} />
      <Section title="Its latest errors">
        <Table
          label="Latest errors of this worker"
          rows={recentErrors}
          keyOf={({ at, operation, message }) => `${at} ${operation} ${message}`}
          columns={[
            { title: "When", className: "w-32 whitespace-nowrap", cell: ({ at }) => <Ago at={at} /> },
            { title: "While", className: "w-40", cell: ({ operation }) => operation },
            { title: "What", cell: ({ message }) => <span className="wrap-anywhere">{message}</span> },
          ]}
          empty={<Empty>None.</Empty>}
        />
      </Section>
    </>
  );
}

function workOf({ draining, health: { status, breaker } }: WorkerView): string {
  if (draining) return "draining";
  return status === "unhealthy" || breaker === "open" || breaker === "isolated"
    ? "gets no new work now"
    : "takes new work";
}

function Running({ workerId }: { workerId: string }) {
  const query = useLeasedJobs();
  const holds = ({ attempts }: Job) => attempts.at(-1)?.workerId === workerId;
  return (
    <Section title="What it runs">
      <Loaded query={query}>
        {(jobs) => (
          <Table
            label="Jobs that this worker runs"
            rows={jobs.filter(holds)}
            keyOf={({ id }) => id}
            columns={[
              { title: "Job", cell: ({ id }) => <JobLink id={id} /> },
              { title: "Type", cell: ({ type }) => type },
              { title: "Attempt", cell: ({ attempts }) => attempts.at(-1)?.number },
              { title: "Since", cell: ({ attempts }) => <Ago at={attempts.at(-1)?.startedAt} /> },
            ]}
            empty={<Empty>Nothing at this moment.</Empty>}
          />
        )}
      </Loaded>
    </Section>
  );
}
