import { describe, expect, test, vi } from "vitest";
import { createEngine } from "../src/engine.ts";
import type { BreakerFunction, CallContext } from "../src/index.ts";
import { deadlinesOf } from "../src/deadlines.ts";
import { type Ending, type Host, Invocation } from "../src/invocation.ts";
import { createManualClock } from "../src/testing.ts";
import { held, rejection } from "./support.ts";

interface Run {
  readonly settled: Promise<unknown>;
  readonly invocation: Invocation;
  readonly ends: Ending[];
}

const clock = createManualClock();

function run(fn: BreakerFunction<unknown>, signal?: AbortSignal): Run {
  const ends: Ending[] = [];
  const host: Host = {
    name: "a",
    captureStacks: false,
    ended(call, how, payload) {
      ends.push(how);
      if (how === "value") call.resolve(payload);
      else call.reject(payload);
    },
  };
  const deadlines = deadlinesOf(clock, 50);
  const invocation = new Invocation(host, fn, signal && { signal }, deadlines, 0, 0, undefined);
  deadlines.add(invocation, clock, clock.now());
  return { settled: createEngine("a").run(invocation), invocation, ends };
}

describe("an invocation", () => {
  test.each([
    ["a value", () => 1, 1],
    ["a promise", async () => 1, 1],
    ["undefined", () => undefined, undefined],
    ["null", () => null, null],
    // oxlint-disable-next-line unicorn/no-thenable
    ["a thenable", () => ({ then: (done: (value: number) => void) => done(1) }), 1],
  ])("settles with %s", async (_name, fn, value) => {
    expect(await run(fn).settled).toBe(value);
    expect(await run(fn, new AbortController().signal).settled).toBe(value);
  });

  test("a synchronous throw becomes a rejection, a thenable that throws too", async () => {
    const fn = (): never => {
      throw new Error("sync");
    };
    expect(await rejection(run(fn).settled)).toMatchObject({ message: "sync" });
    // oxlint-disable-next-line unicorn/no-thenable
    expect(await rejection(run(() => ({ then: fn })).settled)).toMatchObject({ message: "sync" });
  });

  test("the context shows one signal, made when it is asked for", async () => {
    const contexts: CallContext[] = [];
    await run((context) => contexts.push(context)).settled;
    const { signal } = contexts[0] ?? {};
    expect(signal).toBeInstanceOf(AbortSignal);
    expect(contexts[0]?.signal).toBe(signal);
  });

  test("a signal asked for too late is aborted already", async () => {
    let late: CallContext | undefined;
    const { settled, invocation } = run((context) => {
      late = context;
      return new Promise(() => {});
    });
    invocation.expire();
    await rejection(settled);
    expect(late?.signal).toMatchObject({ aborted: true, reason: { code: "BREAKER_TIMEOUT" } });
  });

  test("the function is called without a this", async () => {
    function fn(this: unknown): unknown {
      return this;
    }
    expect(await run(fn).settled).toBe(undefined);
  });

  test("a timeout aborts its signal with the timeout error", async () => {
    const { fn, signal } = held();
    const { settled, ends } = run(fn);
    expect(signal().aborted).toBe(false);
    clock.advance(50);
    const error = await rejection(settled);
    expect(error).toMatchObject({ code: "BREAKER_TIMEOUT", breaker: "a", timeoutMs: 50 });
    expect(signal().reason).toBe(error);
    expect(ends).toEqual(["timeout"]);
  });

  test("the caller's abort ends it at once, even if the function ignores it", async () => {
    const { fn, signal } = held();
    const caller = new AbortController();
    const { settled, ends } = run(fn, caller.signal);
    caller.abort("enough");
    expect(await rejection(settled)).toBe("enough");
    expect(signal().reason).toBe("enough");
    expect(ends).toEqual(["abort"]);
  });

  test("a function that aborts its own caller is ended by that", async () => {
    const caller = new AbortController();
    const { settled, ends } = run(() => caller.abort("self"), caller.signal);
    expect(await rejection(settled)).toBe("self");
    expect(ends).toEqual(["abort"]);
  });

  test.each(["settling", "a timeout", "an abort"])("the caller's signal is let go after %s", async (end) => {
    const caller = new AbortController();
    const removed = vi.spyOn(caller.signal, "removeEventListener");
    const call = held();
    const { settled, ends } = run(call.fn, caller.signal);
    expect(removed).not.toHaveBeenCalled();
    if (end === "settling") call.resolve("done");
    if (end === "a timeout") clock.advance(50);
    if (end === "an abort") caller.abort();
    await settled.catch(() => {});
    expect(removed).toHaveBeenCalledTimes(1);
    call.reject("later");
    caller.abort("later");
    await settled.catch(() => {});
    expect(ends).toHaveLength(1);
  });
});
