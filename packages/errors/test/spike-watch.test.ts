import { describe, expect, test } from "vitest";
import { SpikeWatch } from "../src/spike-watch.ts";
import { MINUTE, T0 } from "./support.ts";

const SETTINGS = { intervalMs: 5 * MINUTE, trailing: 12, minCount: 20 };
const USUAL = [4, 5, 6, 5, 4, 5, 6];

/** Adds errors from the time on, one each ms. */
function add(watch: SpikeWatch, atMs: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => watch.add(atMs + i))
    .flat()
    .map(({ phase, count, at }) => `${phase} ${count} ${at.slice(11, 19)}`);
}

describe("SpikeWatch", () => {
  test("tells of a spike with the error that makes one of it, and once", () => {
    const watch = new SpikeWatch("job", SETTINGS, T0, USUAL);
    expect(add(watch, T0, 19)).toEqual([]);
    expect(watch.nextEndMs).toBeUndefined();
    expect(watch.add(T0 + MINUTE)).toEqual([
      {
        phase: "begin",
        category: "job",
        at: "2026-01-15T12:01:00.000Z",
        count: 20,
        intervalMs: 300_000,
        baseline: 5,
        score: 15 / Math.sqrt(5),
      },
    ]);
    expect(add(watch, T0 + MINUTE, 100)).toEqual([]);
    expect(watch.nextEndMs).toBe(T0 + 5 * MINUTE);
  });

  test("ends it after the first interval below the limit", () => {
    const watch = new SpikeWatch("job", SETTINGS, T0, USUAL);
    add(watch, T0, 30);
    expect(watch.pass(T0 + 5 * MINUTE - 1)).toEqual([]);
    expect(add(watch, T0 + 5 * MINUTE, 25)).toEqual([]);
    expect(add(watch, T0 + 10 * MINUTE, 19)).toEqual([]);
    expect(watch.pass(T0 + 15 * MINUTE)).toEqual([
      {
        phase: "end",
        category: "job",
        at: "2026-01-15T12:15:00.000Z",
        count: 19,
        intervalMs: 300_000,
        baseline: 5,
        score: 14 / Math.sqrt(5),
      },
    ]);
    expect(watch.nextEndMs).toBeUndefined();
    expect(watch.pass(T0 + 20 * MINUTE)).toEqual([]);
    expect(add(watch, T0 + 20 * MINUTE, 40)).toHaveLength(1);
  });

  test("tells the end before the next begin when both come with one error", () => {
    const watch = new SpikeWatch("job", { ...SETTINGS, minCount: 1 }, T0, Array(12).fill(0));
    expect(add(watch, T0, 4)).toEqual(["begin 4 12:00:00"]);
    expect(add(watch, T0 + 60 * MINUTE, 4)).toEqual(["end 0 12:10:00", "begin 4 13:00:00"]);
  });

  test("knows no spike before it has seen six intervals", () => {
    const watch = new SpikeWatch("job", SETTINGS, T0);
    for (let interval = 0; interval < 6; interval++) {
      expect(add(watch, T0 + interval * 5 * MINUTE, interval === 3 ? 500 : 5)).toEqual([]);
    }
    expect(add(watch, T0 + 30 * MINUTE, 20)).toEqual(["begin 20 12:30:00"]);
  });

  test("counts intervals without errors", () => {
    const watch = new SpikeWatch("job", SETTINGS, T0);
    expect(add(watch, T0 + 30 * MINUTE, 20)).toEqual(["begin 20 12:30:00"]);
    const late = new SpikeWatch("job", SETTINGS, T0, Array(12).fill(100));
    expect(add(late, T0 + 35 * MINUTE, 21)).toEqual(["begin 20 12:35:00"]);
    const long = new SpikeWatch("job", SETTINGS, T0, Array(12).fill(100));
    expect(add(long, T0 + 1e9 * MINUTE, 21)).toHaveLength(1);
  });

  test("takes what lasts for the usual, and ends the spike", () => {
    const watch = new SpikeWatch("job", SETTINGS, T0, USUAL);
    const told = Array.from({ length: 16 }, (_, i) => add(watch, T0 + i * 5 * MINUTE, 100)).flat();
    expect(told).toEqual(["begin 20 12:00:00", "end 100 12:35:00"]);
  });

  test("forgets all but its trailing intervals", () => {
    const watch = new SpikeWatch("job", SETTINGS, T0, [
      ...Array<number>(50).fill(1_000),
      ...Array<number>(12).fill(1),
    ]);
    expect(add(watch, T0, 20)).toHaveLength(1);
  });

  test("counts errors of a time before with those of now", () => {
    const watch = new SpikeWatch("job", SETTINGS, T0, USUAL);
    add(watch, T0, 10);
    add(watch, T0 - 60 * MINUTE, 9);
    expect(add(watch, T0, 1)).toEqual(["begin 20 12:00:00"]);
  });
});
