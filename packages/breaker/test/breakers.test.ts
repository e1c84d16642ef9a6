import { describe, expect, test, vi } from "vitest";
import {
  BreakerOpenError,
  BreakerOptionsError,
  createBreakers,
  type Breakers,
  type BreakersOptions,
  type StateChange,
} from "../src/index.ts";
import { createManualClock } from "../src/testing.ts";
import { boom, failing, held, rejection } from "./support.ts";

function make(options: BreakersOptions = {}): Breakers {
  return createBreakers({ failureThreshold: 1, clock: createManualClock(), ...options });
}

describe("by name", () => {
  test("each name has a breaker of its own, made on first use", async () => {
    const breakers = make();
    expect(breakers.names()).toEqual([]);
    expect(await rejection(breakers.call("a", failing))).toBe(boom);
    expect(await rejection(breakers.call("a", () => 1))).toBeInstanceOf(BreakerOpenError);
    expect(await breakers.call("b", () => 2)).toBe(2);
    expect(breakers.get("a")).toBe(breakers.get("a"));
    expect(breakers.get("a").name).toBe("a");
    expect(breakers.names()).toEqual(["a", "b"]);
    expect(breakers.snapshots()).toMatchObject([
      { name: "a", state: "open" },
      { name: "b", state: "closed" },
    ]);
  });

  test("state and has make no breaker", () => {
    const breakers = make();
    expect(breakers.state("a")).toBe(undefined);
    expect(breakers.has("a")).toBe(false);
    expect(breakers.names()).toEqual([]);
    breakers.get("a");
    expect(breakers.state("a")).toBe("closed");
    expect(breakers.has("a")).toBe(true);
  });

  test("call options are handed on", async () => {
    const call = make().call("a", held().fn, { signal: AbortSignal.abort("no") });
    expect(await rejection(call)).toBe("no");
  });

  test("a name must be a string that is not empty", async () => {
    const breakers = make();
    const name: unknown = 5;
    expect(() => breakers.get("")).toThrow(TypeError);
    expect(() => breakers.get(name as string)).toThrow(TypeError);
    expect(await rejection(breakers.call("", () => 1))).toBeInstanceOf(TypeError);
    expect(breakers.names()).toEqual([]);
  });

  test("names that objects have by nature are names like others", () => {
    const breakers = make({ overrides: {} });
    for (const name of ["constructor", "__proto__", "toString"]) {
      expect(breakers.has(name)).toBe(false);
      expect(breakers.get(name).name).toBe(name);
    }
  });
});

describe("by hand", () => {
  test("reset: one, all, or an unknown name", async () => {
    const breakers = make();
    for (const name of ["a", "b", "c"]) breakers.isolate(name);
    breakers.reset("a");
    breakers.reset("unknown");
    expect(["a", "b", "c", "unknown"].map((name) => breakers.state(name))).toEqual([
      "closed",
      "isolated",
      "isolated",
      undefined,
    ]);
    breakers.reset();
    expect(breakers.snapshots().map(({ state }) => state)).toEqual(["closed", "closed", "closed"]);
  });

  test("isolate makes the breaker it is asked for", () => {
    const breakers = make();
    breakers.isolate("a");
    expect(breakers.state("a")).toBe("isolated");
  });

  test("delete forgets: a new breaker is closed, the old one is heard no more", async () => {
    const breakers = make();
    const changes: StateChange[] = [];
    breakers.on("stateChange", (change) => changes.push(change));
    const old = breakers.get("a");
    const { fn, reject } = held();
    const late = rejection(old.call(fn));
    expect(breakers.delete("a")).toBe(true);
    expect(breakers.delete("a")).toBe(false);
    reject(boom);
    expect(await late).toBe(boom);
    expect(old.state).toBe("open");
    expect(changes).toEqual([]);
    expect(breakers.has("a")).toBe(false);
    expect(breakers.get("a")).not.toBe(old);
    expect(breakers.state("a")).toBe("closed");
  });
});

describe("events", () => {
  test("come from all breakers, also those made later", () => {
    const breakers = make();
    breakers.get("a");
    const listener = vi.fn<(change: StateChange) => void>();
    const stop = breakers.on("stateChange", listener);
    breakers.isolate("a");
    breakers.isolate("b");
    stop();
    breakers.reset();
    expect(listener.mock.calls.map(([{ name, to }]) => [name, to])).toEqual([
      ["a", "isolated"],
      ["b", "isolated"],
    ]);
  });
});

describe("options", () => {
  test("are shared, and overridden by name", async () => {
    const breakers = make({ failureThreshold: 2, overrides: { fragile: { failureThreshold: 1 } } });
    for (const name of ["fragile", "other"]) await rejection(breakers.call(name, failing));
    expect(breakers.state("fragile")).toBe("open");
    expect(breakers.state("other")).toBe("closed");
  });

  test("an override of undefined leaves the shared option", async () => {
    const overrides: object = { a: { failureThreshold: undefined } };
    const breakers = make({ failureThreshold: 1, overrides: { ...overrides } });
    await rejection(breakers.call("a", failing));
    expect(breakers.state("a")).toBe("open");
  });

  test("later changes of the options object do nothing", async () => {
    const options = { failureThreshold: 1, overrides: { a: { failureThreshold: 1 } } };
    const breakers = make(options);
    options.overrides.a.failureThreshold = 50;
    await rejection(breakers.call("a", failing));
    expect(breakers.state("a")).toBe("open");
  });

  test("none are needed", async () => {
    expect(await createBreakers().call("a", () => 1)).toBe(1);
  });

  test("bad ones are refused at once, overrides too, all in one error", () => {
    const bad: object = {
      timeoutMs: 0,
      name: "x",
      overrides: { a: { failureThreshold: 0, name: "b" }, c: null },
    };
    let problems: readonly string[] = [];
    try {
      createBreakers(bad);
    } catch (error) {
      if (error instanceof BreakerOptionsError) ({ problems } = error);
    }
    expect(problems).toEqual([
      expect.stringMatching(/^timeoutMs: expected/),
      expect.stringMatching(/^name: no such option/),
      expect.stringMatching(/^overrides\.a\.failureThreshold: expected/),
      expect.stringMatching(/^overrides\.a\.name: no such option/),
      "overrides.c: expected an object, received null",
    ]);
    const nothing: unknown = null;
    expect(() => createBreakers(nothing as object)).toThrow("options: expected an object, received null");
    const overrides: object = { overrides: 7 };
    expect(() => createBreakers(overrides)).toThrow("overrides: expected an object");
  });
});
