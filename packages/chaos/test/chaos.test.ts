import { expect, test } from "vitest";
import { ChaosFaultError, type ChaosCall, createChaos, networkError } from "../src/index.ts";
import { ok, outcome, setUp } from "./support.ts";

test("a fault rejects in the place of the call", async () => {
  let calls = 0;
  const { chaos } = setUp({ rules: [{ kind: "fault", name: "down", rate: 1 }] });
  const charge = chaos.wrap("payments", async () => (calls += 1));
  await expect(charge()).rejects.toThrow(ChaosFaultError);
  await expect(charge()).rejects.toMatchObject({
    message: 'Injected by rule "down" into payments',
    rule: "down",
    chaos: true,
  });
  expect(calls).toBe(0);
});

test("errors of one's own, made for the call; several share evenly", async () => {
  const { chaos } = setUp({
    rules: [{ kind: "fault", rate: 1, error: (call: ChaosCall) => `no ${call.name}` }],
  });
  await expect(chaos.call("a", ok)).rejects.toBe("no a");
  chaos.setRules([{ kind: "fault", rate: 1, error: [() => "x", () => "y"] }]);
  const seen = await Promise.all(Array.from({ length: 200 }, () => outcome(chaos.call("a", ok))));
  const share = seen.filter((one) => one === "failed: x").length / 200;
  expect(share).toBeGreaterThan(0.35);
  expect(share).toBeLessThan(0.65);
  chaos.setRules([{ kind: "fault", rate: 1, error: networkError("ECONNREFUSED") }]);
  await expect(chaos.call("a", ok)).rejects.toMatchObject({ code: "ECONNREFUSED", chaos: true });
});

test("latency holds the call, on the clock given", async () => {
  const { chaos, clock } = setUp({ rules: [{ kind: "latency", rate: 1, delayMs: 500 }] });
  const log: string[] = [];
  const done = chaos.call("a", async () => log.push("called"));
  await clock.advance(499);
  expect(log).toEqual([]);
  await clock.advance(1);
  await done;
  expect(log).toEqual(["called"]);
  expect(clock.pendingTimers).toBe(0);
});

test("latency after the call holds its answer", async () => {
  const { chaos, clock } = setUp({ rules: [{ kind: "latency", rate: 1, delayMs: 500, when: "after" }] });
  const log: string[] = [];
  const done = chaos.call("a", async () => log.push("called")).then(() => log.push("answered"));
  await clock.advance(499);
  expect(log).toEqual(["called"]);
  await clock.advance(1);
  await done;
  expect(log).toEqual(["called", "answered"]);
});

test("a signal ends latency early, before it or while it lasts", async () => {
  const { chaos, clock } = setUp({ rules: [{ kind: "latency", rate: 1, delayMs: 500 }] });
  const gone = chaos.call({ name: "a", signal: AbortSignal.abort(new Error("gone")) }, ok);
  await expect(gone).rejects.toThrow("gone");
  const controller = new AbortController();
  const going = chaos.call({ name: "a", signal: controller.signal }, ok);
  controller.abort(new Error("going"));
  await expect(going).rejects.toThrow("going");
  expect(clock.pendingTimers).toBe(0);
  const kept = chaos.call({ name: "a", signal: new AbortController().signal }, ok);
  await clock.advance(500);
  expect(await kept).toBe("ok");
});

test("an outcome answers in the place of the call, or of its answer", async () => {
  let calls = 0;
  const { chaos } = setUp({ rules: [{ kind: "outcome", rate: 1, result: async () => "fake" }] });
  const get = chaos.wrap("a", async () => String((calls += 1)));
  expect([await get(), calls]).toEqual(["fake", 0]);
  chaos.setRules([{ kind: "outcome", rate: 1, when: "after", result: () => "stale" }]);
  expect([await get(), calls]).toEqual(["stale", 1]);
});

test("a fault after the call loses its answer; a call that fails by itself keeps its own error", async () => {
  let calls = 0;
  const { chaos, record } = setUp({ rules: [{ kind: "fault", rate: 1, when: "after" }] });
  await expect(chaos.call("a", async () => (calls += 1))).rejects.toThrow(ChaosFaultError);
  expect(calls).toBe(1);
  await expect(chaos.call("a", async () => Promise.reject(new Error("own")))).rejects.toThrow("own");
  expect(record.of("call")).toHaveLength(1);
});

