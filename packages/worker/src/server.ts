import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { isIPv6 } from "node:net";
import { serve } from "./routes.ts";
import type { WorkerDoor } from "./routes.ts";
import { sendProblem } from "./http-io.ts";
import type { TlsServerOptions } from "./tls.ts";

/** The worker cannot listen where it was told to. */
export class WorkerListenError extends Error {
  override readonly name: string = "WorkerListenError";
}

export interface WorkerServer {
  /** Where it listens, e.g. `http://127.0.0.1:39123`, or `https://` with a certificate. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * An idle connection from the hub stays open this long (10 minutes): while it stands, the hub knows
 * that this process lives, and its end tells the hub of a crash within milliseconds.
 */
const KEEP_ALIVE_MS = 600_000;
const TIMES = { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 60_000 } as const;
/** Who connects and does not get through the handshake is let go after this time. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

export interface ListenSettings {
  readonly host: string;
  readonly port: number;
  /** Listens for HTTPS instead of HTTP. */
  readonly tls?: TlsServerOptions | undefined;
}

/** Listens for the hub. Throws WorkerListenError. */
export async function listen({ host, port, tls }: ListenSettings, door: WorkerDoor): Promise<WorkerServer> {
  const server = serverFor(tls, (request, response) => {
    serve(door, request, response).catch((error: unknown) => {
      // The sender went away in the middle of its body, or a bug of ours: never the end of the process.
      if (response.headersSent || !request.complete) response.destroy();
      else sendProblem(response, { status: 500, title: "Internal error", detail: String(error) });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
  const scheme = tls === undefined ? "http" : "https";
  return { address: `${scheme}://${addressOf(server, host)}`, close: () => close(server) };
}

function serverFor(tls: TlsServerOptions | undefined, listener: RequestListener): Server {
  if (tls === undefined) return createServer(TIMES, listener);
  const { cert, key, ca } = tls;
  return createTlsServer(
    {
      ...TIMES,
      cert,
      key,
      minVersion: "TLSv1.2",
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      ...(ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true }),
    },
    listener,
  );
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): WorkerListenError {
  const why =
    error.code === "EADDRINUSE"
      ? `port ${port} on ${host} is in use; choose another port, or 0 for any free one`
      : `cannot listen on ${host}, port ${port}: ${error.message}`;
  return new WorkerListenError(why, { cause: error });
}

function addressOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
