import { expect, test } from "vitest";
import { hubBackoffMs } from "../src/backoff.ts";
import { hasBearer } from "../src/bearer.ts";
import { safeEmit } from "../src/events.ts";
import type { WorkerEvent } from "../src/events.ts";
import { trackReachability } from "../src/reachability.ts";
import { realSystem } from "../src/system.ts";
import { processUsage, usageFields } from "../src/usage.ts";
import { wait } from "../src/wait.ts";
import { away, ok, refused } from "./fake-link.ts";
import { fakeSystem } from "./fake-system.ts";

test("the way back to a hub starts at up to 50 ms and ends at up to 2 s", () => {
  expect([1, 2, 3, 100, 1_000_000].map((n) => hubBackoffMs(n, () => 0.5))).toEqual([25, 50, 100, 1000, 1000]);
  expect(hubBackoffMs(3, () => 0)).toBe(1);
  expect(hubBackoffMs(1, () => 0.999999)).toBe(50);
  expect(hubBackoffMs(50, () => 0.999999)).toBe(2000);
});

test.each([
  ["Bearer secret", true],
  ["Bearer secreT", false],
  ["Bearer secret2", false],
  ["bearer secret", false],
  ["secret", false],
  ["Bearer ", false],
  [undefined, false],
])("authorization %s", (header, expected) => {
  expect(hasBearer(header, "secret")).toBe(expected);
});

test("a listener that throws or rejects harms nothing", async () => {
  const unhandled: unknown[] = [];
  const listen = (error: unknown): void => void unhandled.push(error);
  process.on("unhandledRejection", listen);
  safeEmit(() => {
    throw new Error("listener");
  })({ kind: "hub-back" });
  safeEmit(() => Promise.reject(new Error("async listener")))({ kind: "hub-back" });
  safeEmit(undefined)({ kind: "hub-back" });
  await fakeSystem().settle();
  process.off("unhandledRejection", listen);
  expect(unhandled).toEqual([]);
});

test("only the moments when the hub goes and comes back are told", () => {
  const events: WorkerEvent[] = [];
  const track = trackReachability((event) => events.push(event));
  for (const answer of [ok({}), away, refused(503), refused(429), away, refused(400), ok({}), refused(500)])
    track(answer);
  expect(events).toEqual([
    { kind: "hub-unreachable", reason: "connect ECONNREFUSED" },
    { kind: "hub-back" },
    { kind: "hub-unreachable", reason: "no" },
  ]);
});

test("usage is a percentage of the machine", () => {
  const system = fakeSystem();
  const usage = processUsage(system);
  const { cpu = -1, memory = -1 } = usage();
  expect(cpu).toBe(0);
  expect(memory).toBeGreaterThan(0);
  expect(memory).toBeLessThan(100);
});

test("what a report says is cleaned: bounds, odd kinds, throwing", () => {
  expect(usageFields(() => ({ status: "overloaded", cpu: 250, memory: -1 }))).toEqual({
    status: "overloaded",
    cpu: 100,
    memory: 0,
  });
  expect(usageFields(() => ({ status: "great", cpu: Number.NaN, memory: "1" }) as never)).toEqual({});
  expect(usageFields(() => undefined as never)).toEqual({});
  expect(
    usageFields(() => {
      throw new Error("no report");
    }),
  ).toEqual({});
});

test("a wait ends by its time or by an abort, and leaves no timer", async () => {
  const system = fakeSystem();
  const abort = new AbortController();
  const waiting = wait(system, 1000, abort.signal);
  expect(system.waiting()).toEqual([1000]);
  abort.abort();
  await waiting;
  await wait(system, 1000, abort.signal);
  expect(system.waiting()).toEqual([]);
});

test("the real system moves by itself", async () => {
  const before = realSystem.now();
  await new Promise<void>((resolve) => void realSystem.after(1, resolve));
  await new Promise<void>((resolve) => realSystem.soon(resolve));
  expect(realSystem.now()).toBeGreaterThan(before);
  expect(realSystem.random()).toBeLessThan(1);
  expect(realSystem.id()).not.toBe(realSystem.id());
  const cancelled: string[] = [];
  realSystem.after(0, () => cancelled.push("ran"))();
  await new Promise<void>((resolve) => void realSystem.after(2, resolve));
  expect(cancelled).toEqual([]);
});
