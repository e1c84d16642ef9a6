import { describe, expect, test, vi } from "vitest";
import {
  BreakerLimitError,
  BreakerOptionsError,
  type Breakers,
  type BreakersOptions,
  createBreakers,
  failureRate,
} from "../src/index.ts";
import { createManualClock, type ManualClock } from "../src/testing.ts";
import { failing, held, rejection } from "./support.ts";

function make(options: BreakersOptions = {}): { breakers: Breakers; clock: ManualClock } {
  const clock = createManualClock();
  return {
    clock,
    breakers: createBreakers({ failureThreshold: 1, recoveryTimeoutMs: 1_000, clock, ...options }),
  };
}

async function opensAt(breakers: Breakers, name: string): Promise<number> {
  for (let failures = 1; failures < 9; failures += 1) {
    await rejection(breakers.call(name, failing));
    if (breakers.state(name) === "open") return failures;
  }
  return Infinity;
}

describe("rules", () => {
  test("give options by name, pattern or function; later ones win, and overrides over all", async () => {
    const { breakers } = make({
      rules: [
        { match: /^db-/g, options: { failureThreshold: 2 } },
        { match: "db-main", options: { failureThreshold: 3 } },
        { match: (name) => name.endsWith("-cache"), options: { failureThreshold: 4 } },
      ],
      overrides: { "db-cache": { failureThreshold: 5 } },
    });
    const found: number[] = [];
    for (const name of ["api", "db-a", "db-b", "db-main", "x-cache", "db-cache"])
      found.push(await opensAt(breakers, name));
    expect(found).toEqual([1, 2, 2, 3, 4, 5]);
  });

  test("of failureThreshold and trip the nearer one counts", async () => {
    const { breakers } = make({
      overrides: { rate: { trip: failureRate({ lastCalls: 6, minimumCalls: 6 }) } },
    });
    expect([await opensAt(breakers, "rate"), await opensAt(breakers, "other")]).toEqual([6, 1]);
    const other = createBreakers({ trip: failureRate(), overrides: { row: { failureThreshold: 2 } } });
    expect([await opensAt(other, "row"), await opensAt(other, "rate")]).toEqual([2, Infinity]);
  });

  test("bad ones are refused with all problems", () => {
    const bad: object = {
      rules: [{ match: 5, options: { timeoutMs: 0 } }, { options: {} }, null, { match: "x" }],
      evictIdleMs: 0,
      maxBreakers: 1.5,
    };
    let problems: readonly string[] = [];
    try {
      createBreakers(bad);
    } catch (error) {
      if (error instanceof BreakerOptionsError) ({ problems } = error);
    }
    expect(problems).toEqual([
      "evictIdleMs: expected an integer from 1, received 0 (number)",
      "maxBreakers: expected an integer from 1, received 1.5 (number)",
      "rules[0].match: expected a string, a regular expression or a function, received 5 (number)",
      "rules[0].options.timeoutMs: expected an integer from 1 to 2147483647, or false, received 0 (number)",
      "rules[1].match: is missing",
      "rules[2]: expected an object, received null",
      "rules[3].options: expected an object, received undefined",
    ]);
    expect(() => createBreakers({ rules: 5 as unknown as [] })).toThrow("rules: expected an array");
  });
});

describe("evictIdleMs", () => {
  test("forgets closed breakers that nobody asked for, when another is asked for", () => {
    const { breakers, clock } = make({ evictIdleMs: 100 });
    breakers.get("a");
    clock.advance(60);
    breakers.get("b");
    clock.advance(60);
    expect(breakers.names()).toEqual(["a", "b"]);
    breakers.get("b");
    expect(breakers.names()).toEqual(["b"]);
    expect(clock.timers).toBe(0);
  });

  test("never one that knows something: open, half-open, isolated, or with a call under way", async () => {
    const { breakers, clock } = make({ evictIdleMs: 100, timeoutMs: false });
    await rejection(breakers.call("open", failing));
    breakers.isolate("isolated");
    const call = held();
    const running = breakers.call("busy", call.fn);
    const acquired = breakers.tryAcquire("permit");
    await breakers.call("idle", () => 1);
    clock.advance(5_000);
    breakers.get("new");
    expect(breakers.state("open")).toBe("half-open");
    expect(breakers.names()).toEqual(["open", "isolated", "busy", "permit", "new"]);
    call.resolve("done");
    await running;
    if (acquired.ok) acquired.permit.success();
    clock.advance(5_000);
    breakers.get("new");
    expect(breakers.names()).toEqual(["open", "isolated", "new"]);
  });

  test("a breaker that is held and called directly is in use", async () => {
    const { breakers, clock } = make({ evictIdleMs: 100 });
    const held = breakers.get("held");
    clock.advance(90);
    await held.call(() => 1);
    clock.advance(90);
    breakers.get("other");
    expect(breakers.has("held")).toBe(true);
  });
});

describe("maxBreakers", () => {
  test("forgets the one that was idle longest", () => {
    const { breakers, clock } = make({ maxBreakers: 2 });
    for (const name of ["a", "b", "a", "c"]) {
      breakers.get(name);
      clock.advance(1);
    }
    expect(breakers.names()).toEqual(["a", "c"]);
  });

  test("refuses when none is idle", async () => {
    const { breakers } = make({ maxBreakers: 1 });
    await rejection(breakers.call("open", failing));
    expect(() => breakers.get("more")).toThrow(BreakerLimitError);
    const fn = vi.fn<() => void>();
    expect(await rejection(breakers.call("more", fn))).toMatchObject({
      code: "BREAKER_LIMIT",
      maxBreakers: 1,
      retryable: false,
    });
    expect(fn).not.toHaveBeenCalled();
    expect(breakers.names()).toEqual(["open"]);
  });

  test("listeners of the set hear nothing of what was forgotten", () => {
    const { breakers } = make({ maxBreakers: 1 });
    const listener = vi.fn<() => void>();
    breakers.on("stateChange", listener);
    const old = breakers.get("a");
    breakers.get("b");
    old.isolate();
    expect(listener).not.toHaveBeenCalled();
  });
});

test("a set hands on every kind of event", async () => {
  const { breakers } = make();
  const seen: string[] = [];
  breakers.on("success", ({ name }) => seen.push(`success ${name}`));
  breakers.on("failure", ({ name }) => seen.push(`failure ${name}`));
  breakers.on("rejected", ({ name }) => seen.push(`rejected ${name}`));
  await breakers.call("a", () => 1);
  await rejection(breakers.call("b", failing));
  await rejection(breakers.call("b", failing));
  expect(seen).toEqual(["success a", "failure b", "rejected b"]);
});
