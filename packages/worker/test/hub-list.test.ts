import fc from "fast-check";
import { expect, test } from "vitest";
import type { HubAnswer } from "../src/hub-answer.ts";
import type { HubCall, HubLink } from "../src/hub-link.ts";
import { FAILOVER_MS, createHubList } from "../src/hub-list.ts";
import { away, ok, refused } from "./fake-link.ts";

type Say = HubAnswer | ((call: HubCall) => Promise<HubAnswer>);

/** Hubs a, b, c… that answer as `says` has it; `says` may change meanwhile. */
function setUp(says: Say[], random = 0) {
  const asked: string[] = [];
  const calls: HubCall[] = [];
  const told: unknown[] = [];
  const cut: (() => void)[] = [];
  const connect = (hub: string, onDisconnect: () => void): HubLink => {
    cut.push(onDisconnect);
    const index = cut.length - 1;
    return {
      hub,
      async call(call) {
        asked.push(hub);
        calls.push(call);
        const say = says[index] ?? away;
        return typeof say === "function" ? await say(call) : say;
      },
      close: async () => void told.push(`closed ${hub}`),
    };
  };
  const list = createHubList({
    hubs: says.map((_say, index) => "abcdef".charAt(index)),
    random: () => random,
    connect,
    onDisconnect: () => told.push("disconnect"),
    onAnswer: ({ kind }) => told.push(kind),
    onChange: (hub, reason) => told.push(`${hub} since ${reason}`),
  });
  const call = (more: Partial<HubCall> = {}) =>
    list.call({ method: "POST", path: "/x", timeoutMs: 15_000, ...more });
  return { list, call, says, asked, calls, told, cut };
}

const untilAborted = (call: HubCall): Promise<HubAnswer> =>
  new Promise((resolve) =>
    call.signal?.addEventListener("abort", () => resolve({ kind: "unreachable", reason: "called off" })),
  );

test("a lone hub gets every call as it is", async () => {
  const { call, calls, asked, told } = setUp([away]);
  expect(await call()).toEqual(away);
  expect(await call()).toEqual(away);
  expect(asked).toEqual(["a", "a"]);
  expect(calls[0]).toEqual({ method: "POST", path: "/x", timeoutMs: 15_000 });
  expect(told).toEqual(["unreachable", "unreachable"]);
});

test("it stays with a hub that answers, and begins where chance says", async () => {
  for (const [random, hub] of [
    [0, "a"],
    [0.5, "b"],
    [0.99, "c"],
  ] as const) {
    const { list, call, asked } = setUp([ok(1), refused(404), refused(429)], random);
    expect(list.hub).toBe(hub);
    await call();
    await call();
    expect(asked).toEqual([hub, hub]);
  }
});

test.each([
  ["gone", away, "connect ECONNREFUSED"] as const,
  ["not ready", refused(503, "No"), "a: No"] as const,
])(
  "a hub that is %s is left at once for the next, and is not asked first again",
  async (_what, answer, reason) => {
    const { list, call, says, asked, told } = setUp([ok(1), ok(2)]);
    await call();
    says[0] = answer;
    expect(await call()).toEqual(ok(2));
    says[0] = ok(1);
    expect(await call()).toEqual(ok(2));
    expect(asked).toEqual(["a", "a", "b", "b"]);
    expect(list.hub).toBe("b");
    expect(told).toEqual(["ok", `b since ${reason}`, "ok", "ok"]);
  },
);

test("when nobody can be reached each is asked once, and the last one's answer is the answer", async () => {
  const { call, asked, told } = setUp([away, away, refused(503, "No", 2000)]);
  expect(await call()).toEqual(refused(503, "No", 2000));
  expect(asked).toEqual(["a", "b", "c"]);
  expect(told).toEqual(["refused"]);
});

