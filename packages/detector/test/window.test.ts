import { describe, expect, test } from "vitest";
import { FAILED, NEARLY_SLOW, OutcomeWindow, SLOW, TIMED, UNUSUAL } from "../src/window.ts";

const nothing = { outcomes: 0, failures: 0, timed: 0, slow: 0, nearlySlow: 0, unusual: 0 };

describe("the window of outcomes", () => {
  test("counts outcomes by what they were", () => {
    const window = new OutcomeWindow(9);
    for (const marks of [TIMED, TIMED | NEARLY_SLOW, TIMED | NEARLY_SLOW | SLOW, TIMED | UNUSUAL, 0, FAILED])
      window.add(1, marks);
    expect(window.count(0)).toEqual({
      outcomes: 6,
      failures: 1,
      timed: 4,
      slow: 1,
      nearlySlow: 2,
      unusual: 1,
    });
    expect(window.successRate).toBe(5 / 6);
  });

  test("is empty before the first outcome", () => {
    const window = new OutcomeWindow(5);
    expect(window.count(0)).toEqual(nothing);
    expect(window.successRate).toBe(1);
    window.startAfresh();
    window.add(1, 0);
    expect(window.count(0)).toEqual({ ...nothing, outcomes: 1 });
  });

  test("holds no more than its size, dropping the oldest", () => {
    const window = new OutcomeWindow(3);
    window.add(1, FAILED);
    for (let count = 0; count < 3; count++) window.add(2, TIMED);
    expect(window.count(0)).toEqual({ ...nothing, outcomes: 3, timed: 3 });
    expect(window.successRate).toBe(1);
    window.add(3, FAILED);
    expect(window.count(0)).toEqual({ ...nothing, outcomes: 3, timed: 2, failures: 1 });
    expect(window.successRate).toBe(2 / 3);
  });

  test("counts only what is young enough, the bound included", () => {
    const window = new OutcomeWindow(3);
    for (const at of [1, 2, 3, 4]) window.add(at, FAILED);
    expect(window.count(3).outcomes).toBe(2);
    expect(window.count(5).outcomes).toBe(0);
    expect(window.count(0).outcomes).toBe(3);
  });

  test("afresh: what came before is not counted any more, but is part of the success rate", () => {
    const window = new OutcomeWindow(4);
    window.add(1, FAILED);
    window.add(1, TIMED);
    window.startAfresh();
    expect(window.count(0)).toEqual(nothing);
    window.add(1, TIMED | SLOW);
    expect(window.count(0)).toEqual({ ...nothing, outcomes: 1, timed: 1, slow: 1 });
    expect(window.successRate).toBeCloseTo(2 / 3);
  });
});
