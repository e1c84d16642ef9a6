import { describe, expect, test } from "vitest";
import {
  anchorActiveTime,
  isStalled,
  readActiveTime,
  startActiveTime,
  tickAllowanceMs,
} from "../src/active-time.ts";

describe("active time", () => {
  test("runs freely while no ticks are due", () => {
    const time = startActiveTime(100);
    expect(readActiveTime(time, 100)).toBe(0);
    expect(readActiveTime(time, 1e9 + 100)).toBe(1e9);
    expect(isStalled(time, 1e12)).toBe(false);
  });

  test("allows an interval and an ordinary lateness, of 250 ms at least", () => {
    expect(tickAllowanceMs(100)).toBe(350);
    expect(tickAllowanceMs(1000)).toBe(2000);
  });

  test("does not count what goes beyond the allowance", () => {
    const time = anchorActiveTime(startActiveTime(0), 0, 350);
    expect(readActiveTime(time, 350)).toBe(350);
    expect(isStalled(time, 350)).toBe(false);
    expect(readActiveTime(time, 351)).toBe(350);
    expect(isStalled(time, 351)).toBe(true);
    const later = anchorActiveTime(time, 5000, 350);
    expect(readActiveTime(later, 5000)).toBe(350);
    expect(readActiveTime(later, 5100)).toBe(450);
  });

  test("never goes back, even if the clock does", () => {
    const time = anchorActiveTime(startActiveTime(0), 100, 350);
    expect(readActiveTime(time, 50)).toBe(100);
  });
});
