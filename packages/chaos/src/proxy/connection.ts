import type { Socket } from "node:net";
import { type Stream, within } from "../draw.ts";
import type { Clock } from "../types.ts";
import type { Fate } from "./fate.ts";
import type { ProxyFaults } from "./faults.ts";
import { Lane } from "./lane.ts";
import { resetSocket } from "./reset-socket.ts";

export interface ConnectionHost {
  readonly clock: Clock;
  readonly connect: () => Socket;
  readonly onFate: (action: "reset" | "half-open") => void;
  readonly onBytes: (way: "toServer" | "toClient", bytes: number) => void;
  readonly onClose: () => void;
}

type State =
  /** The server is not called before the ways are free. */
  | { readonly kind: "waiting" }
  | { readonly kind: "joined"; readonly server: Socket }
  /** One side is gone and the other does not know. */
  | { readonly kind: "half-open"; readonly left: Socket }
  | { readonly kind: "closed" };

/** One connection through the proxy. */
export class Connection {
  readonly #client: Socket;
  readonly #host: ConnectionHost;
  readonly #toServer: Lane;
  readonly #toClient: Lane;
  #faults: ProxyFaults;
  #fate: Fate;
  #state: State = { kind: "waiting" };
  #bytes = 0;
  /** A reset that is held up by a black hole. */
  #resetWaits = false;

  constructor(client: Socket, host: ConnectionHost, stream: Stream, fate: Fate, faults: ProxyFaults) {
    this.#client = client;
    this.#host = host;
    this.#fate = fate;
    this.#faults = faults;
    const { toServer = {}, toClient = {} } = faults;
    this.#toServer = new Lane(host.clock, within(stream, 0), toServer, (full) => pauseOrResume(client, full));
    this.#toClient = new Lane(host.clock, within(stream, 1), toClient, (full) => {
      if (this.#state.kind === "joined") pauseOrResume(this.#state.server, full);
    });
    this.#toClient.outlet = outletOf(client);
    this.#listen(client, "toServer", this.#toServer, this.#toClient);
    this.#join();
  }

  get delayed(): number {
    return this.#toServer.delayed + this.#toClient.delayed;
  }

  set faults(faults: ProxyFaults) {
    this.#faults = faults;
    this.#toServer.faults = faults.toServer ?? {};
    this.#toClient.faults = faults.toClient ?? {};
    this.#join();
    if (this.#resetWaits) this.#lost();
  }

  /** Chaos was killed: nothing more happens, and what cannot be mended ends. */
  spare(): void {
    this.#fate = { kind: "pass" };
    this.faults = {};
    if (this.#state.kind === "half-open") this.reset();
  }

  /** Resets both sides. */
  reset(): void {
    const state = this.#state;
    this.#state = { kind: "closed" };
    this.#toServer.close();
    this.#toClient.close();
    resetSocket(this.#client);
    if (state.kind === "joined") resetSocket(state.server);
    if (state.kind === "half-open") resetSocket(state.left);
    if (state.kind !== "closed") this.#host.onClose();
  }

  /** Resets one side; the other goes on talking to nobody. False if it is too late or too early for that. */
  loseOne(lost: "server" | "client"): boolean {
    if (this.#state.kind !== "joined") return false;
    const { server } = this.#state;
    const [gone, left] = lost === "server" ? [server, this.#client] : [this.#client, server];
    this.#state = { kind: "half-open", left };
    this.#toServer.close();
    this.#toClient.close();
    resetSocket(gone);
    left.resume();
    return true;
  }

  /** Calls the server, unless a black hole would swallow the call or its answer. */
  #join(): void {
    const { toServer, toClient } = this.#faults;
    if (this.#state.kind !== "waiting" || toServer?.blackHole === true || toClient?.blackHole === true)
      return;
    const server = this.#host.connect();
    this.#state = { kind: "joined", server };
    this.#listen(server, "toClient", this.#toClient, this.#toServer);
    this.#toServer.outlet = outletOf(server);
  }

  #listen(socket: Socket, way: "toServer" | "toClient", lane: Lane, back: Lane): void {
    socket.on("data", (chunk: Buffer) => {
      if (this.#state.kind === "half-open" || this.#state.kind === "closed") return;
      this.#host.onBytes(way, chunk.length);
      if (!this.#meetsFate(chunk.length)) lane.push(chunk);
    });
    socket.on("end", () => lane.end());
    socket.on("drain", () => back.unblock());
    socket.on("error", () => this.#lost());
    socket.on("close", () => this.#closed(socket));
  }

  #meetsFate(bytes: number): boolean {
    this.#bytes += bytes;
    const fate = this.#fate;
    if (fate.kind === "pass" || fate.kind === "refuse" || this.#bytes < fate.afterBytes) return false;
    // Half of a connection can be lost only once there are two.
    if (fate.kind === "half-open" && !this.loseOne(fate.lost)) return false;
    this.#fate = { kind: "pass" };
    if (fate.kind === "reset") this.reset();
    this.#host.onFate(fate.kind);
    return true;
  }

  /** A side failed: the other learns of it as it would through a network. */
  #lost(): void {
    const { toServer, toClient } = this.#faults;
    this.#resetWaits = toServer?.blackHole === true || toClient?.blackHole === true;
    if (!this.#resetWaits && this.#state.kind !== "half-open") this.reset();
  }

  #closed(socket: Socket): void {
    const state = this.#state;
    if (state.kind === "closed" || this.#resetWaits) return;
    if (state.kind === "half-open" ? state.left === socket : this.#bothGone()) this.reset();
  }

  #bothGone(): boolean {
    if (!this.#client.destroyed) return false;
    return this.#state.kind === "joined" ? this.#state.server.destroyed : true;
  }
}

function outletOf(socket: Socket): { write: (chunk: Uint8Array) => boolean; end: () => void } {
  return {
    write: (chunk) => socket.destroyed || socket.write(chunk),
    end: () => void socket.end(),
  };
}

function pauseOrResume(socket: Socket, pause: boolean): void {
  if (pause) socket.pause();
  else socket.resume();
}
