import { MAX_BODY_BYTES, PROBLEM_TYPE } from "@pigeon/protocol";
import { isUtf8 } from "node:buffer";
import type { ServerOptions } from "node:https";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { answerBrokenRequest, refuseOddRequests } from "./broken-requests.ts";
import { isTold } from "../store/guard/told.ts";
import { traceFields, type TraceFields } from "../telemetry/tracing/log-fields.ts";
import { asProblem, ProblemError, toBody } from "./problem.ts";

/** How long a caller may take. Slow ones would else hold connections for ever at no cost of their own. */
export interface Patience {
  /** From the connection, or the end of the last request, to the last header. */
  readonly headersMs: number;
  /** From the first byte to the end of the body. */
  readonly requestMs: number;
  /** Without any byte in either direction; above the longest wait that a caller may ask for. */
  readonly silenceMs: number;
  /** How often the first two are looked at. */
  readonly checkEveryMs: number;
}

const PATIENCE: Patience = { headersMs: 15_000, requestMs: 60_000, silenceMs: 120_000, checkEveryMs: 5_000 };
const MAX_HEADER_BYTES = 16 * 1024;

/** A balancer that may not ask any more would take a busy hub for a dead one. */
const UNLIMITED: ReadonlySet<string | undefined> = new Set(["/healthz", "/readyz"]);

/** A request that the hub could not answer as it should have. */
export interface FailedRequest extends TraceFields {
  readonly operation: string;
  /** As the problem document has it. */
  readonly correlationId: string;
  readonly durationMs: number;
}

export interface ServerParts {
  readonly onFailure: (error: unknown, request: FailedRequest) => void;
  /** Serves HTTPS instead of HTTP. */
  readonly tls?: ServerOptions | undefined;
  /** Default: any number. */
  readonly maxConnections?: number;
  /** How long a caller must wait, in ms; undefined when its request may pass. Asked before the body is read. */
  readonly refuse?: ((request: FastifyRequest) => number | undefined) | undefined;
  readonly patience?: Patience;
  /** Sees every request, also those that are refused. */
  readonly watch?: ((server: FastifyInstance) => void) | undefined;
}

/** The HTTP server without its routes: how input is read, what is bounded, and what every error looks like. */
export function createServer(parts: ServerParts): FastifyInstance {
  const { onFailure, tls, maxConnections, refuse, patience = PATIENCE } = parts;
  const raw = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: patience.headersMs,
    connectionsCheckingInterval: patience.checkEveryMs,
    // Node would refuse it without a word; the hub does it below.
    requireHostHeader: false,
  };
  const server = fastify({
    // Typed as plain HTTP either way: the routes see no difference.
    ...((tls === undefined ? { http: raw } : { https: { ...tls, ...raw } }) as { http: typeof raw }),
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: patience.requestMs,
    connectionTimeout: patience.silenceMs,
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

  // fastify takes the time of requests only where someone listens to their end.
  server.addHook("onResponse", (_request, _reply, done) => done());
  parts.watch?.(server);
  refuseOddRequests(server);
  if (maxConnections !== undefined) server.server.maxConnections = maxConnections;
  if (refuse !== undefined) {
    server.addHook("onRequest", async (request) => {
      if (UNLIMITED.has(request.routeOptions.url)) return;
      const retryAfterMs = refuse(request);
      if (retryAfterMs === undefined) return;
      throw new ProblemError(429, "more requests than the hub takes from one caller; send it again later", {
        retryAfterMs,
      });
    });
  }

  // The contract takes any JSON; fastify's own parser would refuse keys like __proto__ inside payloads.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => {
    // Decoded leniently, bytes that are no text would be stored as others than were sent.
    if (typeof body === "string" || !isUtf8(body))
      return done(new ProblemError(400, "the body is not JSON: it is not encoded as UTF-8"));
    try {
      done(null, body.length === 0 ? undefined : JSON.parse(body.toString()));
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
    const cause = known?.cause ?? error;
    if ((known === undefined || known.status >= 500) && !isTold(cause)) {
      onFailure(cause, {
        operation: `${request.method} ${request.routeOptions.url ?? "unknown address"}`,
        correlationId: request.id,
        durationMs: reply.elapsedTime,
        ...traceFields(request.headers["traceparent"]),
      });
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
