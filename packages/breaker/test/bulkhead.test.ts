import { describe, expect, test, vi } from "vitest";
import { BreakerOpenError, BulkheadFullError } from "../src/index.ts";
import { failing, held, make, rejection } from "./support.ts";

describe("maxConcurrent", () => {
  test("turns further calls away, which counts as nothing but a rejection", async () => {
    const { breaker } = make({ maxConcurrent: 2, failureThreshold: 1 });
    const calls = [held(), held()];
    const running = calls.map(({ fn }) => breaker.call(fn));
    const fn = vi.fn<() => void>();
    const error = await rejection(breaker.call(fn));
    expect(error).toBeInstanceOf(BulkheadFullError);
    expect(error).toMatchObject({ breaker: "payments", retryable: true, maxConcurrent: 2 });
    expect(fn).not.toHaveBeenCalled();
    expect(breaker.snapshot()).toMatchObject({ state: "closed", totals: { failures: 0, rejected: 1 } });
    calls[0]?.resolve("done");
    await running[0];
    expect(await breaker.call(() => "free")).toBe("free");
  });

  test.each(["a failure", "a timeout", "an abort", "a permit"])("%s gives its place back", async (how) => {
    const { breaker, clock } = make({ maxConcurrent: 1, timeoutMs: 50, failureThreshold: 9 });
    const caller = new AbortController();
    if (how === "a failure") await rejection(breaker.call(failing));
    else if (how === "a permit") {
      const acquired = breaker.tryAcquire();
      expect(breaker.tryAcquire()).toMatchObject({ ok: false, error: { code: "BREAKER_BULKHEAD_FULL" } });
      if (acquired.ok) acquired.permit.ignore();
    } else {
      const ended = rejection(breaker.call(held().fn, { signal: caller.signal }));
      if (how === "a timeout") clock.advance(50);
      else caller.abort();
      await ended;
    }
    expect(await breaker.call(() => "free")).toBe("free");
  });

  test("an open breaker says so, though it is full", async () => {
    const { breaker } = make({ maxConcurrent: 2, maxQueued: 5, failureThreshold: 1 });
    void breaker.call(held().fn).catch(() => {});
    await rejection(breaker.call(failing));
    expect(await rejection(breaker.call(() => 1))).toBeInstanceOf(BreakerOpenError);
  });
});

describe("maxQueued", () => {
  test("lets calls wait in order, and turns away what is too much", async () => {
    const { breaker } = make({ maxConcurrent: 1, maxQueued: 2 });
    const seen: string[] = [];
    const first = held();
    const calls = [
      breaker.call(first.fn),
      breaker.call(() => seen.push("second")),
      breaker.call(() => seen.push("third")),
    ];
    expect(await rejection(breaker.call(() => 1))).toBeInstanceOf(BulkheadFullError);
    expect(seen).toEqual([]);
    first.resolve("done");
    await Promise.all(calls);
    expect(seen).toEqual(["second", "third"]);
  });

  test("an abort ends the waiting, and leaves the others their turn", async () => {
    const ended: unknown[] = [];
    const { breaker } = make({
      maxConcurrent: 1,
      maxQueued: 2,
      hooks: { onCallEnd: ({ outcome }) => ended.push(outcome) },
    });
    const first = held();
    const running = breaker.call(first.fn);
    const caller = new AbortController();
    const fn = vi.fn<() => void>();
    const waiting = rejection(breaker.call(fn, { signal: caller.signal }));
    const next = breaker.call(() => "next");
    caller.abort("left");
    expect(await waiting).toBe("left");
    first.resolve("done");
    expect(await Promise.all([running, next])).toEqual(["done", "next"]);
    expect(fn).not.toHaveBeenCalled();
    expect(ended).toEqual(["ignored", "success", "success"]);
  });

  test("when the breaker opens, those who wait are told at once", async () => {
    const { breaker } = make({ maxConcurrent: 2, maxQueued: 2, failureThreshold: 1 });
    const [hung, bad] = [held(), held()];
    void breaker.call(hung.fn).catch(() => {});
    const failed = rejection(breaker.call(bad.fn));
    const waiting = [rejection(breaker.call(() => 1)), rejection(breaker.call(() => 2))];
    bad.reject(new Error("down"));
    await failed;
    for (const error of await Promise.all(waiting))
      expect(error).toMatchObject({ state: "open", retryAfterMs: 100 });
  });

  test("the time limit begins with the call, not with the waiting", async () => {
    const { breaker, clock } = make({ maxConcurrent: 1, maxQueued: 1, timeoutMs: 50 });
    const [first, second] = [held(), held()];
    const running = breaker.call(first.fn);
    const waiting = breaker.call(second.fn);
    clock.advance(40);
    first.resolve("one");
    await running;
    clock.advance(40);
    second.resolve("two");
    expect(await waiting).toBe("two");
  });
});
