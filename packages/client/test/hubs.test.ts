import fc from "fast-check";
import { expect, test } from "vitest";
import { HubError, HubUnreachableError } from "../src/errors.ts";
import { FAILOVER_MS, createHubs } from "../src/hubs.ts";
import { readOptions } from "../src/options.ts";
import type { Transport } from "../src/transport.ts";
import { fakeSystem } from "./fake-system.ts";
import { failureOf } from "./support.ts";

const gone = (maybeReceived = false): Error => new HubUnreachableError("x", maybeReceived, new Error("x"));
const refused = (status: number): Error =>
  new HubError({ type: "about:blank", title: "x", status, detail: "" });

/** Hubs a, b, c… of which each answers with its name, or fails as `fails` has it. */
function setUp(fails: (Error | undefined)[], random = 0) {
  const names = fails.map((_fail, index) => "abcdef".charAt(index));
  const asked: string[] = [];
  const limits: number[] = [];
  const closed: string[] = [];
  const settings = readOptions({
    hub: names.map((name) => `http://${name}`),
    system: { ...fakeSystem(), random: () => random },
  });
  const hubs = createHubs(settings, (hub) => {
    const name = hub.slice(-1);
    const send = async (): Promise<unknown> => {
      asked.push(name);
      const fail = fails[names.indexOf(name)];
      if (fail !== undefined) throw fail;
      return name;
    };
    return { send, close: async () => void closed.push(name) } as unknown as Transport;
  });
  const ask = (repeatable = true) =>
    hubs.ask(repeatable, (hub, timeoutMs) => {
      limits.push(timeoutMs);
      return hub.send({ method: "GET", path: "/" }, timeoutMs, undefined);
    });
  return { hubs, ask, fails, asked, limits, closed };
}

test("it begins where chance says, and stays with a hub that answers", async () => {
  for (const [random, name] of [
    [0, "a"],
    [0.5, "b"],
    [0.99, "c"],
  ] as const) {
    const { ask, asked } = setUp([undefined, undefined, undefined], random);
    expect([await ask(), await ask(false)]).toEqual([name, name]);
    expect(asked).toEqual([name, name]);
  }
});

test("a hub out of reach is left at once, and not asked first again", async () => {
  const { ask, fails, asked } = setUp([gone(true), undefined]);
  expect(await ask()).toBe("b");
  fails[0] = undefined;
  expect(await ask()).toBe("b");
  expect(asked).toEqual(["a", "b", "b"]);
});

test.each([
  ["the connection was refused", gone(), true],
  ["the connection broke", gone(true), false],
  ["503", refused(503), true],
  ["500", refused(500), false],
])(
  "what may not be repeated goes elsewhere only where nothing was done: %s",
  async (_what, error, goesOn) => {
    const { ask, asked } = setUp([error, undefined]);
    expect(await failureOf(ask(false))).toEqual(goesOn ? { resolved: "b" } : error);
    // Yet the next call begins elsewhere.
    await ask(false);
    expect(asked.at(-1)).toBe("b");
    expect(asked).toHaveLength(goesOn ? 3 : 2);
  },
);

test.each([[429], [404], [409], [401]])("a refusal with %i is the answer", async (status) => {
  const error = refused(status);
  const { ask, asked } = setUp([error, undefined]);
  expect(await failureOf(ask())).toBe(error);
  expect(asked).toEqual(["a"]);
});

test("when nobody can be reached it fails as the last one did, and each was asked once", async () => {
  const last = refused(503);
  const { ask, asked } = setUp([gone(), gone(), last]);
  expect(await failureOf(ask())).toBe(last);
  expect(asked).toEqual(["a", "b", "c"]);
});

test("only the last hub, or one that must not be left, gets more than a few seconds", async () => {
  const { ask, limits } = setUp([gone(), gone()]);
  await failureOf(ask());
  await failureOf(ask(false));
  expect(limits).toEqual([FAILOVER_MS, 30_000, 30_000, 30_000]);
  const alone = setUp([undefined]);
  await alone.ask();
  expect([alone.limits, alone.hubs.size]).toEqual([[30_000], 1]);
});

test("close closes all", async () => {
  const { hubs, closed } = setUp([undefined, undefined]);
  await hubs.close();
  expect(closed).toEqual(["a", "b"]);
});

test("a repeatable call succeeds whenever one hub can be reached, and asks none twice", async () => {
  const rounds = fc.array(fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }), {
    minLength: 1,
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(rounds, async (all) => {
      const { ask, fails, asked } = setUp([undefined, undefined, undefined]);
      for (const round of all) {
        for (const [index, up] of round.entries()) fails[index] = up ? undefined : gone(true);
        asked.length = 0;
        const answer = await failureOf(ask());
        expect(answer instanceof HubUnreachableError).toBe(!round.includes(true));
        expect(new Set(asked).size).toBe(asked.length);
      }
    }),
  );
});
