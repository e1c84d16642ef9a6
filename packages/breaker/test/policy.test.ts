import { describe, expect, test } from "vitest";
import { closed } from "../src/closed.ts";
import { halfOpen } from "../src/half-open.ts";
import { open } from "../src/open.ts";
import { admit, consecutiveFailures, isolate, reset, retryAfterAt, settle, stateAt } from "../src/policy.ts";
import type { State } from "../src/states.ts";
import { POLICY } from "./support.ts";

const isolated: State = { kind: "isolated", generation: 9 };
const opened = open(POLICY, 9, 3, 0);
const all: State[] = [closed(9), opened, halfOpen(9, 3, 0), isolated];

describe("admit", () => {
  test("closed lets everything through and stays the same", () => {
    const state = closed(1);
    expect(admit(POLICY, state, 0)).toEqual({ admitted: true, state });
  });

  test("open turns away, and says for how long", () => {
    expect(admit(POLICY, opened, 99)).toEqual({ admitted: false, retryAfterMs: 1, state: opened });
  });

  test("open lets the first probe through when its time is over", () => {
    expect(admit(POLICY, opened, 100)).toEqual({
      admitted: true,
      state: halfOpen(10, 3, 100),
      reason: "recovery-timeout",
    });
  });

  test("half-open lets probes through while there is room", () => {
    expect(admit(POLICY, halfOpen(9, 3, 0), 1)).toMatchObject({ admitted: true, state: { inFlight: 2 } });
  });

  test("isolated turns away at any time", () => {
    expect(admit(POLICY, isolated, 1e9)).toEqual({ admitted: false, retryAfterMs: 0, state: isolated });
  });
});

describe("settle", () => {
  test.each(all)("$kind ignores a result of another generation", (state) => {
    for (const outcome of ["success", "failure", "nothing"] as const) {
      expect(settle(POLICY, state, 8, outcome, 0).state).toBe(state);
    }
  });

  test.each([opened, isolated])("$kind stays as it is, having admitted nothing", (state) => {
    expect(settle(POLICY, state, 9, "failure", 0).state).toBe(state);
  });

  test("closed and half-open take in a result of their own", () => {
    expect(settle(POLICY, closed(9), 9, "failure", 0).state).toMatchObject({ failures: 1 });
    expect(settle(POLICY, halfOpen(9, 3, 0), 9, "failure", 0).reason).toBe("probe-failure");
  });
});

describe("by hand", () => {
  test.each(all)("$kind resets to a new closed generation", (state) => {
    const step = reset(state);
    expect(step.state).toEqual(closed(10));
    expect(step.reason).toBe(state.kind === "closed" ? undefined : "reset");
  });

  test.each(all)("$kind can be isolated", (state) => {
    const step = isolate(state);
    if (state.kind === "isolated") expect(step).toEqual({ state });
    else expect(step).toEqual({ state: { kind: "isolated", generation: 10 }, reason: "isolate" });
  });
});

describe("what onlookers see", () => {
  test("open shows as half-open once its time is over", () => {
    expect(stateAt(opened, 99)).toBe("open");
    expect(stateAt(opened, 100)).toBe("half-open");
    expect(all.map((state) => stateAt(state, 0))).toEqual(["closed", "open", "half-open", "isolated"]);
  });

  test("only open has a time to wait for", () => {
    expect(all.map((state) => retryAfterAt(state, 40))).toEqual([0, 60, 0, 0]);
    expect(retryAfterAt(opened, 100)).toBe(0);
  });

  test("failures in a row are kept through open and half-open", () => {
    expect(all.map(consecutiveFailures)).toEqual([0, 3, 3, 0]);
  });
});
