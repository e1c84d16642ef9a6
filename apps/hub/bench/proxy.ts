import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A TCP relay that can swallow everything without closing anything: a network that is cut. */
export interface Proxy {
  readonly port: number;
  cut(): void;
  close(): void;
}

export async function proxyTo(target: () => number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    keep(near);
    if (isCut) return;
    const far = connect(target(), "127.0.0.1");
    keep(far);
    near.on("data", (chunk) => isCut || far.write(chunk));
    far.on("data", (chunk) => isCut || near.write(chunk));
    near.on("close", () => isCut || far.destroy());
    far.on("close", () => isCut || near.destroy());
  });
  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.setNoDelay();
    socket.on("error", () => {});
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      isCut = true;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
