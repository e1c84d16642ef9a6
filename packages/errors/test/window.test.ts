import { describe, expect, test } from "vitest";
import { windowOf } from "../src/window.ts";
import { DAY, HOUR, MINUTE, T0 } from "./support.ts";

describe("windowOf", () => {
  test("begins at a whole minute, so that it misses nothing", () => {
    expect(windowOf(T0 + 30_000, 60, 7 * DAY)).toEqual({
      unit: "minute",
      sinceMs: T0 - HOUR,
      untilMs: T0 + 30_000,
    });
  });

  test("counts by the hour beyond 1,440 minutes", () => {
    expect(windowOf(T0, 1_440, 7 * DAY).unit).toBe("minute");
    expect(windowOf(T0 + MINUTE, 1_441, 7 * DAY)).toEqual({
      unit: "hour",
      sinceMs: T0 - DAY,
      untilMs: T0 + MINUTE,
    });
  });

  test("ends at the retention", () => {
    expect(windowOf(T0, 1_000_000, 2 * DAY).sinceMs).toBe(T0 - 2 * DAY);
    expect(windowOf(T0, 120, HOUR).sinceMs).toBe(T0 - HOUR);
  });
});
