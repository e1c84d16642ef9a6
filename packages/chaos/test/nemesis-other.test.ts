import { expect, test } from "vitest";
import type { ProxyFaults } from "../src/index.ts";
import { proxied } from "./proxy-support.ts";
import { setUp, until } from "./support.ts";

test("whatever can be hurt and healed is struck by the same plan", async () => {
  const { chaos, clock, record } = setUp();
  const log: string[] = [];
  const hurt = (action: string): number => log.push(`hurt by ${action} at ${clock.now()}`);
  const heal = async (): Promise<number> => log.push(`healed at ${clock.now()}`);
  const nemesis = chaos.nemesis({
    victims: [{ name: "disk", hurt, heal }],
    actions: [{ kind: "pause", forMs: 30 }],
    everyMs: 100,
  });
  nemesis.start();
  await clock.advance(110);
  expect([nemesis.down, nemesis.strike("disk", "kill")]).toEqual([["disk"], false]);
  await clock.advance(100);
  await nemesis.stop();
  expect(log).toEqual(["hurt by pause at 100", "healed at 130", "hurt by pause at 200", "healed at 210"]);
  expect(nemesis.strike("disk", "kill")).toBe(true);
  chaos.kill();
  expect(log.slice(4)).toEqual(["hurt by kill at 210", "healed at 210"]);
  await clock.advance(0);
  expect([nemesis.down, nemesis.counts]).toEqual([[], { kill: 1, pause: 2, restart: 0 }]);
  const actions = record.of("process").map(({ action }) => action);
  expect(actions).toEqual(["pause", "skip", "continue", "pause", "continue", "kill", "continue"]);
});

test("what fails is told, and leaves the victim to the next strike", async () => {
  const { chaos, clock, record } = setUp();
  const fail = (text: string) => () => {
    throw new Error(text);
  };
  const nemesis = chaos.nemesis({
    victims: [
      { name: "late", hurt: () => Promise.reject(new Error("late")), heal: fail("at once") },
      { name: "early", hurt: fail("early"), heal: () => undefined },
    ],
  });
  expect(nemesis.strike("late", "kill")).toBe(true);
  expect(() => nemesis.strike("early", "kill")).toThrow("early");
  await clock.advance(0);
  await nemesis.heal();
  expect(nemesis.down).toEqual([]);
  const failures = record.of("process").filter(({ action }) => action === "fail");
  expect(failures.map(({ error }) => String(error))).toEqual(["Error: late", "Error: at once"]);
});

test("a link is cut and mended by way of a proxy", async () => {
  const { chaos, proxy, open } = await proxied();
  const cut: ProxyFaults = { toServer: { blackHole: true }, toClient: { blackHole: true } };
  const nemesis = chaos.nemesis({
    victims: [{ name: "link", hurt: () => proxy.set(cut), heal: () => proxy.set({}) }],
  });
  const { socket, text } = await open();
  nemesis.strike("link", "pause");
  socket.write("a");
  await until(() => proxy.counts.bytesToServer === 1);
  expect(proxy.counts.bytesToClient).toBe(0);
  await nemesis.heal();
  await until(() => text() === "aa");
});
