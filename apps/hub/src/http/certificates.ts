import type { Server } from "node:http";
import type { ServerOptions } from "node:https";
import { Server as TlsServer } from "node:tls";
import type { PigeonConfig } from "@pigeon/config";
import { readTls, readWorkerTls, type WorkerTls } from "./server-tls.ts";

/** The certificates that a hub serves and calls with, from their files and, when told so, from them again. */
export class Certificates {
  readonly #hub: PigeonConfig["hub"];
  #server: ServerOptions | undefined;
  #workers: WorkerTls;

  /** @throws {ListenError} with what is wrong with the files. */
  constructor(hub: PigeonConfig["hub"]) {
    this.#hub = hub;
    this.#server = readTls(hub);
    this.#workers = readWorkerTls(hub, this.#server);
  }

  /** Undefined for plain HTTP. */
  get server(): ServerOptions | undefined {
    return this.#server;
  }

  /** For new connections to workers. */
  get workers(): WorkerTls {
    return this.#workers;
  }

  /**
   * Reads the files again. New connections get what is in them now; those that are open stay as they are.
   *
   * @throws {ListenError} when they cannot serve: then everything stays as it was.
   */
  reload(server: Server): void {
    const next = readTls(this.#hub);
    const workers = readWorkerTls(this.#hub, next);
    if (next !== undefined && server instanceof TlsServer) server.setSecureContext(next);
    this.#server = next;
    this.#workers = workers;
  }
}
