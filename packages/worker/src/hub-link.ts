import { Pool } from "undici";
import { readAnswer } from "./hub-answer.ts";
import type { HubAnswer } from "./hub-answer.ts";
import type { WorkerOptions } from "./options.ts";
import type { System } from "./system.ts";
import type { TlsOptions } from "./tls.ts";

export interface HubCall {
  readonly method: "POST" | "DELETE";
  /** Below the hub's address, with its slash. */
  readonly path: string;
  /** JSON text. */
  readonly body?: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** The way to a hub. A call never throws: its answer says what came of it. */
export interface HubLink {
  /** The address that calls go to now. */
  readonly hub: string;
  call(request: HubCall): Promise<HubAnswer>;
  close(): Promise<void>;
}

export interface HubLinkOptions {
  readonly hub: string;
  readonly token: WorkerOptions["token"];
  readonly tls?: TlsOptions | undefined;
  readonly system: System;
  /** The hub closed a connection that it should have kept: it may have restarted. */
  readonly onDisconnect: () => void;
}

/** The way to one hub. */
export function createHubLink({ hub, token, tls, system, onDisconnect }: HubLinkOptions): HubLink {
  const { origin, pathname } = new URL(hub);
  const prefix = pathname.replace(/\/+$/, "");
  const pool = new Pool(origin, { connections: 4, keepAliveTimeout: 60_000, connect: { ...tls } });
  /** A token that is renewed is asked for with each call. */
  const headersNow = (): Record<string, string> => {
    const now = typeof token === "function" ? token() : token;
    return { accept: "application/json", ...(now === undefined ? {} : { authorization: `Bearer ${now}` }) };
  };
  const fixed = typeof token === "function" ? undefined : headersNow();
  pool.on("disconnect", (_origin, _targets, error) => {
    if (error.code === "UND_ERR_SOCKET" || error.code === "ECONNRESET") onDisconnect();
  });

  async function call({ method, path, body, timeoutMs, signal }: HubCall): Promise<HubAnswer> {
    const timeout = new AbortController();
    const cancel = system.after(timeoutMs, () =>
      timeout.abort(new Error(`no answer within ${timeoutMs} ms`)),
    );
    try {
      const headers = fixed ?? headersNow();
      const response = await pool.request({
        method,
        path: `${prefix}${path}`,
        headers: body === undefined ? headers : { ...headers, "content-type": "application/json" },
        body: body ?? null,
        signal: signal === undefined ? timeout.signal : AbortSignal.any([timeout.signal, signal]),
      });
      const text = await response.body.text();
      const after = response.headers["retry-after"];
      return readAnswer(response.statusCode, text, typeof after === "string" ? after : undefined);
    } catch (error) {
      return { kind: "unreachable", reason: `${hub}: ${reasonOf(error)}` };
    } finally {
      cancel();
    }
  }

  return { hub, call, close: () => pool.destroy() };
}

/** A refused connection to a name with several addresses hides its reason one level deeper. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error && error.message !== "" ? error.message : String(error);
}
