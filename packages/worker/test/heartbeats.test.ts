import { expect, test } from "vitest";
import { startHeartbeats } from "../src/heartbeats.ts";
import type { HubAnswer } from "../src/hub-answer.ts";
import type { HubCall } from "../src/hub-link.ts";
import { away, fakeLink, ok, refused } from "./fake-link.ts";
import { fakeSystem } from "./fake-system.ts";

function setUp(
  answer: (call: HubCall, number: number) => HubAnswer | Promise<HubAnswer>,
  intervalMs = 1000,
  system = fakeSystem(),
) {
  const link = fakeLink(answer);
  const told: unknown[] = [];
  const heartbeats = startHeartbeats({
    link,
    path: "/v1/workers/w/heartbeat",
    intervalMs,
    system,
    content: () => ({ running: [`at-${system.now()}`] }),
    onCancel: (leaseIds) => told.push(leaseIds),
    onUnknownWorker: () => told.push("unknown"),
  });
  return { system, link, told, heartbeats };
}

test("beats at once and then at the interval, with fresh content", async () => {
  const { system, link } = setUp(() => ok({ cancel: [] }));
  await system.advance(2500);
  expect(link.bodies()).toEqual([{ running: ["at-0"] }, { running: ["at-1000"] }, { running: ["at-2000"] }]);
});

test("the time that an answer takes does not stretch the interval", async () => {
  const system = fakeSystem();
  const slowly = async (): Promise<HubAnswer> => {
    await new Promise<void>((resolve) => void system.after(300, resolve));
    return ok({ cancel: [] });
  };
  const { link } = setUp(slowly, 1000, system);
  await system.advance(2500);
  expect(link.bodies()).toEqual([{ running: ["at-0"] }, { running: ["at-1000"] }, { running: ["at-2000"] }]);
});

test.each([
  [200, 200],
  [30_000, 5000],
])("an interval of %i ms waits %i ms for an answer", (intervalMs, timeoutMs) => {
  expect(setUp(() => ok({ cancel: [] }), intervalMs).link.calls[0]).toMatchObject({ timeoutMs });
});

test("cancelled leases are handed on, an empty or odd answer is not", async () => {
  const answers = [ok({ cancel: ["l1", "l2"] }), ok({ cancel: [] }), ok({ odd: true })];
  const { system, told } = setUp((_call, number) => answers[number - 1] ?? ok({ cancel: [] }));
  await system.advance(5000);
  expect(told).toEqual([["l1", "l2"]]);
});

test("404 tells once and ends the heartbeats", async () => {
  const { system, link, told, heartbeats } = setUp(() => refused(404));
  await system.advance(5000);
  heartbeats.hurry();
  await system.advance(5000);
  expect(told).toEqual(["unknown"]);
  expect(link.calls).toHaveLength(1);
});

test("while the hub is away it is called sooner than the interval, and at the interval again once it is back", async () => {
  const { system, link } = setUp((_call, number) => (number <= 3 ? away : ok({ cancel: [] })), 30_000);
  await system.settle();
  expect(system.waiting()).toEqual([25]);
  await system.advance(1000);
  expect(link.calls).toHaveLength(4);
  expect(system.waiting()[0]).toBeGreaterThan(25_000);
});

test("the backoff is never longer than the interval", async () => {
  const { system } = setUp(() => refused(500), 20);
  await system.settle();
  expect(system.waiting()).toEqual([20]);
});

test("hurry brings the next heartbeat forward, but not a second one beside one on its way", async () => {
  const answer = Promise.withResolvers<HubAnswer>();
  const { system, link, heartbeats } = setUp(
    (_call, number) => (number === 2 ? answer.promise : ok({ cancel: [] })),
    30_000,
  );
  await system.settle();
  heartbeats.hurry();
  heartbeats.hurry();
  await system.advance(100);
  expect(link.calls).toHaveLength(2);
  heartbeats.hurry();
  await system.advance(100);
  expect(link.calls).toHaveLength(2);
  answer.resolve(ok({ cancel: [] }));
  await system.settle();
  expect(system.waiting()).toHaveLength(1);
});

test("stop ends it, also while an answer is awaited", async () => {
  const answer = Promise.withResolvers<HubAnswer>();
  const { system, link, told, heartbeats } = setUp(() => answer.promise);
  heartbeats.stop();
  expect(link.calls[0]?.signal?.aborted).toBe(true);
  answer.resolve(ok({ cancel: ["l1"] }));
  await system.advance(5000);
  expect(link.calls).toHaveLength(1);
  expect(told).toEqual([]);
});

test("bidden to move it asks the other hubs with what it runs, and does what the one that takes it says", async () => {
  const { system, link, told } = setUp((_call, number) =>
    ok(number === 2 ? { cancel: ["l1"], move: true } : { cancel: [] }),
  );
  link.room = ok({ cancel: ["l2"], move: true });
  await system.advance(2500);
  expect(link.moves).toEqual([{ ...link.calls[1], body: '{"running":["at-1000"],"moving":true}' }]);
  // It is not passed on from hub to hub.
  expect(told).toEqual([["l1"], ["l2"]]);
  expect(link.calls).toHaveLength(3);
});

test("without room elsewhere it beats on as before; once stopped it does not move", async () => {
  const { system, link, told, heartbeats } = setUp(() => ok({ cancel: [], move: true }));
  await system.advance(2500);
  expect([link.calls.length, link.moves.length, told]).toEqual([3, 3, []]);
  heartbeats.stop();
  const late = setUp(async (_call, number) => {
    if (number === 2) late.heartbeats.stop();
    return ok(number === 1 ? { cancel: [] } : { cancel: ["l1"], move: true });
  });
  await late.system.advance(5000);
  expect([late.link.moves, late.told]).toEqual([[], []]);
});
