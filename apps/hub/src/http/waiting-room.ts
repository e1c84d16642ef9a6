import type { PigeonConfig } from "@pigeon/config";
import type { FastifyInstance } from "fastify";
import { listen } from "../listen.ts";
import type { StoreError } from "../store/port.ts";
import type { Certificates } from "./certificates.ts";
import { ProblemError } from "./problem.ts";
import { createServer } from "./server.ts";

/** Answers where the hub will listen, while that waits for its store: it lives, and is not ready yet. */
export class WaitingRoom {
  readonly #config: PigeonConfig["hub"];
  readonly #certificates: Certificates;
  #server: FastifyInstance | undefined;
  #why = "";

  constructor(config: PigeonConfig["hub"], certificates: Certificates) {
    this.#config = config;
    this.#certificates = certificates;
  }

  /**
   * From now on it says what the store said, but no address: everyone may ask.
   *
   * @throws {ListenError}
   */
  async open({ reason = "it does not answer" }: StoreError, since: number): Promise<void> {
    this.#why = `not ready: the hub waits for its store since ${new Date(since).toISOString()}: ${reason}`;
    if (this.#server !== undefined) return;
    const server = createServer({
      onFailure: () => {},
      tls: this.#certificates.server,
      maxConnections: this.#config.maxConnections,
    });
    server.addHook("onRequest", async ({ routeOptions }, reply) => {
      // Whoever comes again finds the hub itself.
      reply.header("connection", "close");
      if (routeOptions.url !== "/healthz") throw new ProblemError(503, this.#why, { retryAfterMs: 1_000 });
    });
    server.get("/healthz", async () => ({ status: "ok" }));
    await listen(server, this.#config);
    this.#server = server;
  }

  /** Frees the address. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.close();
  }
}
