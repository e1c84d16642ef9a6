import { createServer } from "node:http";
import type { Server } from "node:http";
import { isIPv6 } from "node:net";
import { serve } from "./routes.ts";
import type { WorkerDoor } from "./routes.ts";
import { sendProblem } from "./http-io.ts";

/** The worker cannot listen where it was told to. */
export class WorkerListenError extends Error {
  override readonly name: string = "WorkerListenError";
}

export interface WorkerServer {
  /** Where it listens, e.g. `http://127.0.0.1:39123`. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * An idle connection from the hub stays open this long (10 minutes): while it stands, the hub knows
 * that this process lives, and its end tells the hub of a crash within milliseconds.
 */
const KEEP_ALIVE_MS = 600_000;

/** Listens for the hub. Throws WorkerListenError. */
export async function listen(host: string, port: number, door: WorkerDoor): Promise<WorkerServer> {
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 60_000 },
    (request, response) => {
      serve(door, request, response).catch((error: unknown) => {
        // The sender went away in the middle of its body, or a bug of ours: never the end of the process.
        if (response.headersSent || !request.complete) response.destroy();
        else sendProblem(response, { status: 500, title: "Internal error", detail: String(error) });
      });
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
  return { address: addressOf(server, host), close: () => close(server) };
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
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
