import { describe, expect, test } from "vitest";
import { CountWindow } from "../src/count-window.ts";
import { TimeWindow } from "../src/time-window.ts";

describe("the window of the latest calls", () => {
  test("counts until it is full, then the oldest falls out", () => {
    const window = new CountWindow(3);
    const seen: number[][] = [];
    for (const hit of [true, true, false, false, false, true]) {
      window.add(hit);
      seen.push([window.calls, window.hits]);
    }
    expect(seen).toEqual([
      [1, 1],
      [2, 2],
      [3, 2],
      [3, 1],
      [3, 0],
      [3, 1],
    ]);
  });

  test("one of a single call", () => {
    const window = new CountWindow(1);
    window.add(true);
    window.add(false);
    expect([window.calls, window.hits, window.save()]).toEqual([1, 0, { outcomes: "." }]);
  });

  test("goes on from what was saved, oldest first", () => {
    const window = new CountWindow(4);
    for (const hit of [true, true, false, true, false]) window.add(hit);
    expect(window.save()).toEqual({ outcomes: "x.x." });
    const again = new CountWindow(4, window.save());
    again.add(false);
    expect([again.save(), again.hits]).toEqual([{ outcomes: ".x.." }, 1]);
    expect(new CountWindow(2, window.save()).save()).toEqual({ outcomes: "x." });
    expect(new CountWindow(4).save()).toEqual({ outcomes: "" });
  });

  test("ignores what it cannot read", () => {
    expect(new CountWindow(4, { outcomes: 7 }).calls).toBe(0);
    expect(new CountWindow(4, {}).calls).toBe(0);
  });
});

describe("the window over time", () => {
  test("calls leave with their bucket, a tenth of the window", () => {
    const window = new TimeWindow(100);
    window.add(true, 1_005);
    window.add(false, 1_010);
    window.add(true, 1_099);
    expect([window.calls, window.hits]).toEqual([3, 2]);
    window.turn(1_099);
    expect(window.calls).toBe(3);
    window.turn(1_100);
    expect([window.calls, window.hits]).toEqual([2, 1]);
    window.turn(1_110);
    expect([window.calls, window.hits]).toEqual([1, 1]);
    window.turn(1_190);
    expect([window.calls, window.hits]).toEqual([0, 0]);
  });

  test("a clock that goes back takes no call away", () => {
    const window = new TimeWindow(100);
    window.add(true, 1_000);
    window.add(false, 970);
    window.turn(1_000);
    expect([window.calls, window.hits]).toEqual([2, 1]);
    window.turn(1_100);
    expect([window.calls, window.hits]).toEqual([0, 0]);
  });

  test("what has grown too old is neither saved nor taken up again", () => {
    const window = new TimeWindow(100);
    window.add(true, 1_000);
    expect(window.save(1_095)).toEqual({ buckets: [[95, 1, 1]] });
    expect(window.save(1_100)).toEqual({ buckets: [] });
    // Here the call of 95 ms ago lies in a bucket that is gone.
    expect(new TimeWindow(100, { buckets: [[95, 1, 1]] }, 5_000).calls).toBe(0);
    expect(new TimeWindow(100, { buckets: [[95, 1, 1]] }, 5_005).calls).toBe(1);
  });

  test("after a long silence it is empty, on any clock", () => {
    for (const start of [0, 7, -5_000.5]) {
      const window = new TimeWindow(100);
      window.add(true, start);
      window.add(true, start + 1e9);
      expect([window.calls, window.hits]).toEqual([1, 1]);
    }
  });

  test("no bucket outlives the window, however many turns pass at once", () => {
    for (let turns = 10; turns <= 30; turns += 1) {
      const window = new TimeWindow(100);
      window.add(true, 5);
      window.turn(turns * 10);
      expect([window.calls, window.hits]).toEqual([0, 0]);
    }
  });

  test("goes on from what was saved, on another clock", () => {
    const window = new TimeWindow(100);
    window.add(true, 1_000);
    window.add(true, 1_001);
    window.add(false, 1_050);
    expect(window.save(1_060)).toEqual({
      buckets: [
        [60, 2, 2],
        [10, 1, 0],
      ],
    });
    const again = new TimeWindow(100, window.save(1_060), 5_000);
    expect([again.calls, again.hits]).toEqual([3, 2]);
    again.turn(5_040);
    expect([again.calls, again.hits]).toEqual([1, 0]);
    expect(new TimeWindow(100).save(3)).toEqual({ buckets: [] });
  });

  test("ignores what it cannot read or is too old", () => {
    const buckets = [[-1, 5, 5], [100, 5, 5], [10, 1, 5], [10, 5, -1], []];
    expect(new TimeWindow(100, { buckets }, 500).calls).toBe(0);
    // Whatever stands before it.
    for (const tooOld of [100, 101, 1e9]) {
      const after = new TimeWindow(
        100,
        {
          buckets: [
            [10, 1, 1],
            [tooOld, 5, 5],
          ],
        },
        500,
      );
      expect([after.calls, after.hits]).toEqual([1, 1]);
    }
    expect(new TimeWindow(100, { buckets: "x" }, 500).calls).toBe(0);
  });
});
