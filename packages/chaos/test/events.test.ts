import { expect, test } from "vitest";
import { callInfo, publicUrl } from "../src/call.ts";
import { MOST_NAMES } from "../src/names.ts";
import { recordEvents } from "../src/testing.ts";
import { ok, outcome, setUp } from "./support.ts";

test("events say what was injected, where and when", async () => {
  const { chaos, clock, record } = setUp({
    rules: [
      { kind: "latency", name: "slow", rate: 1, delayMs: 30 },
      { kind: "fault", rate: 1, when: "after", error: () => "lost" },
    ],
  });
  await clock.advance(5);
  const call = { name: "a", key: "k", method: "GET", url: "http://u:p@x.test/y?token=secret#z" };
  const done = outcome(chaos.call(call, ok));
  await clock.advance(30);
  await done;
  const info = { name: "a", number: 1, key: "k", method: "GET", url: "http://x.test/y" };
  expect(record.events).toEqual([
    { type: "call", atMs: 5, rule: "slow", kind: "latency", when: "before", delayMs: 30, call: info },
    { type: "call", atMs: 35, rule: "fault-2", kind: "fault", when: "after", error: "lost", call: info },
  ]);
});

test("every kind of injection is told once, and only what is there is told of a call", async () => {
  const { chaos, clock, record } = setUp();
  const rules = [
    { kind: "latency", rate: 1, delayMs: 1 },
    { kind: "behavior", rate: 1, run: () => undefined },
    { kind: "outcome", rate: 1, result: () => "fake" },
  ] as const;
  for (const rule of rules) {
    chaos.setRules([rule]);
    const done = chaos.call("a", ok);
    await clock.advance(1);
    await done;
  }
  expect(record.of("call").map(({ kind }) => kind)).toEqual(["latency", "behavior", "outcome"]);
  expect(callInfo({ name: "a" }, 1)).toStrictEqual({ name: "a", number: 1 });
});

test("URLs are told without what may be secret, even if they are none", () => {
  expect(publicUrl("https://user:secret@x.test:8443/a/b?c=secret#secret")).toBe("https://x.test:8443/a/b");
  expect(publicUrl("/a/b?c=secret#secret")).toBe("/a/b");
  expect(publicUrl("/a/b#secret\nsecret")).toBe("/a/b");
  expect(publicUrl("x")).toBe("x");
});

test("listeners that fail disturb nobody, and end when they are told to", async () => {
  const { chaos, record } = setUp({ rules: [{ kind: "behavior", rate: 1, run: () => undefined }] });
  chaos.onEvent(() => {
    throw new Error("listener");
  });
  chaos.onEvent(() => Promise.reject(new Error("late listener")));
  const second = recordEvents(chaos);
  expect(await chaos.call("a", ok)).toBe("ok");
  expect(second.events).toHaveLength(1);
  second.stop();
  expect(await chaos.call("a", ok)).toBe("ok");
  expect([second.events.length, record.events.length]).toEqual([1, 2]);
});

test("a listener added twice hears twice, and each is removed alone", async () => {
  const { chaos } = setUp({ rules: [{ kind: "behavior", rate: 1, run: () => undefined }] });
  let heard = 0;
  const listener = (): number => (heard += 1);
  const ends = [chaos.onEvent(listener), chaos.onEvent(listener)];
  await chaos.call("a", ok);
  ends[0]?.();
  await chaos.call("a", ok);
  expect(heard).toBe(3);
});

test("the report counts by rule and by name", async () => {
  const { chaos, clock } = setUp({
    seed: "s",
    rules: [
      { kind: "fault", name: "all of a", rate: 1, target: { name: "a" }, limit: 2 },
      { kind: "behavior", rate: 0, run: () => undefined },
    ],
  });
  for (const name of ["a", "a", "a", "b"]) await outcome(chaos.call(name, ok));
  await clock.advance(10);
  expect(chaos.report()).toEqual({
    seed: "s",
    on: true,
    elapsedMs: 10,
    calls: 4,
    injected: 2,
    rules: [
      { name: "all of a", kind: "fault", considered: 3, injected: 2 },
      { name: "behavior-2", kind: "behavior", considered: 2, injected: 0 },
    ],
    names: [
      { name: "a", calls: 3, injected: 2 },
      { name: "b", calls: 1, injected: 0 },
    ],
    nemeses: [],
    proxies: [],
  });
});

test("names without end do not fill the memory; their rules hold all the same", async () => {
  const { chaos } = setUp({ rules: [{ kind: "fault", rate: 1, target: { name: /7$/ } }] });
  for (let id = 0; id < MOST_NAMES + 100; id += 1) await outcome(chaos.call(`job ${id}`, ok));
  const { names, calls, injected } = chaos.report();
  expect([names.length, calls, injected]).toEqual([
    MOST_NAMES + 1,
    MOST_NAMES + 100,
    (MOST_NAMES + 100) / 10,
  ]);
  expect(names.at(-1)).toEqual({ name: undefined, calls: 100, injected: 10 });
  chaos.setRules([]);
  expect(await chaos.call("job 1007", ok)).toBe("ok");
});
