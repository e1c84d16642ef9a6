import {
  convertLegacyHttpOptions,
  createOtlpHttpExportDelegate,
} from "@opentelemetry/otlp-exporter-base/node-http";
import { ProtobufTraceSerializer, type ISerializer } from "@opentelemetry/otlp-transformer";
import type { Batch } from "./batches.ts";

export interface Exporter {
  /** Resolves when the collector took it, or when it is given up. */
  readonly send: (batch: Batch) => Promise<void>;
  readonly close: () => void;
}

/** OpenTelemetry's own way to a collector: address, headers, certificates, compression and retries as it does them. */
export function openExporter(warn: (line: string) => void): Exporter {
  const options = convertLegacyHttpOptions({}, "TRACES", "v1/traces", {
    "Content-Type": "application/x-protobuf",
  });
  const written: ISerializer<Batch, unknown> = {
    serializeRequest: ({ bytes }) => bytes,
    deserializeResponse: (data) => ProtobufTraceSerializer.deserializeResponse(data),
  };
  const counted = { name: "span" as const, countItems: ({ spans }: Batch) => spans };
  const delegate = createOtlpHttpExportDelegate(
    options,
    written,
    "otlp_http_span_exporter",
    counted,
    undefined,
  );
  return {
    send: (batch) =>
      new Promise((resolve) => {
        delegate.export(batch, ({ error }) => {
          if (error !== undefined) warn(`${batch.spans} spans were not sent: ${error.message}`);
          resolve();
        });
      }),
    close: () => void delegate.shutdown(),
  };
}
