import type { Figure, Scale, Section } from "../figures.ts";
import { caller, percentile, submitAll, succeeded, untilSucceeded, type Caller } from "../load.ts";
import { inFolder, startCollector, startHub, startWorker, type HubProcess } from "../processes.ts";

/** Processes are begun anew: two equal ones differ by some percent for as long as they live. */
const SETS = 4;
/** The first round warms up: so many times as long as one that counts. */
const WARM_UP = 5;
/** Short rounds, in turns: what else the machine does then hits all alike. */
const ROUNDS = 9;

const KINDS = ["without", "metrics", "traces", "traces of 1 in 10", "all traces"] as const;
type Kind = (typeof KINDS)[number];

const LOADS = [
  { what: "batches of 100", batch: 100, lanes: 8 },
  { what: "single submits", batch: 1, lanes: 64 },
] as const;

interface Subject {
  readonly hub: HubProcess;
  readonly calls: Caller;
  readonly stop: () => Promise<void>;
}

/** CPU time of one job at the hub, in µs, by kind, in one round. */
type Round = Record<Kind, number>;

/** What metrics and traces add to the CPU time that a job costs the hub, from its submit to its result. */
export async function telemetry({ jobs }: Scale): Promise<Section> {
  const collector = await startCollector();
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  const env: Record<Kind, Record<string, string>> = {
    without: { BENCH_METRICS: "off" },
    metrics: {},
    traces: { ...endpoint, BENCH_METRICS: "off" },
    "traces of 1 in 10": {
      ...endpoint,
      BENCH_METRICS: "off",
      OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
      OTEL_TRACES_SAMPLER_ARG: "0.1",
    },
    "all traces": { ...endpoint, BENCH_METRICS: "off", OTEL_TRACES_SAMPLER: "parentbased_always_on" },
  };
  const figures: Figure[] = [];
  for (const load of LOADS) {
    const rounds: Round[] = [];
    for (let set = 0; set < SETS; set++)
      rounds.push(...(await inFolder((folder) => compare(folder, env, jobs / 20, load))));
    figures.push(...figuresOf(load.what, rounds));
  }
  await collector.stop();
  return { name: "What metrics and traces cost: CPU time of the hub for each job", figures };
}

async function compare(
  folder: string,
  env: Record<Kind, Record<string, string>>,
  jobs: number,
  { batch, lanes }: (typeof LOADS)[number],
): Promise<Round[]> {
  const subjects: (readonly [Kind, Subject])[] = [];
  for (const kind of KINDS)
    subjects.push([kind, await startSubject(`${folder}/${kind.replaceAll(" ", "-")}.db`, env[kind], lanes)]);
  const rounds: Round[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const perJob: Partial<Round> = {};
    const size = round === 0 ? WARM_UP * jobs : jobs;
    for (const [kind, { hub, calls }] of subjects) {
      const [done, before] = [await succeeded(calls), hub.usage().cpuMs];
      await submitAll(calls, size, batch, lanes);
      await untilSucceeded(calls, done + size);
      perJob[kind] = ((hub.usage().cpuMs - before) * 1000) / size;
    }
    if (round > 0) rounds.push(perJob as Round);
    subjects.push(...subjects.splice(0, 1));
  }
  for (const [, { stop }] of subjects) await stop();
  return rounds;
}

async function startSubject(file: string, env: Record<string, string>, lanes: number): Promise<Subject> {
  const hub = await startHub(`sqlite:${file}`, env, "telemetry-hub.ts");
  const worker = await startWorker(hub.url, "w", 200);
  const calls = caller(hub.url, lanes);
  const stop = async () => {
    await worker.stop();
    await calls.close();
    await hub.stop();
  };
  return { hub, calls, stop };
}

function figuresOf(what: string, rounds: readonly Round[]): Figure[] {
  const median = (of: (round: Round) => number) => percentile(rounds.map(of), 0.5);
  const added = (kind: Kind) => (median((round) => round[kind] / round.without) - 1) * 100;
  const metrics = added("metrics");
  const traces = added("traces");
  const some = added("traces of 1 in 10");
  const all = added("all traces");
  return [
    { what: `${what}: a job without either`, value: median(({ without }) => without), unit: "µs" },
    { what: `${what}: metrics add`, value: metrics, unit: "%", goal: { atMost: 3 } },
    {
      what: `${what}: traces add, sampled as they are by default`,
      value: traces,
      unit: "%",
      goal: { atMost: 10 },
    },
    { what: `${what}: traces of 1 in 10 add`, value: some, unit: "%", goal: { atMost: 10 } },
    { what: `${what}: traces of every job add`, value: all, unit: "%", goal: { atMost: 10 } },
  ];
}
