import { PROBLEM_TYPE } from "@pigeon/protocol";
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import { ProblemError, toBody } from "./problem.ts";

const NO_REQUEST = "none";

/** What is no HTTP, comes too slowly or has huge headers is refused before there is a request. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  const [status, detail] = BROKEN[error.code ?? ""] ?? [400, "this is not a valid HTTP/1.1 request"];
  endWith(socket, status, detail);
}

const BROKEN: Readonly<Record<string, [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, "the headers are larger than 16 KiB"],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, "the chunks of the body have extensions larger than 16 KiB"],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "the request took too long to arrive"],
};

/** Refuses, as every other error is told, what Node would refuse without a word or leave without an answer. */
export function refuseOddRequests(server: FastifyInstance): void {
  server.addHook("onRequest", (request, _reply, done) => {
    const { rawHeaders, httpVersionMinor, url } = request.raw;
    const hosts = countHosts(rawHeaders);
    if (hosts === 0 && httpVersionMinor > 0)
      done(new ProblemError(400, "the request has no header Host, which HTTP/1.1 asks for"));
    else if (hosts > 1) done(new ProblemError(400, "the request has more than one header Host"));
    // The router would take it for "/".
    else if (url === "*") done(new ProblemError(400, "the request is for * and not for a path"));
    else done();
  });
  server.server.on("checkExpectation", (_request: IncomingMessage, response: ServerResponse) => {
    const detail = "the only expectation that the hub meets is 100-continue";
    const text = bodyOf(417, detail);
    response.writeHead(417, {
      "content-type": PROBLEM_TYPE,
      "content-length": Buffer.byteLength(text),
      connection: "close",
    });
    response.end(text);
  });
  server.server.on("connect", (_request: IncomingMessage, socket: Socket) =>
    endWith(socket, 405, "the hub is no proxy"),
  );
}

/** Names and values take turns. Node keeps the first of several, a proxy in front perhaps another one. */
function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === "host") hosts++;
  }
  return hosts;
}

function endWith(socket: Socket, status: number, detail: string): void {
  if (!socket.writable) return;
  const body = bodyOf(status, detail);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\ncontent-type: ${PROBLEM_TYPE}\r\n`;
  socket.end(`${head}content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
}

function bodyOf(status: number, detail: string): string {
  return JSON.stringify(toBody(new ProblemError(status, detail), NO_REQUEST));
}
