import { describe, expect, test } from "vitest";
import { open, remainingMs } from "../src/open.ts";
import { POLICY } from "./support.ts";

describe("open", () => {
  test("lasts for the recovery timeout", () => {
    expect(open(POLICY, 4, 3, 50)).toEqual({ kind: "open", generation: 4, failures: 3, until: 150 });
  });

  test.each([
    [50, 100],
    [149, 1],
    [149.5, 1],
    [150, 0],
    [9000, 0],
  ])("at %d ms, %d ms remain", (now, remaining) => {
    expect(remainingMs(open(POLICY, 4, 3, 50), now)).toBe(remaining);
  });
});
