import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { expect, onTestFinished, vi } from "vitest";
import { startTracing } from "../../src/telemetry/tracing/start.ts";
import { testHub, type TestHub } from "../hub-fixture.ts";
import { collector, type Collector } from "./collector.ts";

export interface Traced {
  readonly hub: TestHub;
  readonly collected: Collector;
  /** Sends what is left, and takes no more. */
  readonly flush: () => Promise<void>;
}

/** The application's own SDK, for client and worker, and for a hub that has no tracer of its own. */
function applicationSdk(url: string): TracerProvider {
  const exporter = new OTLPTraceExporter({ url: `${url}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "app" }),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: 20 })],
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  onTestFinished(() => {
    trace.disable();
    context.disable();
  });
  return provider;
}

/** A hub whose spans go to a collector as those of its command do, in a process that has an SDK of its own. */
export async function traced(env: Record<string, string> = {}): Promise<Traced> {
  const collected = await collector();
  const all = { OTEL_EXPORTER_OTLP_ENDPOINT: collected.url, OTEL_BSP_SCHEDULE_DELAY: "20", ...env };
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
  const warnings: string[] = [];
  const tracing = await startTracing(process.env, (line) => warnings.push(line));
  if (tracing === undefined) throw new Error("expected traces");
  const provider = applicationSdk(collected.url);
  const hub = await testHub({}, { tracerProvider: tracing.provider });
  return {
    hub,
    collected,
    flush: async () => {
      await provider.shutdown();
      await tracing.stop();
      expect(warnings).toEqual([]);
    },
  };
}

/** A hub in a process that has an SDK: its spans go where all others of the process do. */
export async function embedded(): Promise<Traced> {
  const collected = await collector();
  const provider = applicationSdk(collected.url);
  return { hub: await testHub(), collected, flush: () => provider.shutdown() };
}
