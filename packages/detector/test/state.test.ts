import { describe, expect, test } from "vitest";
import type { Evidence } from "../src/index.ts";
import { enter, reasonsOf, signOf } from "../src/state.ts";

const overloaded: Evidence = { kind: "own-report", status: "overloaded" };

describe("a worker's state", () => {
  test("carries only what its status needs", () => {
    expect(enter("healthy", [overloaded])).toEqual({ status: "healthy" });
    expect(enter("degraded", [overloaded])).toEqual({ status: "degraded", strain: [overloaded] });
    expect(enter("unhealthy", [overloaded])).toEqual({ status: "unhealthy", evidence: [overloaded] });
    expect(enter("recovering", [overloaded])).toEqual({ status: "recovering", goodSigns: 0 });
  });

  test("strain degrades a healthy worker, and its end eases a degraded one", () => {
    expect(signOf(enter("healthy", []), [overloaded], 3)).toBe("strain");
    expect(signOf(enter("healthy", []), [], 3)).toBeUndefined();
    expect(signOf(enter("degraded", []), [overloaded], 3)).toBeUndefined();
    expect(signOf(enter("degraded", []), [], 3)).toBe("ease");
  });

  test("recovering waits for enough good signs", () => {
    expect(signOf({ status: "recovering", goodSigns: 2 }, [], 3)).toBeUndefined();
    expect(signOf({ status: "recovering", goodSigns: 2 }, [overloaded], 3)).toBeUndefined();
    expect(signOf({ status: "recovering", goodSigns: 3 }, [], 3)).toBe("proof");
    expect(signOf({ status: "recovering", goodSigns: 3 }, [overloaded], 3)).toBe("strain");
  });

  test("strain says nothing about an unhealthy worker", () => {
    expect(signOf(enter("unhealthy", []), [overloaded], 3)).toBeUndefined();
    expect(signOf(enter("unhealthy", []), [], 3)).toBeUndefined();
  });

  test("is told in words", () => {
    expect(reasonsOf(enter("healthy", []), 3)).toEqual([]);
    expect(reasonsOf(enter("degraded", [overloaded]), 3)).toEqual(['the worker reports "overloaded"']);
    expect(reasonsOf(enter("unhealthy", [overloaded]), 3)).toEqual(['the worker reports "overloaded"']);
    expect(reasonsOf({ status: "recovering", goodSigns: 1 }, 3)).toEqual(["1 of 3 good signs in a row"]);
  });
});
