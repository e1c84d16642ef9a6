import { describe, expect, test } from "vitest";
import { admitClosed, closed, recovered, settleClosed } from "../src/closed.ts";
import { consecutiveFailures, failureRate, type TripPolicy } from "../src/index.ts";
import { recoveryOf } from "../src/recovery.ts";
import type { Closed } from "../src/states.ts";
import { fail, make, POLICY } from "./support.ts";

function after(failures: number, policy = POLICY): Closed {
  const state = closed(policy, 4, 0);
  for (let i = 0; i < failures; i += 1) settleClosed(policy, state, "failure", 0, 10);
  return state;
}

describe("closed", () => {
  test("starts without failures", () => {
    expect(closed(POLICY, 4, 7)).toMatchObject({
      kind: "closed",
      generation: 4,
      since: 7,
      failures: 0,
      openings: 0,
    });
  });

  test("counts failures in a row, and opens with the policy that tripped", () => {
    const state = after(2);
    expect(state.failures).toBe(2);
    expect(settleClosed(POLICY, state, "failure", 0, 50)).toEqual({
      state: { kind: "open", generation: 5, since: 50, failures: 3, openings: 1, until: 150 },
      reason: "tripped",
      trip: { policy: "consecutive-failures", value: 3, limit: 3, calls: 3 },
    });
  });

  test("a success starts the count afresh, what counts as nothing leaves it", () => {
    const state = after(2);
    settleClosed(POLICY, state, "nothing", 0, 10);
    expect(state.failures).toBe(2);
    settleClosed(POLICY, state, "success", 0, 10);
    expect(state.failures).toBe(0);
  });

  test("of several policies any opens, and all have taken in every call before", () => {
    const policy = {
      ...POLICY,
      trips: [consecutiveFailures(3), failureRate({ percent: 60, lastCalls: 5, minimumCalls: 5 })],
    };
    const state = closed(policy, 0, 0);
    for (const outcome of ["failure", "failure", "success", "failure"] as const) {
      expect(settleClosed(policy, state, outcome, 0, 0)).toBe(undefined);
    }
    expect(settleClosed(policy, state, "failure", 0, 0)?.trip).toEqual({
      policy: "failure-rate",
      value: 80,
      limit: 60,
      calls: 5,
    });
  });

  test("openings in a row count on, until it was closed for long enough", () => {
    const policy = {
      ...POLICY,
      trips: [consecutiveFailures(1)],
      recovery: recoveryOf({ baseMs: 100, resetAfterMs: 500 }),
    };
    const early = settleClosed(policy, recovered(policy, 4, 1_000, 2), "failure", 0, 1_499);
    expect(early?.state).toMatchObject({ openings: 3, until: 1_499 + 400 });
    const late = settleClosed(policy, recovered(policy, 4, 1_000, 2), "failure", 0, 1_500);
    expect(late?.state).toMatchObject({ openings: 1, until: 1_600 });
  });
});

test("a policy of your own starts with nothing saved, when new and after each recovery and reset", async () => {
  const starts: unknown[] = [];
  const own: TripPolicy = {
    kind: "any-failure",
    start(saved, now) {
      starts.push([saved, now]);
      return {
        record: (failed) => (failed ? { policy: "any-failure", value: 1, limit: 1, calls: 1 } : undefined),
        save: () => ({ kept: 1 }),
      };
    },
  };
  const { breaker, clock } = make({ failureThreshold: undefined!, trip: own, successThreshold: 1 });
  await fail(breaker, 1);
  clock.advance(100);
  await breaker.call(() => 1);
  breaker.reset();
  expect(starts).toEqual([
    [undefined, 1_000],
    [undefined, 1_100],
    [undefined, 1_100],
  ]);
  breaker.restore(breaker.snapshot());
  expect(starts.at(-1)).toEqual([{ kept: 1 }, 1_100]);
});

describe("after a recovery", () => {
  const ramped = { ...POLICY, rampUpMs: 100, rampUpFrom: 0.5 };

  test("without a ramp all calls pass", () => {
    expect(recovered(POLICY, 1, 0, 1).ramp).toBe(undefined);
    expect(admitClosed(POLICY, recovered(POLICY, 1, 0, 1), 0)).toMatchObject({ admitted: true });
  });

  test("with one a share passes; the others are told how long it lasts", () => {
    const state = recovered(ramped, 1, 1_000, 1);
    expect(admitClosed(ramped, state, 1_000).admitted).toBe(true);
    expect(admitClosed(ramped, state, 1_000)).toEqual({ admitted: false, retryAfterMs: 100 });
    expect(admitClosed(ramped, state, 1_000).admitted).toBe(true);
  });

  test("its end is noticed by the next call", () => {
    const state = recovered(ramped, 1, 1_000, 1);
    expect(admitClosed(ramped, state, 1_100).admitted).toBe(true);
    expect(state.ramp).toBe(undefined);
  });
});
