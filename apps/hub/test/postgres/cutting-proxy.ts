import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/**
 * What happens to the next commit: the server gets it and its answer is lost; or it is lost itself; or it is lost
 * and the server does not notice that the client is gone.
 */
export type Cut = "answer" | "commit" | "unnoticed";

/** A TCP proxy that can cut a connection in the very moment of a commit. */
export async function cuttingProxy(
  port: number,
): Promise<{ port: number; cut(how: Cut): void; close(): void }> {
  let next: Cut | undefined;
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(port, "127.0.0.1");
    let silent = false;
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on("error", () => {});
    }
    client.on("close", () => void (silent || server.destroy()));
    server.on("close", () => client.destroy());
    server.on("data", (data) => {
      if (silent) client.destroy();
      else client.write(data);
    });
    client.on("data", (data) => {
      const how = next;
      if (how === undefined || !data.includes("COMMIT")) return void server.write(data);
      next = undefined;
      silent = how !== "commit";
      if (how === "answer") server.write(data);
      else client.destroy();
    });
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return {
    port: (proxy.address() as AddressInfo).port,
    cut: (how) => void (next = how),
    close: () => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}
