import { once } from "node:events";
import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** What the network does to everything that passes. */
export type Weather =
  | { readonly kind: "clear" }
  /** Every packet takes so long. */
  | { readonly kind: "delay"; readonly ms: number }
  /** Nothing arrives, and nobody is told: held back until the weather clears, as by retransmission. */
  | { readonly kind: "black-hole" }
  /** Connections end with a reset, new ones too. */
  | { readonly kind: "reset" };

/** A TCP proxy between two processes, with bad weather on demand. */
export interface TcpProxy {
  readonly url: string;
  readonly change: (weather: Weather) => void;
  readonly close: () => Promise<void>;
}

export async function startProxy(targetPort: number): Promise<TcpProxy> {
  let weather: Weather = { kind: "clear" };
  let cleared = () => {};
  let clearing = Promise.resolve();
  const sockets = new Set<Socket>();

  async function pass(dueAt: number): Promise<void> {
    await sleep(Math.max(0, dueAt - performance.now()));
    while (weather.kind === "black-hole") await clearing;
  }

  /** Passes on data and ends in order, each when the weather lets it. */
  function forward(from: Socket, to: Socket): void {
    let line = Promise.resolve();
    const queue = (act: () => void) => {
      const dueAt = performance.now() + (weather.kind === "delay" ? weather.ms : 0);
      line = line
        .then(() => pass(dueAt))
        .then(() => {
          if (!to.destroyed) act();
        });
    };
    from.on("data", (chunk) => queue(() => to.write(chunk)));
    from.on("end", () => queue(() => to.end()));
    from.on("close", () => queue(() => to.destroy()));
    from.on("error", () => undefined);
  }

  const server = createServer({ allowHalfOpen: true }, (inner) => {
    const outer = connect({ port: targetPort, host: "127.0.0.1", allowHalfOpen: true });
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    }
    forward(inner, outer);
    forward(outer, inner);
    if (weather.kind === "reset") inner.resetAndDestroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    change: (next) => {
      weather = next;
      cleared();
      clearing = new Promise((resolve) => (cleared = resolve));
      if (next.kind === "reset") for (const socket of sockets) socket.resetAndDestroy();
    },
    close: async () => {
      weather = { kind: "clear" };
      cleared();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
