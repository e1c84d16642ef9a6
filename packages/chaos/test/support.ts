import { createServer, type Server as HttpServer, type RequestListener } from "node:http";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { type Chaos, type ChaosOptions, createChaos } from "../src/index.ts";
import { type EventRecord, FakeClock, recordEvents } from "../src/testing.ts";

export interface Setup {
  readonly chaos: Chaos;
  readonly clock: FakeClock;
  readonly record: EventRecord;
}

/** A chaos that is on, whatever the environment of the tests, on a clock that stands still. */
export function setUp(options: ChaosOptions = {}): Setup {
  const clock = new FakeClock();
  const chaos = createChaos({ enabled: true, seed: 1, clock, env: {}, ...options });
  return { chaos, clock, record: recordEvents(chaos) };
}

export const ok = async (): Promise<string> => "ok";

/** How a promise ended, as a text. */
export function outcome(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    String,
    (error: unknown) => `failed: ${error instanceof Error ? error.name : String(error)}`,
  );
}

async function listening(server: Server | HttpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("not listening");
  return address.port;
}

/** A server for one test; its port. */
export async function httpServer(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return await listening(server);
}

/** A server for one test that hands over each connection. */
export async function tcpServer(accept: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createTcpServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    accept(socket);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return await listening(server);
}

/** Resolves once the condition holds; the test's own time limit ends it otherwise. */
export async function until(condition: () => boolean): Promise<void> {
  const over = new AbortController();
  onTestFinished(() => over.abort());
  while (!condition() && !over.signal.aborted) await new Promise((resolve) => setTimeout(resolve, 2));
}
