import { describe, expect, test, vi } from "vitest";
import { Invocation } from "../src/invocation.ts";
import type { CallContext } from "../src/index.ts";
import { held, rejection } from "./support.ts";

const limit = { name: "a", timeoutMs: 50 };

describe("an invocation", () => {
  test.each([
    ["a value", () => 1, 1],
    ["a promise", async () => 1, 1],
    ["undefined", () => undefined, undefined],
    ["null", () => null, null],
    // oxlint-disable-next-line unicorn/no-thenable
    ["a thenable", () => ({ then: (done: (value: number) => void) => done(1) }), 1],
  ])("settles with %s", async (_name, fn, value) => {
    expect(await new Invocation(fn, undefined, limit).start()).toBe(value);
    expect(await new Invocation(fn, new AbortController().signal, limit).start()).toBe(value);
  });

  test("a synchronous throw becomes a rejection", async () => {
    const fn = (): never => {
      throw new Error("sync");
    };
    expect(await rejection(new Invocation(fn, undefined, limit).start())).toMatchObject({ message: "sync" });
  });

  test("the context can be spread and destructured", async () => {
    const contexts: CallContext[] = [];
    await new Invocation((context) => contexts.push({ ...context }), undefined, limit).start();
    expect(contexts[0]?.signal).toBeInstanceOf(AbortSignal);
  });

  test("the function is called without a this", async () => {
    function fn(this: unknown): unknown {
      return this;
    }
    expect(await new Invocation(fn, undefined, limit).start()).toBe(undefined);
  });

  test("a timeout aborts its signal with the timeout error", async () => {
    const { fn, signal } = held();
    const invocation = new Invocation(fn, undefined, limit);
    void invocation.start();
    expect(signal().aborted).toBe(false);
    expect(invocation.interruption).toBe(undefined);
    invocation.timedOut();
    expect(signal().reason).toMatchObject({ code: "BREAKER_TIMEOUT", breaker: "a", timeoutMs: 50 });
    expect(invocation.interruption).toEqual({ kind: "timeout", reason: signal().reason });
  });

  test("the caller's abort ends it at once, even if the function ignores it", async () => {
    const { fn, signal } = held();
    const caller = new AbortController();
    const invocation = new Invocation(fn, caller.signal, limit);
    const ended = rejection(invocation.start());
    caller.abort("enough");
    expect(await ended).toBe("enough");
    expect(signal().reason).toBe("enough");
    expect(invocation.interruption).toEqual({ kind: "abort", reason: "enough" });
  });

  test.each(["settling", "a timeout", "an abort"])("the caller's signal is let go after %s", async (end) => {
    const caller = new AbortController();
    const removed = vi.spyOn(caller.signal, "removeEventListener");
    const call = held();
    const invocation = new Invocation(call.fn, caller.signal, limit);
    const settled = invocation.start().catch(() => {});
    expect(removed).not.toHaveBeenCalled();
    if (end === "settling") call.resolve("done");
    if (end === "a timeout") invocation.timedOut();
    if (end === "an abort") caller.abort();
    if (end !== "a timeout") await settled;
    expect(removed).toHaveBeenCalled();
    const before = invocation.interruption;
    caller.abort("later");
    expect(invocation.interruption).toBe(before);
  });
});
