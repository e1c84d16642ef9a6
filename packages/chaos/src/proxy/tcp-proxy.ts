import { connect, createServer, type Server, type Socket } from "node:net";
import type { Core } from "../core.ts";
import { streamOf, within } from "../draw.ts";
import type { ProxyEvent } from "../events.ts";
import { throwIfAny } from "../problems.ts";
import { faultProblems, proxyProblems } from "./check-faults.ts";
import { Connection } from "./connection.ts";
import { fateOf } from "./fate.ts";
import type { ProxyFaults, ProxyOptions } from "./faults.ts";
import { ScheduledFaults } from "./scheduled-faults.ts";

/** What went through a proxy so far. */
export interface ProxyCounts {
  readonly connections: number;
  /** Of these, now. */
  readonly open: number;
  readonly refused: number;
  readonly reset: number;
  readonly halfOpen: number;
  /** Pieces that met latency, a limit of bandwidth or a black hole. */
  readonly delayed: number;
  readonly bytesToServer: number;
  readonly bytesToClient: number;
}

/** A TCP proxy whose faults can be changed at any time. */
export interface TcpProxy extends AsyncDisposable {
  readonly name: string;
  /** Where it listens. */
  readonly host: string;
  readonly port: number;
  /** Faults from now on, by their schedule, in the place of those before; for open connections too. `{}` for none. */
  set(faults: ProxyFaults): void;
  /** Resets all open connections. Returns how many; none while chaos is off. */
  reset(): number;
  /** Loses one side of all open connections; the other is not told. Returns how many, as above. */
  halfOpen(lost: "server" | "client"): number;
  readonly counts: ProxyCounts;
  /** Resets what is open and stops listening. */
  close(): Promise<void>;
}

export async function createTcpProxy(core: Core, options: ProxyOptions): Promise<TcpProxy> {
  throwIfAny(proxyProblems(options));
  const { host = "127.0.0.1", port = 0 } = options.listen ?? {};
  const proxy = new RunningProxy(core, options);
  await proxy.listen(host, port);
  return proxy;
}

class RunningProxy implements TcpProxy {
  readonly name: string;
  host = "";
  port = 0;
  readonly #core: Core;
  readonly #target: ProxyOptions["target"];
  readonly #server: Server;
  readonly #open = new Set<Connection>();
  readonly #forgetSwitch: () => void;
  readonly #faults: ScheduledFaults;
  readonly #counts = { connections: 0, refused: 0, reset: 0, halfOpen: 0, delayed: 0 };
  readonly #bytes = { toServer: 0, toClient: 0 };

  constructor(core: Core, { name = "proxy", target, faults = {} }: ProxyOptions) {
    this.#core = core;
    this.name = name;
    this.#target = target;
    this.#faults = new ScheduledFaults({
      clock: core.clock,
      elapsedMs: core.elapsedMs,
      onChange: () => this.#apply(),
    });
    this.#faults.set(faults);
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
    this.#forgetSwitch = core.killSwitch.onChange((on) => {
      for (const connection of this.#open) {
        if (on) connection.faults = this.#faults.now;
        else connection.spare();
      }
    });
  }

  listen(host: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      // Stays: a later error, such as of a connection that could not be accepted, ends nothing.
      this.#server.on("error", reject);
      this.#server.listen(port, host, () => {
        const address = this.#server.address();
        this.host = host;
        if (typeof address === "object" && address !== null) this.port = address.port;
        resolve();
      });
    });
  }

  set(faults: ProxyFaults): void {
    throwIfAny(faultProblems(faults));
    this.#faults.set(faults);
    this.#apply();
  }

  #apply(): void {
    if (!this.#core.killSwitch.on) return;
    for (const connection of this.#open) connection.faults = this.#faults.now;
    this.#tell("faults", { active: this.#faults.active });
  }

  reset(): number {
    return this.#each("reset", (connection) => {
      connection.reset();
      return true;
    });
  }

  halfOpen(lost: "server" | "client"): number {
    return this.#each("half-open", (connection) => connection.loseOne(lost));
  }

  get counts(): ProxyCounts {
    let { delayed } = this.#counts;
    for (const connection of this.#open) delayed += connection.delayed;
    const { toServer, toClient } = this.#bytes;
    return {
      ...this.#counts,
      delayed,
      open: this.#open.size,
      bytesToServer: toServer,
      bytesToClient: toClient,
    };
  }

  close(): Promise<void> {
    this.#forgetSwitch();
    this.#faults.stop();
    for (const connection of Array.from(this.#open)) connection.reset();
    // Closing what is closed is no failure.
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #accept(client: Socket): void {
    this.#counts.connections += 1;
    const number = this.#counts.connections;
    const faults = this.#core.killSwitch.on ? this.#faults.now : {};
    const stream = streamOf(this.#core.seed, "proxy", this.name);
    const fate = fateOf(stream, number, faults);
    if (fate.kind === "refuse") {
      client.on("error", () => undefined);
      client.resetAndDestroy();
      this.#counts.refused += 1;
      this.#tell("refuse", { connection: number });
      return;
    }
    const connection: Connection = new Connection(
      client,
      {
        clock: this.#core.clock,
        connect: () => connect({ host: "127.0.0.1", ...this.#target, allowHalfOpen: true, noDelay: true }),
        onFate: (action) => this.#count(action, number),
        onBytes: (way, bytes) => (this.#bytes[way] += bytes),
        onClose: () => {
          this.#counts.delayed += connection.delayed;
          this.#open.delete(connection);
        },
      },
      within(stream, number),
      fate,
      faults,
    );
    this.#open.add(connection);
  }

  #each(action: "reset" | "half-open", act: (connection: Connection) => boolean): number {
    if (!this.#core.killSwitch.on) return 0;
    const touched = Array.from(this.#open).filter(act);
    for (const _ of touched) this.#count(action);
    return touched.length;
  }

  #count(action: "reset" | "half-open", connection?: number): void {
    if (action === "reset") this.#counts.reset += 1;
    else this.#counts.halfOpen += 1;
    this.#tell(action, connection === undefined ? {} : { connection });
  }

  #tell(action: ProxyEvent["action"], more: Pick<ProxyEvent, "connection" | "active">): void {
    this.#core.emit({ type: "proxy", proxy: this.name, action, ...more });
  }
}
