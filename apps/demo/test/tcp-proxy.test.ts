import { once } from "node:events";
import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { startProxy, type TcpProxy } from "./support/tcp-proxy.ts";

/** An echo behind the proxy, and a connection through it. */
async function setUp(): Promise<{
  proxy: TcpProxy;
  open: () => Promise<{ socket: Socket; closed: Promise<void>; got: () => string }>;
}> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.pipe(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxy = await startProxy((server.address() as AddressInfo).port);
  onTestFinished(async () => {
    await proxy.close();
    server.close();
  });
  const open = async () => {
    const socket = connect(Number(new URL(proxy.url).port), "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    let text = "";
    socket.on("data", (chunk) => (text += String(chunk)));
    socket.on("error", () => undefined);
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    await Promise.race([closed, new Promise((connected) => socket.once("connect", connected))]);
    return { socket, closed, got: () => text };
  };
  return { proxy, open };
}

const until = async (holds: () => boolean) => {
  while (!holds()) await sleep(5);
};

test("in clear weather everything passes, ends too", async () => {
  const { open } = await setUp();
  const { socket, got } = await open();
  socket.end("a bird");
  await once(socket, "close");
  expect(got()).toBe("a bird");
});

test("a black hole holds everything back, also the news of an end, until it clears", async () => {
  const { proxy, open } = await setUp();
  const { socket, got } = await open();
  proxy.change({ kind: "black-hole" });
  socket.write("one ");
  socket.end("two");
  const later = await open();
  later.socket.write("three");
  await sleep(100);
  expect([got(), later.got(), socket.readableEnded]).toEqual(["", "", false]);
  proxy.change({ kind: "clear" });
  await once(socket, "close");
  await until(() => later.got() === "three");
  expect(got()).toBe("one two");
});

test("a delay keeps the order, and lets what comes together arrive together", async () => {
  const { proxy, open } = await setUp();
  const { socket, got } = await open();
  proxy.change({ kind: "delay", ms: 50 });
  const startedAt = performance.now();
  for (let n = 0; n < 10; n++) {
    socket.write(String(n));
    await sleep(1);
  }
  await until(() => got().length === 10);
  expect(got()).toBe("0123456789");
  expect(performance.now() - startedAt).toBeGreaterThan(95);
});

test("a reset ends connections, and new ones until it clears", async () => {
  const { proxy, open } = await setUp();
  const first = await open();
  proxy.change({ kind: "reset" });
  await first.closed;
  await (
    await open()
  ).closed;
  proxy.change({ kind: "clear" });
  const last = await open();
  last.socket.write("back");
  await until(() => last.got() === "back");
});
