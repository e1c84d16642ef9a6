/** A message of protobuf as anyone can read it: by field number, numbers or bytes in the order in which they came. */
export type Fields = Map<number, (bigint | Buffer)[]>;

export function fieldsOf(bytes: Uint8Array): Fields {
  const all = Buffer.from(bytes);
  const fields: Fields = new Map();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = all.readUInt8(at++);
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const take = (size: number): Buffer => {
    if (at + size > all.length) throw new RangeError(`${size} bytes wanted at ${at} of ${all.length}`);
    at += size;
    return all.subarray(at - size, at);
  };
  while (at < all.length) {
    const tag = varint();
    const values = fields.get(Number(tag >> 3n)) ?? [];
    fields.set(Number(tag >> 3n), values);
    const wireType = Number(tag & 7n);
    if (wireType === 0) values.push(varint());
    else if (wireType === 1) values.push(take(8).readBigUInt64LE());
    else if (wireType === 2) values.push(take(Number(varint())));
    else if (wireType === 5) values.push(BigInt(take(4).readUInt32LE()));
    else throw new TypeError(`wire type ${wireType}`);
  }
  return fields;
}

const messages = (fields: Fields, field: number): Fields[] =>
  (fields.get(field) ?? []).map((value) => fieldsOf(value as Buffer));
const text = (fields: Fields, field: number): string => String(fields.get(field)?.[0] ?? "");
const hex = (fields: Fields, field: number): string =>
  ((fields.get(field)?.[0] ?? Buffer.alloc(0)) as Buffer).toString("hex");
const number = (fields: Fields, field: number): number => Number(fields.get(field)?.[0] ?? 0);

export interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly WireAttribute[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string; readonly flags: number }[];
  readonly status: { readonly code?: number; readonly message?: string };
  readonly flags: number;
}
export interface WireAttribute {
  readonly key: string;
  readonly value: {
    readonly stringValue?: string;
    readonly intValue?: number | string;
    readonly doubleValue?: number;
  };
}
export interface WireExport {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly WireAttribute[] };
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string; readonly version?: string };
      readonly spans: readonly WireSpan[];
    }[];
  }[];
}

/** An ExportTraceServiceRequest, as the JSON of it would be. */
export function readExport(bytes: Uint8Array): WireExport {
  return {
    resourceSpans: messages(fieldsOf(bytes), 1).map((resourceSpans) => ({
      resource: { attributes: messages(resourceSpans, 1).flatMap((resource) => attributes(resource, 1)) },
      scopeSpans: messages(resourceSpans, 2).map((scopeSpans) => ({
        scope: messages(scopeSpans, 1).map((scope) => ({
          name: text(scope, 1),
          version: text(scope, 2),
        }))[0] ?? {
          name: "",
        },
        spans: messages(scopeSpans, 2).map(readSpan),
      })),
    })),
  };
}

function readSpan(span: Fields): WireSpan {
  const [status] = messages(span, 15);
  return {
    traceId: hex(span, 1),
    spanId: hex(span, 2),
    ...(span.has(4) ? { parentSpanId: hex(span, 4) } : {}),
    name: text(span, 5),
    kind: number(span, 6),
    startTimeUnixNano: String(span.get(7)?.[0]),
    endTimeUnixNano: String(span.get(8)?.[0]),
    attributes: attributes(span, 9),
    links: messages(span, 13).map((link) => ({
      traceId: hex(link, 1),
      spanId: hex(link, 2),
      flags: number(link, 6),
    })),
    status:
      status === undefined ? { code: 0, message: "" } : { code: number(status, 3), message: text(status, 2) },
    flags: number(span, 16),
  };
}

function attributes(fields: Fields, field: number): WireAttribute[] {
  return messages(fields, field).map((pair) => {
    const value = messages(pair, 2)[0] ?? new Map();
    if (value.has(1)) return { key: text(pair, 1), value: { stringValue: text(value, 1) } };
    if (value.has(3)) return { key: text(pair, 1), value: { intValue: number(value, 3) } };
    const double = Buffer.alloc(8);
    double.writeBigUInt64LE(value.get(4)?.[0] as bigint);
    return { key: text(pair, 1), value: { doubleValue: double.readDoubleLE() } };
  });
}
