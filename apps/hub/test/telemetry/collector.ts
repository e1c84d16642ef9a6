import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { onTestFinished } from "vitest";
import { readExport, type WireExport, type WireSpan } from "./otlp.ts";

export interface ReceivedSpan extends Pick<
  WireSpan,
  "traceId" | "spanId" | "parentSpanId" | "name" | "kind"
> {
  readonly scope: string;
  readonly service: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly links: readonly string[];
  readonly failed: boolean;
}

/** What takes spans by OTLP over HTTP, in protobuf or JSON. */
export interface Collector {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  named(name: string): ReceivedSpan[];
}

export async function collector(): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const { "content-type": type, "content-encoding": encoding } = request.headers;
      const plain = encoding === "gzip" ? gunzipSync(body) : body;
      if (request.method === "POST" && request.url === "/v1/traces")
        spans.push(
          ...read(
            type === "application/json" ? (JSON.parse(String(plain)) as WireExport) : readExport(plain),
          ),
        );
      response.writeHead(200, { "content-type": type }).end(type === "application/json" ? "{}" : "");
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    named: (name) => spans.filter((span) => span.name === name),
  };
}

function read({ resourceSpans }: WireExport): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) =>
      spans.map((span) => ({
        ...span,
        scope: scope.name,
        service: String(plain(resource.attributes)["service.name"]),
        startMs: Number(BigInt(span.startTimeUnixNano) / 1_000n) / 1_000,
        endMs: Number(BigInt(span.endTimeUnixNano) / 1_000n) / 1_000,
        attributes: plain(span.attributes),
        links: (span.links ?? []).map(({ spanId }) => spanId),
        failed: span.status.code === 2,
      })),
    ),
  );
}

function plain(attributes: WireSpan["attributes"]): Record<string, string | number> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]),
  );
}
