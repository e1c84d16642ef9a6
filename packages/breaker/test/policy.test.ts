import { describe, expect, test } from "vitest";
import { closed } from "../src/closed.ts";
import { halfOpen } from "../src/half-open.ts";
import { open } from "../src/open.ts";
import {
  admit,
  elapse,
  failuresInARow,
  isolate,
  reset,
  retryAfterAt,
  settle,
  stateAt,
} from "../src/policy.ts";
import type { HalfOpen, State } from "../src/states.ts";
import { POLICY } from "./support.ts";

const isolated: State = { kind: "isolated", generation: 9, since: 0 };
const opened = open(POLICY, 9, 3, 1, 0);
const probing: HalfOpen = { ...halfOpen(POLICY, open(POLICY, 8, 3, 1, 0), 0), probes: [0] };
const all: State[] = [closed(POLICY, 9, 0), opened, probing, isolated];
const own = { generation: 9, startedAt: 0 };

describe("admit", () => {
  test("closed lets everything through and stays the same", () => {
    const state = closed(POLICY, 1, 0);
    expect(admit(POLICY, state, 0)).toEqual({ admitted: true, state });
  });

  test("open turns away, and says for how long", () => {
    expect(admit(POLICY, opened, 99)).toEqual({ admitted: false, retryAfterMs: 1 });
  });

  test("open lets the first probe through when its time is over", () => {
    expect(admit(POLICY, opened, 100)).toEqual({
      admitted: true,
      state: { ...halfOpen(POLICY, opened, 100), probes: [100] },
      reason: "recovery-timeout",
    });
  });

  test("half-open lets probes through while there is room", () => {
    expect(admit(POLICY, probing, 1)).toMatchObject({ admitted: true, state: { probes: [0, 1] } });
  });

  test("isolated turns away at any time", () => {
    expect(admit(POLICY, isolated, 1e9)).toEqual({ admitted: false, retryAfterMs: 0 });
  });
});

describe("settle", () => {
  test.each(all)("$kind ignores a result of another generation", (state) => {
    for (const outcome of ["success", "failure", "nothing"] as const) {
      expect(settle(POLICY, state, { generation: 8, startedAt: 0 }, outcome, 0, 0)).toBe(undefined);
    }
    expect(failuresInARow(state)).toBe(failuresInARow(all.find(({ kind }) => kind === state.kind) ?? state));
  });

  test.each([opened, isolated])("$kind stays as it is, having admitted nothing", (state) => {
    expect(settle(POLICY, state, own, "failure", 0, 0)).toBe(undefined);
  });

  test("closed and half-open take in a result of their own", () => {
    const state = closed(POLICY, 9, 0);
    settle(POLICY, state, own, "failure", 0, 0);
    expect(state.failures).toBe(1);
    expect(settle(POLICY, probing, own, "failure", 0, 0)?.reason).toBe("probe-failure");
  });
});

describe("what time does", () => {
  test("a half-open breaker whose oldest probe has lapsed is open", () => {
    expect(elapse(POLICY, probing, 999)).toBe(undefined);
    expect(elapse(POLICY, probing, 1_000)).toMatchObject({
      state: { kind: "open", since: 1_000, until: 1_100 },
      reason: "probe-timeout",
    });
    expect([999, 1_000, 1_099, 1_100].map((now) => stateAt(POLICY, probing, now))).toEqual([
      "half-open",
      "open",
      "open",
      "half-open",
    ]);
    expect(retryAfterAt(POLICY, probing, 1_040)).toBe(60);
  });

  test("it changes no other state", () => {
    for (const state of all)
      if (state.kind !== "half-open") expect(elapse(POLICY, state, 1e9)).toBe(undefined);
  });
});

describe("by hand", () => {
  test.each(all)("$kind resets to a new closed generation", (state) => {
    const step = reset(POLICY, state, 5);
    expect(step.state).toMatchObject({
      kind: "closed",
      generation: 10,
      failures: 0,
      openings: 0,
      ramp: undefined,
    });
    expect(step.reason).toBe(state.kind === "closed" ? undefined : "reset");
  });

  test.each(all)("$kind can be isolated", (state) => {
    const step = isolate(state, 5);
    if (state.kind === "isolated") expect(step).toEqual({ state });
    else expect(step).toEqual({ state: { kind: "isolated", generation: 10, since: 5 }, reason: "isolate" });
  });
});

describe("what onlookers see", () => {
  test("open shows as half-open once its time is over", () => {
    expect(stateAt(POLICY, opened, 99)).toBe("open");
    expect(stateAt(POLICY, opened, 100)).toBe("half-open");
    expect(all.map((state) => stateAt(POLICY, state, 0))).toEqual([
      "closed",
      "open",
      "half-open",
      "isolated",
    ]);
  });

  test("only open has a time to wait for", () => {
    expect(all.map((state) => retryAfterAt(POLICY, state, 40))).toEqual([0, 60, 0, 0]);
    expect(retryAfterAt(POLICY, opened, 100)).toBe(0);
  });

  test("failures in a row are kept through open and half-open", () => {
    expect([opened, probing, isolated].map(failuresInARow)).toEqual([3, 3, 0]);
  });
});
