import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ProtobufWriter } from "../../src/telemetry/tracing/otlp/protobuf.ts";
import { openRequest, writeSpan, type EndedSpan } from "../../src/telemetry/tracing/otlp/span.ts";
import { readExport } from "./otlp.ts";

const id = (digits: number) =>
  fc
    .uint8Array({ minLength: digits / 2, maxLength: digits / 2 })
    .map((bytes) => Buffer.from(bytes).toString("hex"));
const context = fc.record({
  traceId: id(32),
  spanId: id(16),
  traceFlags: fc.integer({ min: 0, max: 255 }),
  isRemote: fc.boolean(),
});
const text = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc.constantFrom("a".repeat(127), "a".repeat(128), "é".repeat(20), "a".repeat(40_000)),
);
const attributes = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 130 }).filter((key) => key !== "__proto__"),
  fc.oneof(text, fc.nat(), fc.maxSafeNat(), fc.double({ noInteger: true, noNaN: true })),
  { maxKeys: 8, noNullPrototype: true },
);
const span: fc.Arbitrary<EndedSpan> = fc.record({
  context,
  parent: fc.option(context, { nil: undefined }),
  name: text,
  kind: fc.constantFrom(SpanKind.INTERNAL, SpanKind.SERVER, SpanKind.PRODUCER),
  startMs: fc.nat({ max: 4_000_000_000_000 }),
  endMs: fc.nat({ max: 4_000_000_000_000 }),
  attributes,
  links: fc.array(fc.record({ context }), { maxLength: 3 }),
  failure: fc.option(text, { nil: undefined }),
});

/** As the SDK of OpenTelemetry would hold it. */
function readable(
  each: EndedSpan,
  shared: Pick<ReadableSpan, "resource" | "instrumentationScope">,
): ReadableSpan {
  const { context, parent, name, kind, startMs, endMs, links, failure } = each;
  const time = (ms: number): [number, number] => [Math.floor(ms / 1_000), (ms % 1_000) * 1_000_000];
  return {
    ...shared,
    name,
    kind,
    links: [...links],
    attributes: each.attributes,
    startTime: time(startMs),
    endTime: time(endMs),
    spanContext: () => context,
    ...(parent === undefined ? {} : { parentSpanContext: parent }),
    status:
      failure === undefined
        ? { code: SpanStatusCode.UNSET }
        : { code: SpanStatusCode.ERROR, message: failure },
    events: [],
    duration: [0, 0],
    ended: true,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

test("a request says what OpenTelemetry's own exporter would say", () => {
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 5 }), attributes, (spans, resource) => {
      const scope = { name: "@pigeon/hub", version: "1.2.3" };
      const writer = new ProtobufWriter();
      const close = openRequest(writer, { resource, scope });
      for (const each of spans) writeSpan(writer, each);
      close();
      const shared = { resource: resourceFromAttributes(resource), instrumentationScope: scope };
      const expected = ProtobufTraceSerializer.serializeRequest(spans.map((each) => readable(each, shared)));
      expect(readExport(writer.take())).toEqual(readExport(expected ?? Buffer.alloc(0)));
    }),
  );
});

test("a time is exact to the nanosecond of its fraction, and a writer is used again", () => {
  const writer = new ProtobufWriter();
  const times = [0, 1, 65_536, 1_795_488_000_000, 1_795_488_000_000.25, 4_294_967_296_000, 1.5].map((ms) => {
    writer.nanoseconds(9, ms);
    return writer.take().readBigUInt64LE(1);
  });
  expect(times).toEqual([
    0n,
    1_000_000n,
    65_536_000_000n,
    1_795_488_000_000_000_000n,
    1_795_488_000_000_250_000n,
    4_294_967_296_000_000_000n,
    1_500_000n,
  ]);
});
