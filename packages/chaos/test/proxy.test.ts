import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { systemClock } from "../src/system.ts";
import { openTo, proxied, watch } from "./proxy-support.ts";
import { setUp, until } from "./support.ts";

test("without faults it passes bytes and ends both ways", async () => {
  const { proxy, open, chaos } = await proxied();
  const { socket, text, end } = await open();
  socket.write("hi ");
  await until(() => text() === "hi hi ");
  socket.end();
  await until(() => end() === "ended");
  await until(() => proxy.counts.open === 0);
  expect(chaos.report().proxies).toEqual([{ name: "proxy", counts: proxy.counts }]);
  expect(proxy.counts).toEqual({
    connections: 1,
    open: 0,
    refused: 0,
    reset: 0,
    halfOpen: 0,
    delayed: 0,
    bytesToServer: 3,
    bytesToClient: 6,
  });
});

test("a large body comes whole and in order, both ways, through latency, jitter and a limit", async () => {
  const lane = { latencyMs: 2, jitterMs: 2, bytesPerSecond: 20_000_000 };
  const faults = { toServer: lane, toClient: lane };
  const { proxy, open, accepted } = await proxied(faults, { clock: systemClock });
  const { socket, text } = await open();
  const body = Array.from({ length: 300_000 }, (_, index) => `${index},`).join("");
  await until(() => accepted.length === 1);
  const [server] = accepted;
  server?.removeAllListeners("data");
  server?.on("data", (chunk) => server.write(chunk));
  socket.write(body);
  await until(() => text().length >= body.length);
  expect(text() === body).toBe(true);
  const { bytesToServer, bytesToClient, delayed } = proxy.counts;
  expect([bytesToServer, bytesToClient]).toEqual([body.length, body.length]);
  expect(delayed).toBeGreaterThan(2);
});

test("latency is added in the direction given", async () => {
  const { proxy, open, clock, accepted } = await proxied({ toServer: { latencyMs: 100 } });
  const { socket, text } = await open();
  socket.write("a");
  await until(() => clock.pendingTimers === 1);
  await clock.advance(99);
  expect(proxy.counts.bytesToClient).toBe(0);
  await clock.advance(1);
  await until(() => text() === "aa");
  expect(accepted).toHaveLength(1);
  proxy.set({ toClient: { latencyMs: 100 } });
  socket.write("b");
  await until(() => clock.pendingTimers === 1);
  expect(proxy.counts.bytesToServer).toBe(2);
  await clock.advance(100);
  await until(() => text() === "aabb");
});

test("bandwidth is kept", async () => {
  const { open, clock } = await proxied({ toClient: { bytesPerSecond: 100 } });
  const { socket, text } = await open();
  socket.write("abcdefghij");
  await until(() => clock.pendingTimers === 1);
  await clock.advance(100);
  await until(() => text().length === 10);
  await clock.advance(100);
  await until(() => text().length === 20);
});

test("a black hole: nothing passes, not even ends; it heals, and nothing is lost", async () => {
  const { proxy, open, accepted } = await proxied();
  const first = await open();
  first.socket.write("a");
  await until(() => first.text() === "aa");
  proxy.set({ toServer: { blackHole: true } });
  first.socket.write("b");
  await until(() => proxy.counts.bytesToServer === 2);
  // The way back is free.
  accepted[0]?.write("!");
  await until(() => first.text() === "aa!");
  // A new connection is taken by the proxy, and the server does not hear of it.
  const second = await open();
  second.socket.end("c");
  await until(() => proxy.counts.bytesToServer === 3);
  expect(accepted).toHaveLength(1);
  proxy.set({});
  await until(() => first.text() === "aa!bb");
  await until(() => second.end() === "ended");
  expect(second.text()).toBe("cc");
});

test("a client that breaks off within a black hole is learned of afterwards", async () => {
  const { proxy, open, accepted } = await proxied();
  const { socket, text } = await open();
  socket.write("a");
  await until(() => text() === "aa");
  const server = watch(accepted[0] as Socket);
  proxy.set({ toServer: { blackHole: true }, toClient: { blackHole: true } });
  socket.resetAndDestroy();
  const probe = await open();
  probe.socket.write("x");
  await until(() => proxy.counts.bytesToServer === 2);
  expect([server.end(), proxy.counts.open]).toEqual(["open", 2]);
  proxy.set({});
  await until(() => server.end() === "ECONNRESET");
  await until(() => proxy.counts.open === 1);
});

test("the kill switch lets everything through at once, and ends what is half open", async () => {
  const { proxy, open, chaos, clock, accepted } = await proxied();
  const half = await open();
  half.socket.write("a");
  await until(() => half.text() === "aa");
  proxy.halfOpen("server");
  proxy.set({ toServer: { latencyMs: 1e6 }, toClient: { blackHole: true } });
  const waiting = await open();
  waiting.socket.write("b");
  await until(() => clock.pendingTimers === 0 && proxy.counts.bytesToServer === 2);
  chaos.kill();
  await until(() => waiting.text() === "bb" && half.end() === "ECONNRESET");
  proxy.set({ refuse: { rate: 1 }, toServer: { blackHole: true } });
  const spared = await open();
  spared.socket.write("c");
  await until(() => spared.text() === "cc");
  expect([proxy.reset(), proxy.halfOpen("client"), proxy.counts.refused]).toEqual([0, 0, 0]);
  chaos.resume();
  const { length } = accepted;
  const refused = await open();
  await until(() => refused.end() === "ECONNRESET");
  spared.socket.write("d");
  await until(() => proxy.counts.bytesToServer === 4);
  expect([spared.text(), accepted.length]).toEqual(["cc", length]);
});

test("a chaos that is not enabled has proxies that only pass on", async () => {
  const { proxy, open } = await proxied(
    { refuse: { rate: 1 }, toServer: { blackHole: true } },
    { enabled: false },
  );
  const { socket, text } = await open();
  socket.write("a");
  await until(() => text() === "aa");
  expect(proxy.reset()).toBe(0);
});

test("a server that is not there: the client is reset", async () => {
  const { chaos } = setUp();
  const proxy = await chaos.proxy({ name: "nowhere", target: { host: "127.0.0.1", port: 1 } });
  const { socket, end } = await openTo(proxy);
  socket.write("a");
  await until(() => end() !== "open");
  await until(() => proxy.counts.open === 0);
  await proxy.close();
  await proxy.close();
});

test("a server that breaks off: the client learns of it", async () => {
  const { open, accepted } = await proxied();
  const { socket, text, end } = await open();
  socket.write("a");
  await until(() => text() === "aa");
  accepted[0]?.resetAndDestroy();
  await until(() => end() === "ECONNRESET");
});

test("it listens where it is told to, or says why not; and is disposed of", async () => {
  const { chaos } = setUp();
  let port = 0;
  {
    await using proxy = await chaos.proxy({
      target: { path: "/nowhere.sock" },
      listen: { host: "127.0.0.1" },
    });
    ({ port } = proxy);
    await expect(chaos.proxy({ name: "b", target: { port: 1 }, listen: { port } })).rejects.toThrow(
      "EADDRINUSE",
    );
  }
  await using again = await chaos.proxy({ target: { port: 1 }, listen: { port } });
  expect([again.port, again.host, again.name]).toEqual([port, "127.0.0.1", "proxy"]);
});
