import { describe, expect, test } from "vitest";
import { directionOf } from "../src/trends.ts";
import { HOUR, MINUTE, T0 } from "./support.ts";

/** The direction of hourly totals whose last hour has just ended. */
function direction(totals: number[], overrides: { startedMs?: number; nowMs?: number } = {}): string {
  return directionOf({
    totals,
    sinceMs: T0,
    startedMs: T0,
    nowMs: T0 + totals.length * HOUR - 1,
    ...overrides,
  });
}

describe("directionOf", () => {
  test.each([
    ["steady", [10, 10, 10, 10]],
    ["rising", [10, 10, 10, 40]],
    ["falling", [40, 40, 40, 5]],
    ["rising", [0, 0, 0, 0, 0, 0, 10, 10]],
    ["falling", [10, 10, 10, 10, 10, 10, 0, 0]],
  ])("calls %s: %j", (expected, totals) => {
    expect(direction(totals)).toBe(expected);
  });

  test("calls nothing below five errors", () => {
    expect(direction([0, 0, 0, 4])).toBe("steady");
    expect(direction([0, 0, 0, 5])).toBe("rising");
  });

  test("calls nothing that chance explains, or that is small however certain", () => {
    expect(direction([10, 10, 10, 14])).toBe("steady");
    expect(direction([100_000, 100_000, 100_000, 120_000])).toBe("steady");
    expect(direction([100_000, 100_000, 100_000, 126_000])).toBe("rising");
  });

  test("has nothing to compare within one hour", () => {
    expect(direction([100])).toBe("steady");
    expect(direction([])).toBe("steady");
  });

  test("does not take the time before the start for a time without errors", () => {
    expect(direction([0, 0, 0, 100], { startedMs: T0 + 3 * HOUR })).toBe("steady");
    expect(direction([0, 0, 0, 100], { startedMs: T0 })).toBe("rising");
  });

  test("weighs the current hour by how long it has lasted", () => {
    const totals = [60, 60, 60, 6];
    expect(direction(totals)).toBe("falling");
    expect(direction(totals, { nowMs: T0 + 3 * HOUR + 6 * MINUTE })).toBe("steady");
  });

  test("does not blow up the first moments of an hour", () => {
    expect(direction([60, 60, 60, 1], { nowMs: T0 + 3 * HOUR })).toBe("steady");
  });
});