test("only the last hub gets more than a few seconds to answer", async () => {
  const { call, calls } = setUp([away, away]);
  await call();
  await call({ timeoutMs: 300 });
  expect(calls.map(({ timeoutMs }) => timeoutMs)).toEqual([FAILOVER_MS, 15_000, 300, 300]);
});

test("what waits at a hub that another call found dead goes on to the next at once", async () => {
  const { call, says, asked } = setUp([untilAborted, ok(2)]);
  const waiting = call();
  says[0] = away;
  expect(await call()).toEqual(ok(2));
  expect(await waiting).toEqual(ok(2));
  expect(asked).toEqual(["a", "a", "b", "b"]);
});

test("what waits at a hub that refused another call is left to wait", async () => {
  const gate = Promise.withResolvers<HubAnswer>();
  const { call, says } = setUp([() => gate.promise, ok(2)]);
  const waiting = call();
  says[0] = refused(503);
  expect(await call()).toEqual(ok(2));
  gate.resolve(ok(1));
  expect(await waiting).toEqual(ok(1));
});

test("a call that is called off asks nobody else and says nothing of the hubs", async () => {
  const abort = new AbortController();
  const { call, asked, told } = setUp([untilAborted, ok(2)]);
  const answer = call({ signal: abort.signal });
  abort.abort();
  expect(await answer).toMatchObject({ kind: "unreachable" });
  expect([asked, told]).toEqual([["a"], []]);
});

test("only the hub in use is missed when it closes a connection; close closes all", async () => {
  const { list, told, cut } = setUp([ok(1), ok(2)]);
  cut[1]?.();
  expect(told).toEqual([]);
  cut[0]?.();
  await list.close();
  expect(told).toEqual(["disconnect", "closed a", "closed b"]);
});

test("a call reaches a hub whenever one of them can be reached, and asks none twice", async () => {
  const alive = fc.array(fc.boolean(), { minLength: 1, maxLength: 6 });
  const rounds = fc.array(alive, { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(
      rounds,
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      async (all, random) => {
        const size = all[0]?.length ?? 1;
        const { call, says, asked } = setUp(Array<Say>(size).fill(away), random);
        for (const round of all) {
          for (let index = 0; index < size; index += 1) says[index] = round[index] === true ? ok(1) : away;
          asked.length = 0;
          const answer = await call();
          expect(answer.kind).toBe(says.some((say) => say !== away) ? "ok" : "unreachable");
          expect(new Set(asked).size).toBe(asked.length);
        }
      },
    ),
  );
});

test("a move asks the others in turn, and stays with the first that takes the worker", async () => {
  const { list, call, asked, told, calls } = setUp([ok(1), refused(409), ok(3), ok(4)]);
  await call();
  const moved = await list.move({ method: "POST", path: "/beat", timeoutMs: 60_000 });
  expect(moved).toEqual(ok(3));
  expect(asked).toEqual(["a", "b", "c"]);
  expect(calls.at(-1)?.timeoutMs).toBe(FAILOVER_MS);
  expect(list.hub).toBe("c");
  expect(told).toEqual(["ok", "c since a: it has more than its share of workers"]);
  await call();
  expect(asked.at(-1)).toBe("c");
});

test("a move that nobody takes changes nothing, nor does one that was called off, or with a lone hub", async () => {
  const { list, call, asked, told } = setUp([ok(1), refused(400), away]);
  await call();
  const request = { method: "POST", path: "/beat", timeoutMs: 1_000 } as const;
  expect(await list.move(request)).toBeUndefined();
  expect([asked, list.hub, told]).toEqual([["a", "b", "c"], "a", ["ok"]]);
  const ended = new AbortController();
  const late = setUp([
    ok(1),
    async () => {
      ended.abort();
      return ok(2);
    },
  ]);
  expect(await late.list.move({ ...request, signal: ended.signal })).toBeUndefined();
  expect(late.list.hub).toBe("a");
  const alone = setUp([ok(1)]);
  expect(await alone.list.move(request)).toBeUndefined();
  expect(alone.asked).toEqual([]);
});
