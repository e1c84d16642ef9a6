import type { Server } from "node:http";
import type { Socket } from "node:net";
import { Server as TlsServer } from "node:tls";

/**
 * Follows connections that have not carried a request yet. Node counts them as busy, and a browser or a
 * pool that connected ahead would keep a stopping server waiting. Returns how to end them all.
 */
export function unusedConnections(server: Server): () => void {
  const unused = new Set<Socket>();
  // Behind TLS requests come from another socket than the one that connected.
  server.on(server instanceof TlsServer ? "secureConnection" : "connection", (socket: Socket) => {
    unused.add(socket);
    socket.once("close", () => unused.delete(socket));
  });
  server.on("request", ({ socket }) => unused.delete(socket));
  return () => {
    for (const socket of unused) socket.destroy();
  };
}
