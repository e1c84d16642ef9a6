import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import type { ProxyFaults, TcpProxy } from "../src/index.ts";
import { setUp, type Setup, tcpServer } from "./support.ts";

export interface Client {
  readonly socket: Socket;
  /** What came so far. */
  readonly text: () => string;
  /** "open", "ended" by a FIN, or the code of what broke it. */
  readonly end: () => string;
}

export interface ProxyFixture extends Setup {
  readonly proxy: TcpProxy;
  /** The sides of connections at the server. */
  readonly accepted: Socket[];
  readonly open: () => Promise<Client>;
}

export function watch(socket: Socket): Client {
  let text = "";
  let end = "open";
  socket.on("data", (chunk) => (text += String(chunk)));
  socket.on("end", () => (end = "ended"));
  socket.on("error", (error) => (end = String(Reflect.get(error, "code"))));
  return { socket, text: () => text, end: () => end };
}

export async function openTo(proxy: TcpProxy): Promise<Client> {
  const socket = connect({ host: proxy.host, port: proxy.port, allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  const client = watch(socket);
  // A refused connection may be reset before it is known to be one.
  await new Promise((resolve) => socket.once("connect", resolve).once("close", resolve));
  return client;
}

/** A proxy before a server that says everything twice. */
export async function proxied(
  faults: ProxyFaults = {},
  options: Parameters<typeof setUp>[0] = {},
): Promise<ProxyFixture> {
  const accepted: Socket[] = [];
  const port = await tcpServer((socket) => {
    accepted.push(socket);
    socket.on("data", (chunk) => socket.write(`${String(chunk)}${String(chunk)}`));
    socket.on("end", () => socket.end());
  });
  const setup = setUp(options);
  const proxy = await setup.chaos.proxy({ target: { port }, faults });
  onTestFinished(() => proxy.close());
  return { ...setup, proxy, accepted, open: () => openTo(proxy) };
}
