import { expect, test } from "vitest";
import { readTracing } from "../../src/telemetry/tracing/settings.ts";

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" };
const DEFAULT = { parentBased: true, ratio: 1, jobsPerSecond: 100 };

test("nothing is traced unless an endpoint is named", () => {
  expect(readTracing({})).toBeUndefined();
  expect(readTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: " " })).toBeUndefined();
  expect(readTracing({ ...ENDPOINT, OTEL_SDK_DISABLED: "true" })).toBeUndefined();
  expect(readTracing({ ...ENDPOINT, OTEL_TRACES_EXPORTER: "none" })).toBeUndefined();
  expect(readTracing(ENDPOINT)).toEqual({ sampling: DEFAULT, batching: {}, problems: [] });
  expect(readTracing({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://c/v1/traces" })).toBeDefined();
});

test.each([
  ["always_on", undefined, { parentBased: false, ratio: 1 }],
  ["always_off", undefined, { parentBased: false, ratio: 0 }],
  ["traceidratio", "0.25", { parentBased: false, ratio: 0.25 }],
  ["traceidratio", undefined, { parentBased: false, ratio: 1 }],
  ["parentbased_always_on", undefined, { parentBased: true, ratio: 1 }],
  ["parentbased_always_off", undefined, { parentBased: true, ratio: 0 }],
  ["parentbased_traceidratio", "0", { parentBased: true, ratio: 0 }],
])("the sampler %s with %s", (OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG, sampling) => {
  const settings = readTracing({ ...ENDPOINT, OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG });
  expect(settings).toEqual({ sampling, batching: {}, problems: [] });
});

test("spans are gathered as the variables say", () => {
  const settings = readTracing({
    ...ENDPOINT,
    OTEL_BSP_SCHEDULE_DELAY: "100",
    OTEL_BSP_EXPORT_TIMEOUT: "2000",
    OTEL_BSP_MAX_QUEUE_SIZE: "4096",
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "256",
  });
  expect(settings?.batching).toEqual({
    scheduledDelayMillis: 100,
    exportTimeoutMillis: 2_000,
    maxQueueSize: 4_096,
    maxExportBatchSize: 256,
  });
});

test("what nobody understands is named, all of it, and its default counts", () => {
  const settings = readTracing({
    ...ENDPOINT,
    OTEL_TRACES_EXPORTER: "zipkin",
    OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
    OTEL_BSP_MAX_QUEUE_SIZE: "many",
    OTEL_TRACES_SAMPLER: "sometimes",
  });
  expect(settings).toEqual({
    sampling: DEFAULT,
    batching: {},
    problems: [
      'OTEL_TRACES_EXPORTER: expected otlp or none, received "zipkin"',
      'OTEL_EXPORTER_OTLP_PROTOCOL: expected http/json, which is what the hub speaks, received "grpc"',
      'OTEL_BSP_MAX_QUEUE_SIZE: expected a whole number from 1, received "many"',
      expect.stringContaining("OTEL_TRACES_SAMPLER: expected one of always_on,"),
    ],
  });
  const ratio = readTracing({
    ...ENDPOINT,
    OTEL_TRACES_SAMPLER: "traceidratio",
    OTEL_TRACES_SAMPLER_ARG: "2",
  });
  expect(ratio?.problems).toEqual(['OTEL_TRACES_SAMPLER_ARG: expected a number from 0 to 1, received "2"']);
});
