import { LeasePushAnswer, MAX_BODY_BYTES, parse } from "@pigeon/protocol";
import { Pool } from "undici";
import type { WorkerTls } from "../http/server-tls.ts";
import { connectWithin } from "./connect.ts";
import { leasesJson, WorkerAnswerError, type OpenLink, type WorkerLink } from "./link.ts";

/**
 * Idle connections are kept, so that the end of the last one tells at once when a worker's process dies:
 * its kernel closes them. A worker that closes them for other reasons answers the probe that follows.
 */
const KEEP_ALIVE_MS = 600_000;
const CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 5_000;

/** Reaches workers by HTTP, as section 4 of the contract has it, and only in these networks. */
export function httpLinks(networks: readonly string[], tls?: () => WorkerTls): OpenLink {
  const connect = connectWithin(networks, CONNECT_TIMEOUT_MS, undefined, tls);
  return (target) => openHttpLink(target, connect);
}

function openHttpLink(
  { endpoint, token, onDisconnect }: Parameters<OpenLink>[0],
  connect: ReturnType<typeof connectWithin>,
): WorkerLink {
  const base = new URL(endpoint);
  const prefix = base.pathname.replace(/\/$/, "");
  const pool = new Pool(base.origin, {
    connections: CONNECTIONS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    connect,
    maxResponseSize: MAX_BODY_BYTES,
  });
  let closed = false;
  pool.on("disconnect", () => {
    if (!closed) onDisconnect();
  });

  const post = async (path: string, body: string, signal: AbortSignal): Promise<unknown> => {
    const answer = await pool.request({
      method: "POST",
      path: prefix + path,
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body,
      signal,
    });
    // A worker may answer with what it was asked, and its answer may be logged.
    const text = (await answer.body.text()).replaceAll(token, "[redacted]");
    // A redirect is no answer: following it would lead the hub, with the token, wherever the worker likes.
    if (answer.statusCode < 200 || answer.statusCode > 299) {
      throw new WorkerAnswerError(
        answer.statusCode,
        `the worker answered ${answer.statusCode}: ${text.slice(0, 200)}`,
      );
    }
    return text === "" ? undefined : parseJson(answer.statusCode, text);
  };

  return {
    push: async (leases, signal) => {
      const parsed = parse(LeasePushAnswer, await post("/v1/leases", leasesJson(leases), signal));
      if (parsed.ok) return parsed.value;
      const problems = parsed.errors.map(({ path, message }) => `${path}: ${message}`).join("; ");
      throw new WorkerAnswerError(502, `the worker's answer to a push is not understood (${problems})`);
    },
    cancel: async (leaseIds, signal) => {
      await post("/v1/leases/cancel", JSON.stringify({ leaseIds }), signal);
    },
    probe: async (signal) => {
      const answer = await pool.request({ method: "GET", path: `${prefix}/healthz`, signal });
      await answer.body.dump();
      return answer.statusCode === 200;
    },
    close: async () => {
      closed = true;
      await pool.destroy();
    },
  };
}

function parseJson(status: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WorkerAnswerError(status, `the worker's answer is not JSON: ${text.slice(0, 200)}`);
  }
}
