import { randomBytes } from "node:crypto";
import type { Tracer, TracerProvider } from "@opentelemetry/api";
import { systemClock } from "../../system.ts";
import { version } from "../../version.ts";
import { TraceIds } from "./ids.ts";
import { Batches } from "./otlp/batches.ts";
import { createTracer } from "./otlp/tracer.ts";
import { seldom } from "./seldom.ts";
import { readTracing } from "./settings.ts";
import type { AttributeValues } from "./tracer.ts";
import { TRACER_NAME } from "./tracing.ts";

export interface RunningTracing {
  /** For a hub alone: it has no more of OpenTelemetry's API than the hub uses. */
  readonly provider: TracerProvider;
  /** Sends what is left, and ends. A collector that is away is not waited for longer than 2 s. */
  stop(): Promise<void>;
}

/** The exporter would try for 10 s and more. */
const LAST_SPANS_MS = 2_000;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Traces by OTLP over HTTP, set up by the standard OTEL_* variables; undefined when they name no endpoint. Only
 * then is anything of it loaded. With OpenTelemetry's own SDK traces added more than twice as much to the cost of a job.
 */
export async function startTracing(
  env: Environment,
  warn: (line: string) => void,
): Promise<RunningTracing | undefined> {
  const settings = readTracing(env);
  if (settings === undefined) return undefined;
  for (const problem of settings.problems) warn(`traces: ${problem}`);
  const [{ diag, DiagLogLevel }, { openExporter }, resource] = await Promise.all([
    import("@opentelemetry/api"),
    import("./otlp/exporter.ts"),
    describeProcess(),
  ]);
  const told = seldom(warn, () => systemClock.monotonic());
  const say = (message: string) => told(`traces: ${message.slice(0, 300)}`);
  // The first word names who speaks.
  const repeat = (...words: unknown[]) => say(words.map(String).join(": "));
  diag.setLogger(
    { error: repeat, warn: repeat, info: () => {}, debug: () => {}, verbose: () => {} },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const exporter = openExporter(say);
  const batches = new Batches({
    ...settings.batching,
    source: { resource, scope: { name: TRACER_NAME, version } },
    clock: systemClock,
    send: exporter.send,
    warn: say,
  });
  const tracer = createTracer({
    sampling: settings.sampling,
    ids: new TraceIds(randomBytes),
    clock: systemClock,
    ended: (span) => batches.add(span),
  });
  return {
    provider: { getTracer: () => tracer as Tracer },
    stop: async () => {
      let cancel = () => {};
      const late = new Promise<void>((resolve) => {
        cancel = systemClock.after(LAST_SPANS_MS, () => {
          say(`the last spans were not sent within ${LAST_SPANS_MS} ms`);
          resolve();
        });
      });
      await Promise.race([batches.flush(), late]);
      cancel();
      exporter.close();
    },
  };
}

async function describeProcess(): Promise<AttributeValues> {
  const resources = await import("@opentelemetry/resources");
  const { resourceAttributesEnvDetector, serviceNameEnvDetector, hostDetector, processDetector } = resources;
  const detected = resources.detectResources({
    detectors: [hostDetector, processDetector, resourceAttributesEnvDetector, serviceNameEnvDetector],
  });
  await detected.waitForAsyncAttributes?.();
  const own = {
    "service.name": "pigeon-hub",
    "service.version": version,
    "telemetry.sdk.name": "pigeon",
    "telemetry.sdk.language": "nodejs",
    "telemetry.sdk.version": version,
  };
  // The arguments of the command are a list, and left out: they are nobody's business.
  const plain = Object.entries(detected.attributes).filter(
    (pair): pair is [string, string | number] => typeof pair[1] === "string" || typeof pair[1] === "number",
  );
  return { ...own, ...Object.fromEntries(plain) };
}
