import { describe, expect, test } from "vitest";
import { steadyClock } from "../src/steady-clock.ts";
import { ManualClock, T0 } from "./support.ts";

describe("steadyClock", () => {
  test("follows the clock forward", () => {
    const clock = new ManualClock();
    const now = steadyClock(clock);
    expect(now()).toBe(T0);
    clock.advance(5);
    expect(now()).toBe(T0 + 5);
  });

  test("waits out a small step back and believes a large one", () => {
    const clock = new ManualClock();
    const now = steadyClock(clock);
    now();
    clock.advance(-59_999);
    expect(now()).toBe(T0);
    clock.advance(-1);
    expect(now()).toBe(T0 - 60_000);
  });

  test.each([Number.NaN, Infinity, 9e15])("keeps the last time when the clock says %s", (reading) => {
    const clock = new ManualClock();
    const now = steadyClock(clock);
    now();
    clock.ms = reading;
    expect(now()).toBe(T0);
  });

  test("keeps the last time when the clock throws", () => {
    let broken = false;
    const now = steadyClock({
      now() {
        if (broken) throw new Error("no time");
        return T0;
      },
    });
    now();
    broken = true;
    expect(now()).toBe(T0);
  });
});
