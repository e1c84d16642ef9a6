import { Pool } from "undici";
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
}

/** One request, one answer, no retries. */
export interface Transport {
  /**
   * The answer's body. Throws HubError, HubUnreachableError, HubAnswerError, ClientClosedError, or the
   * signal's reason.
   */
  send(request: HubRequest, signal: AbortSignal | undefined): Promise<unknown>;
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

export function createTransport({ hub, token, tls, timeoutMs, maxConnections, system }: Settings): Transport {
  const { origin, pathname } = new URL(hub);
  const prefix = pathname.replace(/\/+$/, "");
  const options = { connections: maxConnections, keepAliveTimeout: 60_000, connect: { ...tls } };
  const pool = new Pool(origin, options);
  // Waits hold their connections for long: on their own, so that they never keep a submit waiting.
  const waits = new Pool(origin, options);
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const headers = { accept: "application/json", ...authorization };
  const jsonHeaders = { ...headers, "content-type": "application/json" };
  let closed: Promise<void> | undefined;

  async function send(request: HubRequest, signal: AbortSignal | undefined): Promise<unknown> {
    if (closed !== undefined) throw new ClientClosedError();
    signal?.throwIfAborted();
    const { method, path, body, waitMs = 0 } = request;
    const limitMs = Math.min(timeoutMs + waitMs, 2 ** 31 - 1);
    const timeout = new AbortController();
    const cancel = system.setTimer(() => timeout.abort(new Error(`no answer within ${limitMs} ms`)), limitMs);
    try {
      const response = await (waitMs > 0 ? waits : pool).request({
        method,
        path: `${prefix}${path}`,
        headers: body === undefined ? headers : jsonHeaders,
        body: body ?? null,
        headersTimeout: 0,
        bodyTimeout: 0,
        signal: signal === undefined ? timeout.signal : AbortSignal.any([timeout.signal, signal]),
      });
      const text = await response.body.text();
      if (response.statusCode >= 200 && response.statusCode < 300) return readBody(hub, request, text);
      const after = response.headers["retry-after"];
      throw new HubError(
        readProblem(response.statusCode, text),
        typeof after === "string" ? retryAfterMs(after, system.wallTime()) : undefined,
      );
    } catch (error) {
      if (error instanceof HubError || error instanceof HubAnswerError) throw error;
      signal?.throwIfAborted();
      if (closed !== undefined) throw new ClientClosedError();
      const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
      throw new HubUnreachableError(hub, !NEVER_SENT.has(code), error);
    } finally {
      cancel();
    }
  }

  return {
    send,
    close() {
      closed ??= Promise.all([pool.close(), waits.destroy()]).then(() => {});
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
