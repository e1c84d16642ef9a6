import { PROBLEM_TYPE, parse, Problem } from "@pigeon/protocol";
import { expect, test } from "vitest";
import { testHub } from "../hub-fixture.ts";
import { sendRaw, statusesOf } from "./raw.ts";

const get = (more: string) => `GET /healthz HTTP/1.1\r\nhost: h\r\nconnection: close\r\n${more}\r\n`;
const post = (more: string) =>
  `POST /v1/jobs HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\n${more}`;
const x = (count: number) => "x".repeat(count);

const invalid = "this is not a valid HTTP/1.1 request";
const large = "the headers are larger than 16 KiB";
const CASES: [string, string, number, string][] = [
  [
    "no Host",
    "GET /healthz HTTP/1.1\r\n\r\n",
    400,
    "the request has no header Host, which HTTP/1.1 asks for",
  ],
  [
    "no Host, for what is not there",
    "GET /x HTTP/1.1\r\n\r\n",
    400,
    "the request has no header Host, which HTTP/1.1 asks for",
  ],
  ["two Hosts", get("HOST: other\r\n"), 400, "the request has more than one header Host"],
  ["half a request line", "GET\r\n\r\n", 400, invalid],
  ["bytes that are no text", "\0\u0001\u0002\r\n\r\n", 400, invalid],
  ["another version", "GET / HTTP/9.9\r\nhost: h\r\n\r\n", 400, invalid],
  ["HTTP/2 without TLS", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, invalid],
  ["a line feed alone", "GET /healthz HTTP/1.1\nhost: h\n\n", 400, invalid],
  ["a space in a header's name", get("b ad: 1\r\n"), 400, invalid],
  ["a control character in a header", get("a: a\u0001b\r\n"), 400, invalid],
  ["a header over two lines", get("a: a\r\n b\r\n"), 400, invalid],
  ["a length that is none", post("content-length: x\r\n\r\n"), 400, invalid],
  ["two lengths", post("content-length: 5\r\ncontent-length: 6\r\n\r\n"), 400, invalid],
  [
    "length and chunks",
    post("content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
    400,
    invalid,
  ],
  ["another transfer encoding", post("transfer-encoding: gzip\r\n\r\n"), 400, invalid],
  ["a chunk of no length", post("transfer-encoding: chunked\r\n\r\nzz\r\n"), 400, invalid],
  ["one large header", get(`a: ${x(20_000)}\r\n`), 431, large],
  ["many headers", get(Array.from({ length: 2_500 }, (_, n) => `x${n}: 1\r\n`).join("")), 431, large],
  ["a long address", `GET /${x(20_000)} HTTP/1.1\r\nhost: h\r\n\r\n`, 431, large],
  [
    "an unknown expectation",
    post("expect: magic\r\nconnection: close\r\n\r\n"),
    417,
    "the only expectation that the hub meets is 100-continue",
  ],
  ["a tunnel", "CONNECT h:1 HTTP/1.1\r\nhost: h\r\n\r\n", 405, "the hub is no proxy"],
];

test.each(CASES)("%s is refused by a problem", async (_what, bytes, status, detail) => {
  const hub = await testHub();
  const answer = await sendRaw(hub.url, bytes);
  expect(statusesOf(answer)).toEqual([status]);
  const [head = "", body = ""] = answer.split("\r\n\r\n");
  expect(head).toContain(`content-type: ${PROBLEM_TYPE}`);
  const problem: unknown = JSON.parse(body);
  expect(parse(Problem, problem).ok).toBe(true);
  expect(problem).toMatchObject({ status, detail });
  expect((await hub.call("GET", "/healthz")).status).toBe(200);
});

test("HTTP/1.0 needs no Host", async () => {
  const hub = await testHub();
  expect(statusesOf(await sendRaw(hub.url, "GET /healthz HTTP/1.0\r\n\r\n"))).toEqual([200]);
});
