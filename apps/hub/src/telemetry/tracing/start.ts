import type { TracerProvider } from "@opentelemetry/api";
import { systemClock } from "../../system.ts";
import { version } from "../../version.ts";
import { seldom } from "./seldom.ts";
import { samplerOf } from "./sampler.ts";
import { readTracing } from "./settings.ts";

export interface RunningTracing {
  readonly provider: TracerProvider;
  /** Sends what is left, and ends. A collector that is away is not waited for longer than 2 s. */
  stop(): Promise<void>;
}

/** The exporter would try for 10 s and more. */
const LAST_SPANS_MS = 2_000;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The OpenTelemetry SDK, set up by the standard OTEL_* variables; undefined when they name no endpoint. Only
 * then is anything of it loaded.
 */
export async function startTracing(
  env: Environment,
  warn: (line: string) => void,
): Promise<RunningTracing | undefined> {
  const settings = readTracing(env);
  if (settings === undefined) return undefined;
  for (const problem of settings.problems) warn(`traces: ${problem}`);
  const [{ diag, DiagLogLevel }, { setGlobalErrorHandler }, sdk, resources, exporters] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/core"),
    import("@opentelemetry/sdk-trace"),
    import("@opentelemetry/resources"),
    import("@opentelemetry/exporter-trace-otlp-http"),
  ]);
  const told = seldom(warn, () => systemClock.monotonic());
  const say = (message: string) => told(`traces: ${message.slice(0, 300)}`);
  diag.setLogger(
    { error: say, warn: say, info: () => {}, debug: () => {}, verbose: () => {} },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  setGlobalErrorHandler((error) => say(messageOf(error)));

  const { resourceAttributesEnvDetector, serviceNameEnvDetector, hostDetector, processDetector } = resources;
  const resource = resources
    .defaultResource()
    .merge(resources.resourceFromAttributes({ "service.name": "pigeon-hub", "service.version": version }))
    .merge(
      resources.detectResources({
        detectors: [hostDetector, processDetector, resourceAttributesEnvDetector, serviceNameEnvDetector],
      }),
    );
  const provider = new sdk.TracerProvider({
    resource,
    sampler: samplerOf(settings.sampling, sdk, systemClock),
    spanProcessors: [
      new sdk.BatchSpanProcessor({ exporter: new exporters.OTLPTraceExporter(), ...settings.batching }),
    ],
  });
  return {
    provider,
    stop: async () => {
      let cancel = () => {};
      const late = new Promise<void>((resolve) => {
        cancel = systemClock.after(LAST_SPANS_MS, () => {
          say(`the last spans were not sent within ${LAST_SPANS_MS} ms`);
          resolve();
        });
      });
      await Promise.race([provider.shutdown().catch((error: unknown) => say(messageOf(error))), late]);
      cancel();
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
