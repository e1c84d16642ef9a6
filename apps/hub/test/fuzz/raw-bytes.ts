import fc from "fast-check";
import { ADMIN_SECRET } from "./requests.ts";

const AUTH = `authorization: Bearer ${ADMIN_SECRET}\r\n`;
const JSON_TYPE = "content-type: application/json\r\n";
const BODY = '{"type":"t","payload":{"a":1}}';

/** Well-formed requests to begin with. */
const wholes: readonly string[] = [
  `GET /healthz HTTP/1.1\r\nhost: h\r\n\r\n`,
  `GET /v1/status HTTP/1.0\r\n${AUTH}\r\n`,
  `POST /v1/jobs HTTP/1.1\r\nhost: h\r\n${AUTH}${JSON_TYPE}content-length: ${BODY.length}\r\n\r\n${BODY}`,
  `POST /v1/jobs HTTP/1.1\r\nhost: h\r\n${AUTH}${JSON_TYPE}transfer-encoding: chunked\r\n\r\n1e\r\n${BODY}\r\n0\r\n\r\n`,
  `GET /v1/jobs/x?waitMs=60000 HTTP/1.1\r\nhost: h\r\n${AUTH}\r\n`,
  `POST /v1/workers/w1/lease HTTP/1.1\r\nhost: h\r\n${AUTH}${JSON_TYPE}content-length: 24\r\n\r\n{"max":1,"waitMs":60000}`,
  `GET /v1/events HTTP/1.1\r\nhost: h\r\n${AUTH}\r\n`,
];

/** Shapes that made a proxy and a server disagree on where a request ends, and other tricks. */
const tricks: readonly string[] = [
  `POST /v1/jobs HTTP/1.1\r\nhost: h\r\n${AUTH}${JSON_TYPE}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /v1/status HTTP/1.1\r\n\r\n`,
  `POST /v1/jobs HTTP/1.1\r\nhost: h\r\n${AUTH}content-length: 5\r\ncontent-length: 6\r\n\r\n{"a":1`,
  `POST /v1/jobs HTTP/1.1\r\nhost: h\r\n${AUTH}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n`,
  `POST /v1/jobs HTTP/1.1\r\nhost: h\r\n${AUTH}transfer-encoding : chunked\r\n\r\n0\r\n\r\n`,
  `POST /v1/jobs HTTP/1.1\r\nhost: h\r\n${AUTH}transfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n`,
  `POST /v1/jobs HTTP/1.1\r\nhost: h\r\n${AUTH}content-length: -1\r\n\r\n`,
  `POST /v1/jobs HTTP/1.1\r\nhost: h\r\n${AUTH}content-length: 99999999999999999999\r\n\r\n{`,
  `POST /v1/jobs HTTP/1.1\r\nhost: h\r\n${AUTH}${JSON_TYPE}expect: 200-maybe\r\ncontent-length: 1\r\n\r\n{`,
  `GET http://169.254.169.254/latest HTTP/1.1\r\nhost: h\r\n\r\n`,
  `CONNECT 127.0.0.1:22 HTTP/1.1\r\nhost: h\r\n\r\n`,
  `GET /healthz HTTP/1.1\r\n\r\n`,
  `GET /healthz HTTP/1.1\r\nhost: h\r\nx: a\r\n folded\r\n\r\n`,
  `GET /healthz HTTP/1.1\nhost: h\n\n`,
  `GET /healthz HTTP/9.9\r\nhost: h\r\n\r\n`,
  `GET /healthz\r\n\r\n`,
  `GET /healthz HTTP/1.1\r\nhost: h\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n`,
  `GET /healthz HTTP/1.1\r\nhost: h\r\nupgrade: h2c\r\nconnection: upgrade, http2-settings\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n\r\n`,
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
  `GET /${"a".repeat(20_000)} HTTP/1.1\r\nhost: h\r\n\r\n`,
  `GET / HTTP/1.1\r\nhost: h\r\n${"x: y\r\n".repeat(3_000)}\r\n`,
  `GET /healthz HTTP/1.1\r\nhost: h\r\n\r\n`.repeat(30),
  `POST /v1/jobs HTTP/1.1\r\nhost: h\r\n${AUTH}${JSON_TYPE}content-length: 4\r\n\r\n"\xff\xfe`,
];

type Edit = readonly [kind: "flip" | "cut" | "insert" | "repeat", at: number, by: Uint8Array];
const edit: fc.Arbitrary<Edit> = fc.tuple(
  fc.constantFrom("flip", "cut", "insert", "repeat"),
  fc.nat(),
  fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 8 }),
    fc
      .constantFrom("\r\n", "\0", "\n", ": ", " ", "transfer-encoding: chunked\r\n", "content-length: 3\r\n")
      .map((text) => Buffer.from(text)),
  ),
);

function apply(bytes: Uint8Array, [kind, at, by]: Edit): Uint8Array {
  const position = at % (bytes.length + 1);
  const [before, after] = [bytes.subarray(0, position), bytes.subarray(position)];
  switch (kind) {
    case "flip":
      return Buffer.concat([
        before,
        Buffer.from(after.subarray(0, 1).map((byte) => byte ^ (by[0] ?? 1))),
        after.subarray(1),
      ]);
    case "cut":
      return Buffer.concat([before, after.subarray(by.length)]);
    case "insert":
      return Buffer.concat([before, by, after]);
    default:
      return Buffer.concat([before, after.subarray(0, 200), after]);
  }
}

const latin1 = (text: string): Uint8Array => Buffer.from(text, "latin1");

/** What a connection may bring: broken requests, tricks, pieces of requests, noise. */
export const rawBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...wholes, ...tricks), fc.array(edit, { minLength: 1, maxLength: 4 }))
      .map(([text, edits]) => edits.reduce(apply, latin1(text))),
  },
  { weight: 2, arbitrary: fc.constantFrom(...wholes, ...tricks).map(latin1) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...wholes), fc.nat())
      .map(([text, at]) => latin1(text.slice(0, at % text.length))),
  },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 500 }) },
);
