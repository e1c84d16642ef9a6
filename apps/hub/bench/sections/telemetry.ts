import type { Figure, Scale, Section } from "../figures.ts";
import { caller, percentile, submitAll, succeeded, untilSucceeded, type Caller } from "../load.ts";
import { inFolder, startCollector, startHub, startWorker, type HubProcess } from "../processes.ts";

/** Rounds of each kind, taken in turns: what else the machine does then hits all alike. */
const ROUNDS = 7;

const KINDS = ["without", "metrics", "traces of 1 in 10", "all traces"] as const;
type Kind = (typeof KINDS)[number];

const LOADS = [
  { what: "batches of 100", batch: 100, lanes: 8 },
  { what: "single submits", batch: 1, lanes: 64 },
] as const;

interface Subject {
  readonly hub: HubProcess;
  readonly calls: Caller;
  /** CPU time of one job at the hub, in µs, for each round. */
  readonly perJob: number[];
}

/** What metrics and traces add to the CPU time that a job costs the hub, from its submit to its result. */
export async function telemetry({ jobs }: Scale): Promise<Section> {
  const collector = await startCollector();
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  const env: Record<Kind, Record<string, string>> = {
    without: { BENCH_METRICS: "off" },
    metrics: {},
    "traces of 1 in 10": {
      ...endpoint,
      BENCH_METRICS: "off",
      OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
      OTEL_TRACES_SAMPLER_ARG: "0.1",
    },
    "all traces": { ...endpoint, BENCH_METRICS: "off" },
  };
  const figures: Figure[] = [];
  for (const load of LOADS)
    figures.push(...(await inFolder((folder) => compare(folder, env, jobs / 4, load))));
  await collector.stop();
  return { name: "What metrics and traces cost: CPU time of the hub for each job", figures };
}

async function compare(
  folder: string,
  env: Record<Kind, Record<string, string>>,
  jobs: number,
  { what, batch, lanes }: (typeof LOADS)[number],
): Promise<Figure[]> {
  const subjects = new Map<Kind, Subject>();
  const stops: (() => Promise<void>)[] = [];
  for (const kind of KINDS) {
    const hub = await startHub(`sqlite:${folder}/${stops.length}.db`, env[kind], "telemetry-hub.ts");
    const worker = await startWorker(hub.url, "w", 200);
    const calls = caller(hub.url, lanes);
    stops.push(async () => {
      await worker.stop();
      await calls.close();
      await hub.stop();
    });
    subjects.set(kind, { hub, calls, perJob: [] });
  }
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { hub, calls, perJob } of subjects.values()) {
      const [done, before] = [await succeeded(calls), hub.usage().cpuMs];
      await submitAll(calls, jobs, batch, lanes);
      await untilSucceeded(calls, done + jobs);
      // The first round only warms up.
      if (round > 0) perJob.push(((hub.usage().cpuMs - before) * 1000) / jobs);
    }
  }
  for (const stop of stops) await stop();
  const of = (kind: Kind): number => percentile(subjects.get(kind)?.perJob ?? [], 0.5);
  const added = (kind: Kind): number => (of(kind) / of("without") - 1) * 100;
  return [
    { what: `${what}: a job without either`, value: of("without"), unit: "µs" },
    { what: `${what}: metrics add`, value: added("metrics"), unit: "%", goal: { atMost: 3 } },
    {
      what: `${what}: traces of 1 in 10 add`,
      value: added("traces of 1 in 10"),
      unit: "%",
      goal: { atMost: 10 },
    },
    { what: `${what}: traces of every job add`, value: added("all traces"), unit: "%", goal: { atMost: 10 } },
  ];
}
