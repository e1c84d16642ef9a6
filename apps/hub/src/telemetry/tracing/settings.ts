/** How spans are sampled, as OTEL_TRACES_SAMPLER says it. */
export interface Sampling {
  /** Whether a trace that began elsewhere is recorded if it is there. */
  readonly parentBased: boolean;
  /** Of the others: 0 none, 1 all. */
  readonly ratio: number;
  /** Instead of a ratio: no more than so many jobs a second, so that a busy hub pays no more than a slow one. */
  readonly jobsPerSecond?: number;
}

/** How spans are gathered before they are sent. Absent: the SDK's default. */
export interface Batching {
  readonly scheduledDelayMillis?: number;
  readonly exportTimeoutMillis?: number;
  readonly maxQueueSize?: number;
  readonly maxExportBatchSize?: number;
}

export interface TracingSettings {
  readonly sampling: Sampling;
  readonly batching: Batching;
  /** Variables that are set to what nobody understands. Their defaults count. */
  readonly problems: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

const BATCHING = {
  OTEL_BSP_SCHEDULE_DELAY: "scheduledDelayMillis",
  OTEL_BSP_EXPORT_TIMEOUT: "exportTimeoutMillis",
  OTEL_BSP_MAX_QUEUE_SIZE: "maxQueueSize",
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "maxExportBatchSize",
} as const;

/** Of traces that begin here, where nobody names a sampler: all of a quiet hub, and a bounded cost for a busy one. */
const JOBS_PER_SECOND = 100;

const SAMPLERS: Readonly<
  Record<string, { readonly parentBased: boolean; readonly ratio: number | "argument" }>
> = {
  always_on: { parentBased: false, ratio: 1 },
  always_off: { parentBased: false, ratio: 0 },
  traceidratio: { parentBased: false, ratio: "argument" },
  parentbased_always_on: { parentBased: true, ratio: 1 },
  parentbased_always_off: { parentBased: true, ratio: 0 },
  parentbased_traceidratio: { parentBased: true, ratio: "argument" },
};

/**
 * What the standard variables of OpenTelemetry say of traces; undefined when there are to be none. They are
 * sent when an endpoint is named. Those of the exporter itself (headers, certificates, timeout) it reads alone.
 */
export function readTracing(env: Environment): TracingSettings | undefined {
  const set = (name: string): string => (env[name] ?? "").trim();
  if (set("OTEL_SDK_DISABLED").toLowerCase() === "true") return undefined;
  if (set("OTEL_TRACES_EXPORTER") === "none") return undefined;
  if (set("OTEL_EXPORTER_OTLP_ENDPOINT") === "" && set("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") === "")
    return undefined;

  const problems: string[] = [];
  const expected = (name: string, what: string) =>
    problems.push(`${name}: expected ${what}, received ${JSON.stringify(set(name))}`);
  if (!["", "otlp"].includes(set("OTEL_TRACES_EXPORTER"))) expected("OTEL_TRACES_EXPORTER", "otlp or none");
  for (const name of ["OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"])
    if (!["", "http/json"].includes(set(name))) expected(name, "http/json, which is what the hub speaks");

  const batching: Record<string, number> = {};
  for (const [name, option] of Object.entries(BATCHING)) {
    if (set(name) === "") continue;
    if (/^[1-9]\d{0,8}$/.test(set(name))) batching[option] = Number(set(name));
    else expected(name, "a whole number from 1");
  }
  return { sampling: readSampling(set, expected), batching, problems };
}

function readSampling(
  set: (name: string) => string,
  expected: (name: string, what: string) => void,
): Sampling {
  const name = set("OTEL_TRACES_SAMPLER");
  const sampler = SAMPLERS[name];
  if (sampler === undefined) {
    if (name !== "") expected("OTEL_TRACES_SAMPLER", `one of ${Object.keys(SAMPLERS).join(", ")}`);
    return { parentBased: true, ratio: 1, jobsPerSecond: JOBS_PER_SECOND };
  }
  const { parentBased, ratio } = sampler;
  if (ratio !== "argument") return { parentBased, ratio };
  const text = set("OTEL_TRACES_SAMPLER_ARG");
  const given = text === "" ? 1 : Number(text);
  if (given >= 0 && given <= 1) return { parentBased, ratio: given };
  expected("OTEL_TRACES_SAMPLER_ARG", "a number from 0 to 1");
  return { parentBased, ratio: 1 };
}
