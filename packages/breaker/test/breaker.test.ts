import { describe, expect, test, vi } from "vitest";
import { BreakerIsolatedError, BreakerOpenError, type BreakerOptions, createBreaker } from "../src/index.ts";
import { fail, failing, held, type Made, make, rejection } from "./support.ts";

describe("closed", () => {
  test("calls the function and hands back what it returns", async () => {
    const { breaker } = make();
    expect(await breaker.call(async () => 7)).toBe(7);
    expect(await breaker.call(() => 8)).toBe(8);
    expect(await breaker.call(() => undefined)).toBe(undefined);
    expect(breaker.snapshot()).toEqual({
      version: 1,
      name: "payments",
      state: "closed",
      sinceMs: 0,
      consecutiveFailures: 0,
      retryAfterMs: 0,
      openings: 0,
      probeSuccesses: 0,
      windows: [{ policy: "consecutive-failures", saved: {} }],
      totals: { successes: 3, failures: 0, timeouts: 0, rejected: 0 },
    });
  });

  test("hands back the function's own error, also the one that opens it", async () => {
    const { breaker, changes } = make();
    await fail(breaker, 1);
    const throwing = (): never => {
      throw new TypeError("sync");
    };
    expect(await rejection(breaker.call(throwing))).toMatchObject({ name: "TypeError", message: "sync" });
    expect(breaker.state).toBe("open");
    const trip = { policy: "consecutive-failures", value: 2, limit: 2, calls: 2 };
    expect(changes).toEqual([{ name: "payments", from: "closed", to: "open", reason: "tripped", trip }]);
  });

  test("opens on failures in a row only", async () => {
    const { breaker } = make();
    await fail(breaker, 1);
    await breaker.call(() => 1);
    await fail(breaker, 1);
    expect(breaker.snapshot()).toMatchObject({ state: "closed", consecutiveFailures: 1 });
  });

  test("has a name and works without options", async () => {
    const breaker = createBreaker();
    expect(breaker.name).toBe("breaker");
    expect(await breaker.call(() => "ok")).toBe("ok");
  });

  test("recovers by the system clock when none is given", async () => {
    const breaker = createBreaker({ failureThreshold: 1, recoveryTimeoutMs: 0, successThreshold: 1 });
    await rejection(breaker.call(failing));
    expect(await breaker.call(() => "back")).toBe("back");
    expect(breaker.state).toBe("closed");
  });
});

describe("open", () => {
  test("turns calls away without calling the function", async () => {
    const { breaker, clock } = make();
    await fail(breaker, 2);
    clock.advance(40);
    const fn = vi.fn<() => number>(() => 1);
    const error = await rejection(breaker.call(fn));
    expect(error).toBeInstanceOf(BreakerOpenError);
    expect(error).toMatchObject({ breaker: "payments", retryAfterMs: 60, retryable: false, state: "open" });
    expect(fn).not.toHaveBeenCalled();
    expect(breaker.snapshot()).toEqual({
      version: 1,
      name: "payments",
      state: "open",
      sinceMs: 40,
      consecutiveFailures: 2,
      retryAfterMs: 60,
      openings: 1,
      probeSuccesses: 0,
      windows: [],
      totals: { successes: 0, failures: 2, timeouts: 0, rejected: 1 },
      lastFailure: { message: "boom", at: 1000, agoMs: 40 },
    });
  });

  test("shows as half-open when its time is over; reading changes nothing", async () => {
    const { breaker, clock, changes } = make();
    await fail(breaker, 2);
    clock.advance(99);
    expect(breaker.state).toBe("open");
    clock.advance(1);
    expect(breaker.state).toBe("half-open");
    expect(breaker.snapshot()).toMatchObject({ state: "half-open", retryAfterMs: 0 });
    expect(changes).toHaveLength(1);
  });
});

