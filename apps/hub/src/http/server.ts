import { MAX_BODY_BYTES, PROBLEM_TYPE } from "@pigeon/protocol";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { asProblem, ProblemError, toBody } from "./problem.ts";

/** Node's own limit of 16 KiB for headers holds; a body takes at most this long to arrive. */
const REQUEST_TIMEOUT_MS = 60_000;

/** The HTTP server without its routes: how input is read, and what every error looks like. */
export function createServer(onFailure: (error: unknown, path: string) => void): FastifyInstance {
  const server = fastify({
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Longer than the pauses of a polling client, and above the usual proxy's minute.
    keepAliveTimeout: 75_000,
    routerOptions: { maxParamLength: 300 },
    // Idle connections end at once when the server closes; requests under way are answered.
    forceCloseConnections: "idle",
    return503OnClosing: false,
    // An address that cannot be decoded never reaches the routes.
    frameworkErrors: (error, request, reply) => answer(error, request, reply),
    clientErrorHandler: answerBrokenRequest,
  });

  // The contract takes any JSON; fastify's own parser would refuse keys like __proto__ inside payloads.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    try {
      done(null, body === "" ? undefined : JSON.parse(String(body)));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      done(new ProblemError(400, `the body is not JSON: ${reason.slice(0, 200)}`));
    }
  });

  server.setErrorHandler((error, request, reply) => answer(error, request, reply));

  server.setNotFoundHandler((request) => {
    const path = request.url.split("?")[0] ?? "";
    throw new ProblemError(404, `there is nothing at ${request.method} ${path.slice(0, 200)}`);
  });
  return server;

  function answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const known = asProblem(error);
    if (known === undefined || known.status >= 500) {
      onFailure(known?.cause ?? error, request.routeOptions.url ?? "unknown address");
    }
    const problem = known ?? new ProblemError(500, "the hub failed to answer; its log tells more");
    if (problem.retryAfterMs !== undefined)
      void reply.header("retry-after", Math.ceil(problem.retryAfterMs / 1000));
    if (problem.status === 401) void reply.header("www-authenticate", "Bearer");
    void reply
      .code(problem.status)
      .type(PROBLEM_TYPE)
      .send(JSON.stringify(toBody(problem, request.id)));
  }
}

/** What is no HTTP, comes too slowly or has huge headers is refused before there is a request. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable) return;
  const [status, detail] = BROKEN[error.code ?? ""] ?? [400, "this is not a valid HTTP/1.1 request"];
  const body = JSON.stringify(toBody(new ProblemError(status, detail), "none"));
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\ncontent-type: ${PROBLEM_TYPE}\r\n`;
  socket.end(`${head}content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
}

const BROKEN: Readonly<Record<string, [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, "the headers are larger than 16 KiB"],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "the request took too long to arrive"],
};
