import type { Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { openTo, watch } from "../proxy-support.ts";
import { setUp, tcpServer, until } from "../support.ts";

// Node.js left such a socket open for good: the server was never told, and the process did not end.
test("a connection that is reset while it ends is closed", async () => {
  const accepted: Socket[] = [];
  const port = await tcpServer((socket) => accepted.push(socket));
  const { chaos, clock } = setUp();
  const proxy = await chaos.proxy({ target: { port }, faults: { toServer: { latencyMs: 10 } } });
  onTestFinished(() => proxy.close());
  const client = await openTo(proxy);
  await until(() => accepted.length === 1);
  const atServer = watch(accepted[0] as Socket);
  client.socket.end();
  await until(() => clock.pendingTimers === 1);
  proxy.set({});
  // By now the end is on its way to the server.
  await new Promise<void>((resolve) => process.nextTick(resolve));
  expect(proxy.reset()).toBe(1);
  await until(() => atServer.end() !== "open");
  // Only who writes learns of it: after the end nothing is read.
  await until(() => {
    atServer.socket.write("is anybody there?");
    return atServer.end() !== "ended";
  });
  expect(["ECONNRESET", "EPIPE"]).toContain(atServer.end());
});
