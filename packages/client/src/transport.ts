import { Pool } from "undici";
import type { Dispatcher } from "undici";
import { readProblem, retryAfterMs } from "./answer.ts";
import { ClientClosedError, HubAnswerError, HubError, HubUnreachableError } from "./errors.ts";
import type { Settings } from "./options.ts";

export interface HubRequest {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below the hub's address, with its slash and its query. */
  readonly path: string;
  /** JSON text. */
  readonly body?: string;
  /** How long the hub is asked to hold the answer, in ms. */
  readonly waitMs?: number;
  /** The trace that it belongs to. */
  readonly traceparent?: string | undefined;
}

/** One request to one hub, one answer, no retries. */
export interface Transport {
  /**
   * The answer's body, awaited for `timeoutMs` on top of the request's own wait. Throws HubError, HubUnreachableError, HubAnswerError, ClientClosedError, or the
   * signal's reason.
   */
  send(request: HubRequest, timeoutMs: number, signal: AbortSignal | undefined): Promise<unknown>;
  /**
   * The text of an answer without an end, as it comes. Throws as send does, also while it is read: then
   * HubUnreachableError means that the connection broke.
   */
  stream(
    path: string,
    headers: Readonly<Record<string, string>>,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<AsyncIterable<string>>;
  close(): Promise<void>;
}

/** Failures before a connection stood: the request surely never left. */
const NEVER_SENT: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

export function createTransport(hub: string, settings: Settings): Transport {
  const { token, tls, maxConnections, system } = settings;
  const { origin, pathname } = new URL(hub);
  const prefix = pathname.replace(/\/+$/, "");
  const options = { connections: maxConnections, keepAliveTimeout: 60_000, connect: { ...tls } };
  const pool = new Pool(origin, options);
  // Waits hold their connections for long: on their own, so that they never keep a submit waiting.
  const waits = new Pool(origin, options);
  // Events hold theirs for good, and nobody waits for one of them.
  const streams = new Pool(origin, { ...options, connections: null });
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const headers = { accept: "application/json", ...authorization };
  const jsonHeaders = { ...headers, "content-type": "application/json" };
  let closed: Promise<void> | undefined;

  async function send(
    request: HubRequest,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    if (closed !== undefined) throw new ClientClosedError();
    signal?.throwIfAborted();
    const { method, path, body, waitMs = 0, traceparent } = request;
    const ofKind = body === undefined ? headers : jsonHeaders;
    const limitMs = Math.min(timeoutMs + waitMs, 2 ** 31 - 1);
    const timeout = new AbortController();
    const cancel = system.setTimer(() => timeout.abort(new Error(`no answer within ${limitMs} ms`)), limitMs);
    try {
      const response = await (waitMs > 0 ? waits : pool).request({
        method,
        path: `${prefix}${path}`,
        headers: traceparent === undefined ? ofKind : { ...ofKind, traceparent },
        body: body ?? null,
        headersTimeout: 0,
        bodyTimeout: 0,
        signal: signal === undefined ? timeout.signal : AbortSignal.any([timeout.signal, signal]),
      });
      const text = await response.body.text();
      if (response.statusCode >= 200 && response.statusCode < 300) return readBody(hub, request, text);
      throw refusal(response, text);
    } catch (error) {
      throw failure(error, signal);
    } finally {
      cancel();
    }
  }

  async function stream(
    path: string,
    more: Readonly<Record<string, string>>,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<AsyncIterable<string>> {
    if (closed !== undefined) throw new ClientClosedError();
    signal.throwIfAborted();
    const timeout = new AbortController();
    const cancel = system.setTimer(
      () => timeout.abort(new Error(`no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    try {
      const response = await streams.request({
        method: "GET",
        path: `${prefix}${path}`,
        headers: { ...headers, accept: "text/event-stream", ...more },
        headersTimeout: 0,
        bodyTimeout: 0,
        signal: AbortSignal.any([timeout.signal, signal]),
      });
      if (response.statusCode !== 200) throw refusal(response, await response.body.text());
      return read(response.body.setEncoding("utf8"), signal);
    } catch (error) {
      throw failure(error, signal);
    } finally {
      cancel();
    }
  }

  async function* read(body: AsyncIterable<unknown>, signal: AbortSignal): AsyncGenerator<string, void> {
    try {
      for await (const text of body) yield String(text);
    } catch (error) {
      throw failure(error, signal);
    }
  }

  function refusal({ statusCode, headers: given }: Dispatcher.ResponseData, text: string): HubError {
    const after = given["retry-after"];
    return new HubError(
      readProblem(statusCode, text),
      typeof after === "string" ? retryAfterMs(after, system.wallTime()) : undefined,
    );
  }

  function failure(error: unknown, signal: AbortSignal | undefined): unknown {
    if (error instanceof HubError || error instanceof HubAnswerError) return error;
    if (signal?.aborted === true) return signal.reason;
    if (closed !== undefined) return new ClientClosedError();
    const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
    return new HubUnreachableError(hub, !NEVER_SENT.has(code), error);
  }

  return {
    send,
    stream,
    close() {
      closed ??= Promise.all([pool.close(), waits.destroy(), streams.destroy()]).then(() => {});
      return closed;
    },
  };
}

function readBody(hub: string, { method, path }: HubRequest, text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new HubAnswerError(`the answer to ${method} ${path} is not JSON: is ${hub} a Pigeon hub?`);
  }
}
