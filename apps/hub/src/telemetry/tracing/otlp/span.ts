import { SpanStatusCode, type SpanContext, type SpanKind } from "@opentelemetry/api";
import type { AttributeValues } from "../tracer.ts";
import { FIXED32, FIXED64, LENGTH, type ProtobufWriter, tagOf, VARINT } from "./protobuf.ts";

/** A span that has ended. Times are epoch milliseconds. */
export interface EndedSpan {
  readonly context: SpanContext;
  readonly parent: SpanContext | undefined;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: AttributeValues;
  readonly links: readonly { readonly context: SpanContext }[];
  /** Why it failed, if it did. */
  readonly failure: string | undefined;
}

/** Whom spans come from: the process, and the part of it that writes them. */
export interface SpanSource {
  readonly resource: AttributeValues;
  readonly scope: { readonly name: string; readonly version: string };
}

// By opentelemetry-proto: trace/v1/trace.proto, common/v1/common.proto and resource/v1/resource.proto.
const RESOURCE_SPANS = tagOf(1, LENGTH);
const RESOURCE = tagOf(1, LENGTH);
const RESOURCE_ATTRIBUTE = tagOf(1, LENGTH);
const SCOPE_SPANS = tagOf(2, LENGTH);
const SCOPE = tagOf(1, LENGTH);
const SCOPE_NAME = tagOf(1, LENGTH);
const SCOPE_VERSION = tagOf(2, LENGTH);

const SPAN = tagOf(2, LENGTH);
const TRACE_ID = tagOf(1, LENGTH);
const SPAN_ID = tagOf(2, LENGTH);
const PARENT_SPAN_ID = tagOf(4, LENGTH);
const NAME = tagOf(5, LENGTH);
const KIND = tagOf(6, VARINT);
const START = tagOf(7, FIXED64);
const END = tagOf(8, FIXED64);
const ATTRIBUTE = tagOf(9, LENGTH);
const LINK = tagOf(13, LENGTH);
const STATUS = tagOf(15, LENGTH);
const FLAGS = tagOf(16, FIXED32);
const LINK_FLAGS = tagOf(6, FIXED32);
const STATUS_MESSAGE = tagOf(2, LENGTH);
const STATUS_CODE = tagOf(3, VARINT);

const KEY = tagOf(1, LENGTH);
const VALUE = tagOf(2, LENGTH);
const STRING_VALUE = tagOf(1, LENGTH);
const INT_VALUE = tagOf(3, VARINT);
const DOUBLE_VALUE = tagOf(4, FIXED64);

const REMOTE_IS_KNOWN = 0x100;
const IS_REMOTE = 0x200;

/** Opens a request to a collector. What it returns takes the spans and then closes it. */
export function openRequest(writer: ProtobufWriter, { resource, scope }: SpanSource): () => void {
  const all = writer.open(RESOURCE_SPANS);
  const described = writer.open(RESOURCE);
  writeAttributes(writer, RESOURCE_ATTRIBUTE, resource);
  writer.close(described);
  const scopeSpans = writer.open(SCOPE_SPANS);
  const named = writer.open(SCOPE);
  writer.text(SCOPE_NAME, scope.name);
  writer.text(SCOPE_VERSION, scope.version);
  writer.close(named);
  return () => {
    writer.close(scopeSpans);
    writer.close(all);
  };
}

export function writeSpan(writer: ProtobufWriter, span: EndedSpan): void {
  const { context, parent, links, failure } = span;
  const start = writer.open(SPAN);
  writer.hex(TRACE_ID, context.traceId);
  writer.hex(SPAN_ID, context.spanId);
  if (parent !== undefined) writer.hex(PARENT_SPAN_ID, parent.spanId);
  writer.text(NAME, span.name);
  writer.varint(KIND, span.kind + 1);
  writer.nanoseconds(START, span.startMs);
  writer.nanoseconds(END, span.endMs);
  writeAttributes(writer, ATTRIBUTE, span.attributes);
  for (const { context: link } of links) {
    const linked = writer.open(LINK);
    writer.hex(TRACE_ID, link.traceId);
    writer.hex(SPAN_ID, link.spanId);
    writer.fixed32(LINK_FLAGS, flagsOf(link.traceFlags, link.isRemote));
    writer.close(linked);
  }
  if (failure !== undefined) {
    const status = writer.open(STATUS);
    writer.text(STATUS_MESSAGE, failure);
    writer.varint(STATUS_CODE, SpanStatusCode.ERROR);
    writer.close(status);
  }
  writer.fixed32(FLAGS, flagsOf(context.traceFlags, parent?.isRemote));
  writer.close(start);
}

function flagsOf(traceFlags: number, isRemote = false): number {
  return (traceFlags & 0xff) | REMOTE_IS_KNOWN | (isRemote ? IS_REMOTE : 0);
}

function writeAttributes(writer: ProtobufWriter, tag: number, attributes: AttributeValues): void {
  for (const key in attributes) {
    const value = attributes[key];
    if (value === undefined) continue;
    const pair = writer.open(tag);
    writer.text(KEY, key);
    const content = writer.open(VALUE);
    if (typeof value === "string") writer.text(STRING_VALUE, value);
    else if (Number.isSafeInteger(value) && value >= 0) writer.varint(INT_VALUE, value);
    else writer.double(DOUBLE_VALUE, value);
    writer.close(content);
    writer.close(pair);
  }
}
