import { describe, expect, test } from "vitest";
import { closed, settleClosed } from "../src/closed.ts";
import { POLICY } from "./support.ts";

describe("closed", () => {
  test("starts with no failures", () => {
    expect(closed(7)).toEqual({ kind: "closed", generation: 7, failures: 0 });
  });

  test("counts failures in a row and keeps its generation", () => {
    const step = settleClosed(POLICY, closed(7), "failure", 10);
    expect(step).toEqual({ state: { kind: "closed", generation: 7, failures: 1 } });
  });

  test("a success starts the count afresh", () => {
    const state = { ...closed(7), failures: 2 };
    expect(settleClosed(POLICY, state, "success", 10)).toEqual({ state: closed(7) });
  });

  test("a success with no failures changes nothing", () => {
    const state = closed(7);
    expect(settleClosed(POLICY, state, "success", 10).state).toBe(state);
  });

  test("an outcome that counts as nothing changes nothing", () => {
    const state = { ...closed(7), failures: 2 };
    expect(settleClosed(POLICY, state, "nothing", 10).state).toBe(state);
  });

  test("the failure that reaches the threshold opens, in a new generation", () => {
    const state = { ...closed(7), failures: 2 };
    expect(settleClosed(POLICY, state, "failure", 10)).toEqual({
      state: { kind: "open", generation: 8, failures: 3, until: 110 },
      reason: "failure-threshold",
    });
  });
});