test("a behavior runs beside the call, which waits for it and fails with it", async () => {
  const log: string[] = [];
  const { chaos } = setUp({
    rules: [{ kind: "behavior", rate: 1, run: async (call) => log.push(call.name) }],
  });
  await chaos.call("a", async () => log.push("called"));
  expect(log).toEqual(["a", "called"]);
  chaos.setRules([{ kind: "behavior", rate: 1, run: () => Promise.reject(new Error("behaved badly")) }]);
  await expect(chaos.call("a", ok)).rejects.toThrow("behaved badly");
});

test("rules follow one another: latency, then a fault", async () => {
  const rules = [
    { kind: "latency", rate: 1, delayMs: 100 },
    { kind: "fault", rate: 1 },
  ] as const;
  const { chaos, clock, record } = setUp({ rules });
  const done = outcome(chaos.call("a", ok));
  await clock.advance(100);
  expect(await done).toBe("failed: ChaosFaultError");
  expect(record.of("call").map(({ kind, atMs }) => [kind, atMs])).toEqual([
    ["latency", 0],
    ["fault", 100],
  ]);
});

test("a wrapped function keeps its arguments and its this", async () => {
  const { chaos } = setUp({ rules: [{ kind: "behavior", rate: 0.5, run: () => undefined }] });
  const account = {
    total: 1,
    add: chaos.wrap("add", async function (this: { total: number }, a: number, b: number) {
      return this.total + a + b;
    }),
  };
  const sums = await Promise.all(Array.from({ length: 20 }, () => account.add(2, 3)));
  expect(new Set(sums)).toEqual(new Set([6]));
  chaos.kill();
  expect(await account.add(2, 3)).toBe(6);
});

test("a name or a whole call may be told from the arguments", async () => {
  const { chaos, record } = setUp({ rules: [{ kind: "behavior", rate: 1, run: () => undefined }] });
  await chaos.wrap(
    (id: string) => `load ${id}`,
    async (id) => id,
  )("7");
  await chaos.wrap(
    (id: string) => ({ name: "load", key: id }),
    async (id) => id,
  )("8");
  expect(record.of("call").map(({ call }) => call)).toEqual([
    { name: "load 7", number: 1 },
    { name: "load", key: "8", number: 1 },
  ]);
});

test("not enabled, functions are handed back and nothing is counted", async () => {
  const chaos = createChaos({ rules: [{ kind: "fault", rate: 1 }], env: {} });
  const fn = async (): Promise<string> => "real";
  expect(chaos.wrap("a", fn)).toBe(fn);
  expect(chaos.fetch(globalThis.fetch)).toBe(globalThis.fetch);
  const dispatch = (): boolean => true;
  expect(chaos.interceptor()(dispatch)).toBe(dispatch);
  expect(await chaos.call("a", fn)).toBe("real");
  chaos.resume();
  expect([chaos.on, chaos.enabled, await chaos.call("a", fn)]).toEqual([false, false, "real"]);
  expect(chaos.report()).toMatchObject({ on: false, calls: 0, injected: 0 });
});

test("other rules count afresh, and calls go on being numbered", async () => {
  const { chaos, record } = setUp({ rules: [{ kind: "behavior", rate: 1, limit: 1, run: () => undefined }] });
  await chaos.call("a", ok);
  await chaos.call("a", ok);
  chaos.setRules([{ kind: "behavior", name: "b", rate: 1, limit: 1, run: () => undefined }]);
  await chaos.call("a", ok);
  expect(record.of("call").map(({ rule, call }) => [rule, call.number])).toEqual([
    ["behavior-1", 1],
    ["b", 3],
  ]);
  chaos.setRules([]);
  expect(await chaos.call("a", ok)).toBe("ok");
});

test("a seed is made up if none is given, and told", () => {
  const seeds = [1, 2, 3].map(() => createChaos({ env: {} }).seed);
  expect(new Set(seeds).size).toBe(3);
  expect(createChaos({ seed: "x", env: {} }).seed).toBe("x");
});

test("the clock of the system waits", async () => {
  const chaos = createChaos({ enabled: true, env: {}, rules: [{ kind: "latency", rate: 1, delayMs: 5 }] });
  expect(await chaos.call("a", ok)).toBe("ok");
  // Timers may fire a little early by the finer clock.
  expect(chaos.report().elapsedMs).toBeGreaterThan(3);
});
