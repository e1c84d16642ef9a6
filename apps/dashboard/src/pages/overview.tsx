import type { HubStatus, LoadHistory } from "@pigeon/protocol";
import { useHistory, useStatus, useWorkers } from "../api/queries.ts";
import { clockTime, count, countOf, duration, rate } from "../format.ts";
import { useLive } from "../live/live.tsx";
import { hrefOf } from "../route.ts";
import { Chart } from "../ui/chart.tsx";
import { useNow } from "../ui/now.ts";
import { Figure, Page, Section } from "../ui/page.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { ActivityList } from "./activity-list.tsx";
import { FiringAlerts } from "./firing-alerts.tsx";
import { FleetHealth } from "./fleet-health.tsx";

export function Overview() {
  const status = useStatus();
  const history = useHistory(30);
  const workers = useWorkers();
  const { recent, seen } = useLive();
  return (
    <Page title="Overview">
      <FiringAlerts />
      <Loaded query={status}>
        {(data) => <Figures status={data} samples={history.data?.samples ?? []} />}
      </Loaded>
      <Loaded query={history}>{(data) => <Charts {...data} />}</Loaded>
      <div className="grid gap-x-4 xl:grid-cols-2">
        <Section title="Workers" aside={<a href={hrefOf("workers")}>all workers</a>}>
          <Loaded query={workers}>{(data) => <FleetHealth workers={data} />}</Loaded>
        </Section>
        <Section
          title="Happening now"
          aside={
            <span className="text-soft text-xs tabular-nums">{countOf(seen, "event")} since you came</span>
          }
        >
          {recent.length === 0 ? (
            <Empty>Nothing has happened since you came.</Empty>
          ) : (
            <ActivityList recent={recent} />
          )}
        </Section>
      </div>
    </Page>
  );
}

function Figures({ status, samples }: { status: HubStatus; samples: LoadHistory["samples"] }) {
  const { jobs, throughput, queueAgeMs = 0, workers, fleet, uptimeMs, version } = status;
  const failed = samples.at(-1)?.failedPerSecond ?? 0;
  const all = Object.values(workers).reduce((sum, each) => sum + each, 0);
  return (
    <>
      {fleet?.suspect === true && (
        <div role="alert" className="tint-warn mb-3 rounded-lg p-3">
          Verdicts are held back: {fleet.reason}
        </div>
      )}
      <div className="mb-4 grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
        <Figure name="Finished per second" value={rate(throughput)} note="over the last minute" />
        <Figure
          name="Waiting"
          value={count(jobs.queued)}
          note={queueAgeMs === 0 ? "nothing waits its turn" : `the oldest for ${duration(queueAgeMs)}`}
        />
        <Figure name="Running" value={count(jobs.leased)} note={`on ${countOf(all, "worker")}`} />
        <Figure
          name="Failures per second"
          value={rate(failed)}
          tone={failed > 0 ? "text-warn" : ""}
          note="over the last 5 s"
        />
        <Figure
          name="Dead letters"
          value={<a href={hrefOf("dead-letters")}>{count(jobs.dead)}</a>}
          note={jobs.dead === 0 ? "none" : `${jobs.dead === 1 ? "waits" : "wait"} for a person`}
        />
        <Figure
          name="Succeeded"
          value={count(jobs.succeeded)}
          note={`up for ${duration(uptimeMs)}, version ${version}`}
        />
      </div>
    </>
  );
}

function Charts({ samples, intervalMs }: LoadHistory) {
  const now = useNow();
  const times = samples.map(({ at }) => Date.parse(at) / 1_000);
  const of = (key: "finishedPerSecond" | "failedPerSecond" | "queued" | "leased") =>
    samples.map((each) => each[key]);
  if (samples.length < 2)
    return (
      <p className="card text-soft mb-4 p-6 text-center">
        The hub has just started: its load is drawn as soon as it has been up for {duration(intervalMs * 2)}.
      </p>
    );
  return (
    <>
      <div className="grid gap-x-4 lg:grid-cols-2">
        <Section
          title="Throughput"
          aside={
            <Legend
              names={[
                ["accent", "finished/s"],
                ["bad", "failed/s"],
              ]}
            />
          }
        >
          <Chart
            label="Jobs finished and attempts failed per second; the table below says the same"
            times={times}
            format={rate}
            series={[
              { name: "finished/s", color: "accent", values: of("finishedPerSecond") },
              { name: "failed/s", color: "bad", values: of("failedPerSecond") },
            ]}
          />
        </Section>
        <Section
          title="Queue"
          aside={
            <Legend
              names={[
                ["warn", "waiting"],
                ["ok", "running"],
              ]}
            />
          }
        >
          <Chart
            label="Jobs waiting and running; the table below says the same"
            times={times}
            format={count}
            series={[
              { name: "waiting", color: "warn", values: of("queued") },
              { name: "running", color: "ok", values: of("leased") },
            ]}
          />
        </Section>
      </div>
      <details className="card mb-4 px-4 py-2.5">
        <summary className="text-soft">The same as a table</summary>
        <div role="region" aria-label="Load, scrollable" tabIndex={0} className="mt-2 max-h-64 overflow-auto">
          <table className="w-full text-left tabular-nums">
            <thead className="text-soft text-xs">
              <tr>
                {["Time", "Finished/s", "Failed/s", "Waiting", "Oldest", "Running"].map((name) => (
                  <th key={name} scope="col" className="py-1 pr-3 font-medium">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {samples
                .slice(-60)
                .reverse()
                .map((each) => (
                  <tr key={each.at}>
                    <td className="py-0.5 pr-3">{clockTime(each.at, now)}</td>
                    <td>{rate(each.finishedPerSecond)}</td>
                    <td>{rate(each.failedPerSecond)}</td>
                    <td>{count(each.queued)}</td>
                    <td>{duration(each.queueAgeMs)}</td>
                    <td>{count(each.leased)}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}

const DOTS: Readonly<Record<string, string>> = {
  accent: "bg-accent",
  bad: "bg-bad",
  warn: "bg-warn",
  ok: "bg-ok",
};

function Legend({ names }: { names: readonly (readonly [color: string, name: string])[] }) {
  return (
    <span className="text-soft flex gap-3 text-xs">
      {names.map(([color, name]) => (
        <span key={name} className="flex items-center gap-1.5">
          <span aria-hidden="true" className={`size-2 rounded-full ${DOTS[color]}`} />
          {name}
        </span>
      ))}
    </span>
  );
}