describe("half-open", () => {
  async function recovering(options: BreakerOptions = {}): Promise<Made> {
    const made = make(options);
    await fail(made.breaker, 2);
    made.clock.advance(100);
    return made;
  }

  test("lets halfOpenMaxRequests probes through at once, and turns the others away", async () => {
    const { breaker } = await recovering({ halfOpenMaxRequests: 3 });
    const probes = [held(), held(), held()];
    const calls = probes.map(({ fn }) => breaker.call(fn));
    const error = await rejection(breaker.call(() => 1));
    expect(error).toBeInstanceOf(BreakerOpenError);
    expect(error).toMatchObject({ state: "half-open", retryAfterMs: 30_000, retryable: false });
    for (const probe of probes) probe.resolve("fine");
    expect(await Promise.all(calls)).toEqual(["fine", "fine", "fine"]);
    expect(breaker.state).toBe("closed");
  });

  test("closes after successThreshold successes, by default as many as probes", async () => {
    const { breaker, changes } = await recovering({ halfOpenMaxRequests: 2 });
    await breaker.call(() => 1);
    expect(breaker.state).toBe("half-open");
    await breaker.call(() => 1);
    expect(breaker.state).toBe("closed");
    expect(changes.slice(1)).toEqual([
      { name: "payments", from: "open", to: "half-open", reason: "recovery-timeout" },
      { name: "payments", from: "half-open", to: "closed", reason: "probe-success" },
    ]);
  });

  test("closes on the first success with successThreshold 1, and takes more probes with a higher one", async () => {
    const quick = await recovering({ successThreshold: 1 });
    await quick.breaker.call(() => 1);
    expect(quick.breaker.state).toBe("closed");
    const slow = await recovering({ successThreshold: 3, halfOpenMaxRequests: 1 });
    for (const state of ["half-open", "half-open", "closed"]) {
      await slow.breaker.call(() => 1);
      expect(slow.breaker.state).toBe(state);
    }
  });

  test("one failed probe opens it for another recoveryTimeoutMs", async () => {
    const { breaker, changes } = await recovering();
    await breaker.call(() => 1);
    await fail(breaker, 1);
    expect(breaker.snapshot()).toMatchObject({ state: "open", retryAfterMs: 100 });
    expect(changes.at(-1)).toMatchObject({ from: "half-open", to: "open", reason: "probe-failure" });
  });
});

describe("by hand", () => {
  test("isolate turns every call away until reset", async () => {
    const { breaker, clock, changes } = make();
    breaker.isolate();
    breaker.isolate();
    clock.advance(1e9);
    const error = await rejection(breaker.call(() => 1));
    expect(error).toBeInstanceOf(BreakerIsolatedError);
    expect(error).toMatchObject({ breaker: "payments", retryable: false });
    expect(breaker.snapshot()).toMatchObject({ state: "isolated", retryAfterMs: 0, totals: { rejected: 1 } });
    breaker.reset();
    expect(await breaker.call(() => 1)).toBe(1);
    expect(changes.map(({ from, to, reason }) => [from, to, reason])).toEqual([
      ["closed", "isolated", "isolate"],
      ["isolated", "closed", "reset"],
    ]);
  });

  test("reset closes an open breaker, forgets the run of failures and keeps the totals", async () => {
    const { breaker } = make();
    await fail(breaker, 2);
    breaker.reset();
    expect(breaker.snapshot()).toMatchObject({
      state: "closed",
      consecutiveFailures: 0,
      totals: { failures: 2 },
    });
    await fail(breaker, 1);
    breaker.reset();
    await fail(breaker, 1);
    expect(breaker.state).toBe("closed");
  });

  test("reset of a closed breaker is no change of state", () => {
    const { breaker, changes } = make();
    breaker.reset();
    expect(changes).toEqual([]);
  });

  test("an unsubscribed listener hears no more", () => {
    const { breaker } = make();
    const listener = vi.fn<() => void>();
    const stop = breaker.on("stateChange", listener);
    stop();
    breaker.isolate();
    expect(listener).not.toHaveBeenCalled();
  });
});
