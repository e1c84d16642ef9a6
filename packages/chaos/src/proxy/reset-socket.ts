import type { Socket } from "node:net";

/**
 * Ends a connection by a reset. While its end is still on the way out, libuv refuses a reset, and Node.js then takes
 * the socket for closed though it is open for good: such a one is closed without the reset.
 */
export function resetSocket(socket: Socket): void {
  if (socket.writableEnded && !socket.writableFinished) socket.destroy();
  else socket.resetAndDestroy();
}
