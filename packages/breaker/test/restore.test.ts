import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type BreakerSnapshot,
  type BreakerState,
  createBreaker,
  createBreakers,
  failureRate,
  failureRateOverTime,
} from "../src/index.ts";
import { createBreakerIn, createManualClock } from "../src/testing.ts";
import { boom, fail, failing, held, make, problems, rejection } from "./support.ts";

/** As after a restart: through JSON. */
function kept(snapshot: BreakerSnapshot): BreakerSnapshot {
  return JSON.parse(JSON.stringify(snapshot)) as BreakerSnapshot;
}

describe("restore", () => {
  test("an open breaker stays open for the rest of its time, on another clock", async () => {
    const { breaker, clock } = make();
    await fail(breaker, 2);
    clock.advance(40);
    const other = make({ clock: createManualClock(77_000) });
    other.breaker.restore(kept(breaker.snapshot()));
    expect(other.breaker.snapshot()).toEqual({
      ...breaker.snapshot(),
      lastFailure: { message: "boom", at: 76_960, agoMs: 40 },
    });
    expect(other.changes).toEqual([{ name: "payments", from: "closed", to: "open", reason: "restore" }]);
    expect(await rejection(other.breaker.call(() => 1))).toMatchObject({ retryAfterMs: 60 });
  });

  test("a half-open one keeps its successes; probes under way are forgotten", async () => {
    const { breaker, clock } = make({ halfOpenMaxRequests: 1, successThreshold: 2 });
    await fail(breaker, 2);
    clock.advance(100);
    await breaker.call(() => 1);
    void breaker.call(held().fn);
    const other = make({ halfOpenMaxRequests: 1, successThreshold: 2 });
    other.breaker.restore(kept(breaker.snapshot()));
    expect(other.breaker.snapshot()).toMatchObject({ state: "half-open", probeSuccesses: 1 });
    await other.breaker.call(() => 1);
    expect(other.breaker.state).toBe("closed");
  });

  test("a closed one keeps its failures in a row and its windows", async () => {
    const trip = [
      failureRate({ lastCalls: 4, minimumCalls: 4 }),
      failureRateOverTime({ windowMs: 1_000, minimumCalls: 9 }),
    ];
    const { breaker } = make({ failureThreshold: undefined!, trip });
    await fail(breaker, 3);
    const other = make({ failureThreshold: undefined!, trip, clock: createManualClock(5e6) });
    other.breaker.restore(kept(breaker.snapshot()));
    expect(other.breaker.snapshot()).toMatchObject({ state: "closed", consecutiveFailures: 3 });
    await fail(other.breaker, 1);
    expect(other.changes.at(-1)?.trip).toEqual({ policy: "failure-rate", value: 100, limit: 50, calls: 4 });
  });

  test("with other policies the windows start afresh", async () => {
    const { breaker } = make({
      failureThreshold: undefined!,
      trip: failureRate({ lastCalls: 4, minimumCalls: 4 }),
    });
    await fail(breaker, 3);
    const trip = failureRateOverTime({ windowMs: 1_000, minimumCalls: 4 });
    const other = make({ failureThreshold: undefined!, trip });
    other.breaker.restore(kept(breaker.snapshot()));
    await fail(other.breaker, 3);
    expect(other.breaker.state).toBe("closed");
  });

  test("an isolated one stays so; openings in a row and the ramp go on", async () => {
    expect(createBreakerIn("isolated").state).toBe("isolated");
    const options = { recoveryTimeoutMs: { baseMs: 100, maxMs: 800 }, successThreshold: 1, rampUpMs: 100 };
    const { breaker, clock } = make(options);
    await fail(breaker, 2);
    clock.advance(100);
    await breaker.call(() => 1);
    const other = make(options);
    other.breaker.restore(kept(breaker.snapshot()));
    expect(await other.breaker.call(() => 1)).toBe(1);
    expect(await rejection(other.breaker.call(() => 1))).toMatchObject({
      state: "ramping-up",
      retryAfterMs: 100,
    });
    other.clock.advance(100);
    await fail(other.breaker, 2);
    expect(other.breaker.snapshot()).toMatchObject({ openings: 2, retryAfterMs: 200 });
  });

  test("a half-open one opens for longer when a probe fails, as it would have", async () => {
    const options = { recoveryTimeoutMs: { baseMs: 100, maxMs: 800 } };
    const { breaker, clock } = make(options);
    await fail(breaker, 2);
    clock.advance(100);
    const other = make(options);
    other.breaker.restore(kept(breaker.snapshot()));
    await fail(other.breaker, 1);
    expect(other.breaker.snapshot()).toMatchObject({ state: "open", openings: 2, retryAfterMs: 200 });
  });

  test("with a lower threshold than before, a half-open one still asks for one more success", async () => {
    const { breaker } = make({ halfOpenMaxRequests: 1, successThreshold: 2 });
    breaker.restore({ ...createBreakerIn("half-open").snapshot(), probeSuccesses: 4 });
    expect(breaker.snapshot()).toMatchObject({ state: "half-open", probeSuccesses: 1 });
    await breaker.call(() => 1);
    expect(breaker.state).toBe("closed");
  });

  test.each([
    ["was never open", { openings: 0, sinceMs: 10 }],
    ["has been closed for the time of the ramp", { openings: 1, sinceMs: 100 }],
  ])("a closed one that %s has no ramp", async (_name, given) => {
    const { breaker } = make({ rampUpMs: 100, recoveryTimeoutMs: { baseMs: 100, maxMs: 800 } });
    breaker.restore({ ...breaker.snapshot(), ...given });
    for (let call = 0; call < 5; call += 1) expect(await breaker.call(() => call)).toBe(call);
  });

  test.each(["", 7])("a name like %o is refused", (name) => {
    const { breaker } = make();
    const bad: object = { ...breaker.snapshot(), name };
    const received = typeof name === "string" ? '""' : "7";
    expect(problems(() => breaker.restore(bad as BreakerSnapshot))).toEqual([
      `name: expected a string that is not empty, received ${received} (${typeof name})`,
    ]);
  });

  test.each([
    [[null]],
    [[{ policy: "failure-rate" }]],
    [[{ saved: {} }]],
    [[{ policy: "failure-rate", saved: 1 }]],
    [[{ policy: "failure-rate", saved: {} }, {}]],
    [{ length: 0 }],
  ])("windows like %j are refused", (windows) => {
    const { breaker } = make();
    const bad: object = { ...breaker.snapshot(), windows };
    expect(problems(() => breaker.restore(bad as BreakerSnapshot))).toEqual([
      expect.stringMatching(/^windows: expected an array of objects with policy and saved, received an /),
    ]);
  });

  test("results of calls from before no longer count", async () => {
    const { breaker } = make({ failureThreshold: 1 });
    const { fn, reject } = held();
    const late = rejection(breaker.call(fn));
    breaker.restore(breaker.snapshot());
    reject(boom);
    await late;
    expect(breaker.state).toBe("closed");
  });

  test("bad data is refused with all problems, and changes nothing", async () => {
    const { breaker } = make();
    await fail(breaker, 2);
    const before = breaker.snapshot();
    const bad: object = {
      ...before,
      version: 2,
      state: "ajar",
      sinceMs: -1,
      openings: 1.5,
      windows: [{}],
      totals: { successes: "x", failures: 0, timeouts: 0 },
      lastFailure: { message: 5, at: 0, agoMs: NaN },
      more: 1,
    };
    expect(problems(() => breaker.restore(bad as BreakerSnapshot))).toEqual([
      "version: expected 1, received 2 (number)",
      'state: expected "closed", "open", "half-open" or "isolated", received "ajar" (string)',
      "sinceMs: expected a number from 0, received -1 (number)",
      "openings: expected an integer from 0, received 1.5 (number)",
      "windows: expected an array of objects with policy and saved, received an array",
      expect.stringMatching(/^more: no such option/),
      "totals.rejected: is missing",
      'totals.successes: expected an integer from 0, received "x" (string)',
      "lastFailure.message: expected a string, received 5 (number)",
      "lastFailure.agoMs: expected a number from 0, received NaN (number)",
    ]);
    const { state: _, ...stateless } = before;
    expect(problems(() => breaker.restore(stateless as BreakerSnapshot))).toEqual(["state: is missing"]);
    const nothing: unknown = null;
    expect(problems(() => breaker.restore(nothing as BreakerSnapshot))).toEqual([
      "snapshot: expected an object, received null",
    ]);
    expect(breaker.snapshot()).toEqual(before);
  });

  test("whatever is restored, a snapshot of it says the same", () => {
    const states = fc.constantFrom<BreakerState>("closed", "open", "half-open", "isolated");
    const counts = fc.nat(5);
    fc.assert(
      fc.property(states, counts, counts, fc.nat(1_000), (state, openings, consecutiveFailures, sinceMs) => {
        const breaker = createBreaker({ clock: createManualClock(5_000) });
        const opened = state === "open" || state === "half-open";
        const snapshot: BreakerSnapshot = {
          ...breaker.snapshot(),
          state,
          sinceMs,
          openings: state === "isolated" ? 0 : openings,
          consecutiveFailures: state === "isolated" ? 0 : consecutiveFailures,
          retryAfterMs: state === "open" ? 1 + openings : 0,
          windows: opened || state === "isolated" ? [] : breaker.snapshot().windows,
        };
        breaker.restore(snapshot);
        expect(breaker.snapshot()).toEqual(snapshot);
      }),
    );
  });

  test("of a set: each by its name, all or none", async () => {
    const breakers = createBreakers({ failureThreshold: 1 });
    await rejection(breakers.call("a", failing));
    await breakers.call("b", () => 1);
    const saved = breakers.snapshots().map(kept);
    const others = createBreakers({ failureThreshold: 1 });
    expect(
      problems(() => others.restore([...saved, { ...kept(breakers.get("a").snapshot()), openings: -1 }])),
    ).toEqual(["[2].openings: expected an integer from 0, received -1 (number)"]);
    const missing: unknown = [...saved, null];
    expect(problems(() => others.restore(missing as BreakerSnapshot[]))).toEqual([
      "[2]: expected an object, received null",
    ]);
    expect(others.names()).toEqual([]);
    const nothing: unknown = {};
    expect(problems(() => others.restore(nothing as BreakerSnapshot[]))).toEqual([
      "snapshots: expected an array",
    ]);
    others.restore(saved);
    expect(others.names().map((name) => others.state(name))).toEqual(["open", "closed"]);
  });
});
