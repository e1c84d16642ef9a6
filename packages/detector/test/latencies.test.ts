import { describe, expect, test } from "vitest";
import { Latencies, MAX_OPERATIONS } from "../src/latencies.ts";

/** Two minutes of one success a second. Returns the time at the end. */
function warmUp(latencies: Latencies, operation: string, latencyMs: number, from = 0): number {
  for (let second = 0; second < 120; second++) latencies.add(operation, latencyMs, from + second * 1000);
  return from + 120_000;
}

describe("the latencies of a worker", () => {
  test("are summed up over all operations", () => {
    const latencies = new Latencies(4);
    expect(latencies.summary()).toBeUndefined();
    latencies.add("a", 0, 0);
    latencies.add("b", 0, 0);
    expect(latencies.summary()).toEqual({ p50: 0, p95: 0, p99: 0 });
  });

  test("each operation has what is usual for it", () => {
    const latencies = new Latencies(4);
    warmUp(latencies, "quick", 30);
    const now = warmUp(latencies, "long", 1000);
    expect(latencies.lastUnusual).toBeUndefined();
    expect(latencies.add("long", 1000, now)).toBe(false);
    expect(latencies.add("quick", 1000, now)).toBe(true);
    expect(latencies.lastUnusual).toMatchObject({ operation: "quick", latencyMs: 1000 });
    expect(latencies.lastUnusual?.usualMs).toBeCloseTo(30);
  });

  test("after eight operations the further ones share what is usual", () => {
    const latencies = new Latencies(4);
    for (let index = 0; index < MAX_OPERATIONS; index++) latencies.add(`own ${index}`, 50, 0);
    const now = warmUp(latencies, "ninth", 50);
    expect(latencies.add("tenth", 500, now)).toBe(true);
    expect(latencies.add("eleventh", 190, now)).toBe(false);
    // Those with one of their own keep it.
    expect(latencies.add("own 7", 500, now)).toBe(false);
    expect(latencies.add("own 0", 500, now)).toBe(false);
  });

  test("an eighth operation has one of its own", () => {
    const latencies = new Latencies(4);
    for (let index = 1; index < MAX_OPERATIONS; index++) latencies.add(`own ${index}`, 50, 0);
    const now = warmUp(latencies, "eighth", 50);
    expect(latencies.add("eighth", 500, now)).toBe(true);
    expect(latencies.add("ninth", 500, now)).toBe(false);
  });

  test("the factor is that of the option, and false switches it off", () => {
    const wide = new Latencies(20);
    const now = warmUp(wide, "a", 50);
    expect(wide.add("a", 990, now)).toBe(false);
    expect(wide.add("a", 1010, now)).toBe(true);
    const off = new Latencies(false);
    expect(off.add("a", 1e6, warmUp(off, "a", 50))).toBe(false);
    expect(off.lastUnusual).toBeUndefined();
    expect(off.summary()?.p99).toBeGreaterThan(0);
  });
});
