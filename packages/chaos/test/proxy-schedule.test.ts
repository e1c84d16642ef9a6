import { expect, test } from "vitest";
import { proxied } from "./proxy-support.ts";
import { until } from "./support.ts";

const gap = { toServer: { blackHole: true }, schedule: { fromMs: 100, everyMs: 1000, forMs: 50 } };

test("faults come and go by their schedule, for open connections too, and each change is told", async () => {
  const { proxy, open, clock, record } = await proxied(gap);
  const { socket, text } = await open();
  socket.write("a");
  await until(() => text() === "aa");
  await clock.advance(100);
  socket.write("b");
  await until(() => proxy.counts.delayed === 1);
  expect(text()).toBe("aa");
  await clock.advance(50);
  await until(() => text() === "aabb");
  await clock.advance(950);
  socket.write("c");
  await until(() => proxy.counts.delayed === 2);
  expect(record.events).toEqual([
    { type: "proxy", proxy: "proxy", action: "faults", active: true, atMs: 100 },
    { type: "proxy", proxy: "proxy", action: "faults", active: false, atMs: 150 },
    { type: "proxy", proxy: "proxy", action: "faults", active: true, atMs: 1100 },
  ]);
});

test("new connections meet what is in force as they come", async () => {
  const { proxy, open, clock } = await proxied({ refuse: { rate: 1 }, schedule: { untilMs: 10 } });
  await open();
  await until(() => proxy.counts.refused === 1);
  await clock.advance(10);
  const { socket, text } = await open();
  socket.write("a");
  await until(() => text() === "aa");
});

test("set replaces the schedule too, and close leaves no timer", async () => {
  const { proxy, clock, record } = await proxied(gap);
  expect(clock.pendingTimers).toBe(1);
  proxy.set({});
  expect(clock.pendingTimers).toBe(0);
  proxy.set({ ...gap, schedule: [{ fromMs: 300, untilMs: 400 }] });
  await clock.advance(1000);
  expect(record.events).toMatchObject([
    { active: false, atMs: 0 },
    { active: false, atMs: 0 },
    { active: true, atMs: 300 },
    { active: false, atMs: 400 },
  ]);
  proxy.set(gap);
  await proxy.close();
  expect(clock.pendingTimers).toBe(0);
});

test("killed chaos lets all pass in every window, and resumed the window of then is in force", async () => {
  const { proxy, open, clock, chaos, record } = await proxied(gap);
  const { socket, text } = await open();
  chaos.kill();
  await clock.advance(120);
  socket.write("a");
  await until(() => text() === "aa");
  expect(record.events).toHaveLength(1);
  chaos.resume();
  socket.write("b");
  await until(() => proxy.counts.delayed === 1);
  expect(text()).toBe("aa");
});

test("a window further off than a timer can wait comes all the same", async () => {
  const far = 2 ** 31 + 10;
  const { clock, record } = await proxied({ ...gap, schedule: { fromMs: far } });
  await clock.advance(far - 1);
  expect(record.events).toEqual([]);
  await clock.advance(1);
  expect(record.events).toMatchObject([{ active: true, atMs: far }]);
});

test("no faults are none in whatever window", async () => {
  const { proxy, record } = await proxied();
  proxy.set({ schedule: {} });
  expect(record.events).toMatchObject([{ action: "faults", active: false }]);
});
