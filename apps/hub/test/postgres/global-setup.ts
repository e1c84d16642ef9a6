import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import { startServer, type Server } from "./server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Answers with the port of the run's PostgreSQL, which it starts when it is asked first. */
    readonly postgresStarter: string;
  }
}

/** One PostgreSQL for all test files of a run, and none for a run that needs none. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: Promise<Server> | undefined;
  const starter = createServer((_request, response) => {
    server ??= startServer();
    server.then(
      ({ port }) => response.end(String(port)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => void starter.listen(0, "127.0.0.1", resolve));
  project.provide("postgresStarter", `http://127.0.0.1:${(starter.address() as AddressInfo).port}`);
  return async () => {
    starter.closeAllConnections();
    starter.close();
    await server?.then(
      (started) => started.remove(),
      () => {},
    );
  };
}
