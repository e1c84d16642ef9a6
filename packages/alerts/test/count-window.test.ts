import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CountWindow } from "../src/count-window.ts";

describe("a window of 1200 ms, in parts of 100 ms", () => {
  test("counts, and forgets part by part", () => {
    const window = new CountWindow(1200, 0);
    window.add(2, 50);
    window.add(1, 150);
    expect(window.total(150)).toBe(3);
    expect(window.total(1199)).toBe(3);
    expect(window.total(1200)).toBe(1);
    expect(window.total(1300)).toBe(0);
  });

  test("tells when the count may fall", () => {
    const window = new CountWindow(1200, 0);
    expect(window.fallsAt(0)).toBe(Infinity);
    window.add(1, 250);
    window.add(1, 400);
    expect(window.fallsAt(400)).toBe(1400);
    expect(window.total(1399)).toBe(2);
    expect(window.total(1400)).toBe(1);
    expect(window.fallsAt(1400)).toBe(1600);
  });

  test("a long silence forgets all; time that goes back forgets nothing", () => {
    const window = new CountWindow(1200, 1_000_000);
    window.add(5, 1_000_000);
    window.add(1, 999_000);
    expect(window.total(999_000)).toBe(6);
    expect(window.total(50_000_000)).toBe(0);
    window.add(1, 50_000_000);
    expect(window.total(50_000_000)).toBe(1);
  });

  test("goes on from where it was saved", () => {
    const window = new CountWindow(1200, 0);
    window.add(3, 550);
    window.add(1, 950);
    const saved = window.save();
    expect(saved).toEqual({ newest: 9, counts: [0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1] });
    const again = new CountWindow(1200, 5000, saved);
    expect(again.total(1699)).toBe(4);
    expect(again.total(1700)).toBe(1);
    expect(again.save()).toEqual({ newest: 17, counts: [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0] });
  });

  test("saved under a clock that was ahead, it still forgets", () => {
    const window = new CountWindow(1200, 900_000);
    window.add(1, 900_000);
    const again = new CountWindow(1200, 5000, window.save());
    expect(again.total(5000)).toBe(1);
    expect(again.total(6200)).toBe(0);
  });

  test("agrees with a list of all times", () => {
    const step = fc.record({ ms: fc.oneof(fc.nat(150), fc.nat(2000)), amount: fc.nat(3) });
    fc.assert(
      fc.property(fc.nat(10_000), fc.array(step, { maxLength: 50 }), (start, steps) => {
        let window = new CountWindow(1200, start);
        const all: { part: number; amount: number }[] = [];
        let time = start;
        for (const { ms, amount } of steps) {
          time += ms;
          window.add(amount, time);
          all.push({ part: Math.floor(time / 100), amount });
          const count = (at: number): number =>
            all
              .filter(({ part }) => part > Math.floor(at / 100) - 12)
              .reduce((sum, one) => sum + one.amount, 0);
          expect(window.total(time)).toBe(count(time));
          const falls = new CountWindow(1200, time, window.save()).fallsAt(time);
          if (count(time) === 0) expect(falls).toBe(Infinity);
          else {
            expect(count(falls - 1)).toBe(count(time));
            expect(count(falls)).toBeLessThan(count(time));
          }
          window = new CountWindow(1200, time, window.save());
        }
      }),
    );
  });
});
