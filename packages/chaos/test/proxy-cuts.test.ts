import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { proxied, watch } from "./proxy-support.ts";
import { until } from "./support.ts";

test("reset cuts both sides of all connections", async () => {
  const { proxy, open, accepted, record } = await proxied();
  const clients = [await open(), await open()];
  for (const { socket } of clients) socket.write("a");
  await until(() => clients.every(({ text }) => text() === "aa"));
  const servers = accepted.map(watch);
  expect(proxy.reset()).toBe(2);
  await until(() => [...clients, ...servers].every(({ end }) => end() === "ECONNRESET"));
  expect([proxy.reset(), proxy.counts.reset, proxy.counts.open]).toEqual([0, 2, 0]);
  expect(record.of("proxy").map(({ action }) => action)).toEqual(["reset", "reset"]);
});

test("half open: the server is lost, and the client does not know", async () => {
  const { proxy, open, accepted } = await proxied();
  const { socket, text, end } = await open();
  socket.write("a");
  await until(() => text() === "aa");
  const server = watch(accepted[0] as Socket);
  expect([proxy.halfOpen("server"), proxy.halfOpen("server")]).toEqual([1, 0]);
  await until(() => server.end() === "ECONNRESET");
  socket.write("into the void");
  const probe = await open();
  probe.socket.write("b");
  await until(() => probe.text() === "bb");
  expect([end(), text(), proxy.counts.halfOpen, proxy.counts.open]).toEqual(["open", "aa", 1, 2]);
  socket.resetAndDestroy();
  await until(() => proxy.counts.open === 1);
});

test("half open: the client is lost, and the server does not know", async () => {
  const { proxy, open, accepted } = await proxied();
  const { socket, text, end } = await open();
  socket.write("a");
  await until(() => text() === "aa");
  const server = watch(accepted[0] as Socket);
  expect(proxy.halfOpen("client")).toBe(1);
  await until(() => end() === "ECONNRESET");
  expect([server.end(), proxy.counts.open]).toEqual(["open", 1]);
  await proxy.close();
  await until(() => server.end() === "ECONNRESET");
});

test("fates by rate: refused as they come, reset or half open by bytes", async () => {
  const { proxy, open, accepted, record } = await proxied({ refuse: { rate: 1 } });
  const refused = await open();
  await until(() => refused.end() === "ECONNRESET");
  expect(accepted).toHaveLength(0);
  proxy.set({ reset: { rate: 1, afterBytes: 5 } });
  const reset = await open();
  reset.socket.write("a");
  await until(() => reset.text() === "aa");
  reset.socket.write("bc");
  await until(() => reset.end() === "ECONNRESET");
  proxy.set({ halfOpen: { rate: 1 } });
  const half = await open();
  await until(() => accepted.length === 2);
  half.socket.write("a");
  await until(() => proxy.counts.halfOpen === 1);
  expect([half.end(), half.text()]).toEqual(["open", ""]);
  expect(record.of("proxy").map(({ action, connection }) => [action, connection])).toEqual([
    ["refuse", 1],
    ["faults", undefined],
    ["reset", 2],
    ["faults", undefined],
    ["half-open", 3],
  ]);
  expect(proxy.counts).toMatchObject({ connections: 3, refused: 1, reset: 1, halfOpen: 1 });
});

test("the same seed refuses the same connections", async () => {
  const run = async (seed: number): Promise<string> => {
    const { proxy, open } = await proxied({ refuse: { rate: 0.5 } }, { seed });
    let fates = "";
    for (let i = 0; i < 12; i += 1) {
      const { refused } = proxy.counts;
      const { socket } = await open();
      await until(() => proxy.counts.connections === i + 1);
      fates += proxy.counts.refused > refused ? "x" : "o";
      socket.destroy();
    }
    return fates;
  };
  const one = await run(1);
  expect([await run(1), one.includes("x"), one.includes("o")]).toEqual([one, true, true]);
  expect(await run(2)).not.toBe(one);
});
