import { describe, expect, test } from "vitest";
import { OutcomeWindow } from "../src/window.ts";

describe("the window of outcomes", () => {
  test("counts outcomes, failures, timed and slow successes", () => {
    const window = new OutcomeWindow(5);
    window.addSuccess(1, 10);
    window.addSuccess(2, 100);
    window.addSuccess(3, undefined);
    window.addFailure(4);
    expect(window.count(0, 50)).toEqual({ outcomes: 4, failures: 1, timed: 2, slow: 1 });
    expect(window.count(0, 100)).toEqual({ outcomes: 4, failures: 1, timed: 2, slow: 0 });
    expect(window.successRate).toBe(0.75);
    expect([...window.sortedLatencies()]).toEqual([10, 100]);
  });

  test("is empty before the first outcome", () => {
    const window = new OutcomeWindow(5);
    expect(window.count(0, 0)).toEqual({ outcomes: 0, failures: 0, timed: 0, slow: 0 });
    expect(window.successRate).toBe(1);
    expect([...window.sortedLatencies()]).toEqual([]);
    window.mark();
    window.addSuccess(1, 1);
    expect(window.count(0, 0).outcomes).toBe(1);
  });

  test("holds no more than its size, dropping the oldest", () => {
    const window = new OutcomeWindow(3);
    window.addFailure(1);
    for (const latency of [3, 2, 1]) window.addSuccess(2, latency);
    expect(window.count(0, 0)).toEqual({ outcomes: 3, failures: 0, timed: 3, slow: 3 });
    expect(window.successRate).toBe(1);
    expect([...window.sortedLatencies()]).toEqual([1, 2, 3]);
    window.addFailure(3);
    expect([...window.sortedLatencies()]).toEqual([1, 2]);
  });

  test("counts only what is young enough, the bound included", () => {
    const window = new OutcomeWindow(3);
    for (const at of [1, 2, 3, 4]) window.addFailure(at);
    expect(window.count(3, 0).outcomes).toBe(2);
    expect(window.count(5, 0).outcomes).toBe(0);
    expect(window.count(0, 0).outcomes).toBe(3);
  });

  test("leaves out of the counts what came before the mark, and keeps it for display", () => {
    const window = new OutcomeWindow(4);
    window.addFailure(1);
    window.addSuccess(1, 7);
    window.mark();
    expect(window.count(0, 0).outcomes).toBe(0);
    window.addSuccess(1, 8);
    expect(window.count(0, 0)).toEqual({ outcomes: 1, failures: 0, timed: 1, slow: 1 });
    expect([...window.sortedLatencies()]).toEqual([7, 8]);
    expect(window.successRate).toBeCloseTo(2 / 3);
  });

  test("says 1 when there are none", () => {
    expect(new OutcomeWindow(5).successRate).toBe(1);
  });
});
