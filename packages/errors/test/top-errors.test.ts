import { describe, expect, test } from "vitest";
import { FOLLOWED, TopErrors } from "../src/top-errors.ts";
import { windowOf } from "../src/window.ts";
import { DAY, HOUR, MINUTE, record, T0 } from "./support.ts";

const RETENTION = 7 * DAY;

function add(top: TopErrors, fingerprint: string, atMs: number, times = 1): void {
  const at = new Date(atMs).toISOString();
  for (let i = 0; i < times; i++) top.add(atMs, record({ fingerprint, at }), `message ${fingerprint}`);
}

const found = (top: TopErrors, nowMs: number, minutes = 60, limit = 10): [string, number][] =>
  top.within(windowOf(nowMs, minutes, RETENTION), limit).map((entry) => [entry.fingerprint, entry.count]);

describe("TopErrors", () => {
  test("ranks by count, then by how recent", () => {
    const top = new TopErrors(RETENTION);
    add(top, "a", T0, 2);
    add(top, "b", T0, 3);
    add(top, "c", T0 + 1, 2);
    expect(found(top, T0 + 1)).toEqual([
      ["b", 3],
      ["c", 2],
      ["a", 2],
    ]);
    expect(found(top, T0 + 1, 60, 1)).toEqual([["b", 3]]);
  });

  test("tells what the entry is", () => {
    const top = new TopErrors(RETENTION);
    top.add(T0, record({ severity: "low" }), "job <number>");
    const latest = record({ severity: "high", at: new Date(T0 + 1).toISOString() });
    top.add(T0 + 1, latest, "job <number>");
    expect(top.within(windowOf(T0 + 1, 1, RETENTION), 10)).toEqual([
      {
        fingerprint: latest.fingerprint,
        category: "job",
        name: "Error",
        message: "job <number>",
        count: 2,
        lastAt: latest.at,
        severity: "high",
      },
    ]);
  });

  test("counts one fingerprint apart in each category", () => {
    const top = new TopErrors(RETENTION);
    top.add(T0, record({ category: "job" }), "m");
    top.add(T0, record({ category: "worker" }), "m");
    expect(top.within(windowOf(T0, 60, RETENTION), 10).map(({ count }) => count)).toEqual([1, 1]);
  });

  test("counts only the window, by minutes and by hours", () => {
    const top = new TopErrors(RETENTION);
    add(top, "a", T0, 5);
    add(top, "a", T0 + 2 * HOUR);
    expect(found(top, T0 + 2 * HOUR)).toEqual([["a", 1]]);
    expect(found(top, T0 + 2 * HOUR, 180)).toEqual([["a", 6]]);
    expect(found(top, T0 + 26 * HOUR, 27 * 60)).toEqual([["a", 6]]);
    expect(found(top, T0 + 4 * HOUR)).toEqual([]);
  });

  test("never follows more than its bound, and keeps the frequent ones", () => {
    const top = new TopErrors(RETENTION);
    add(top, "frequent", T0, 50);
    for (let i = 0; i < 3 * FOLLOWED; i++) add(top, `once-${i}`, T0);
    expect(top.size).toBe(FOLLOWED);
    expect(found(top, T0)[0]).toEqual(["frequent", 50]);
  });

  test("never counts too high: a newcomer inherits only the weight of the one it replaced", () => {
    const top = new TopErrors(RETENTION);
    for (let i = 0; i < FOLLOWED; i++) add(top, `old-${i}`, T0, 3);
    add(top, "new", T0);
    expect(top.within(windowOf(T0, 60, RETENTION), 1_000).find((e) => e.fingerprint === "new")?.count).toBe(
      1,
    );
  });

  test("a newcomer's weight keeps its place against the next newcomer", () => {
    const top = new TopErrors(RETENTION);
    for (let i = 0; i < FOLLOWED; i++) add(top, `old-${i}`, T0, 3);
    for (let round = 0; round < 4; round++) {
      add(top, "a", T0);
      add(top, "b", T0);
    }
    expect(found(top, T0, 60, 2)).toEqual([
      ["a", 4],
      ["b", 4],
    ]);
  });

  test("lets yesterday's flood give way to today's errors", () => {
    const top = new TopErrors(RETENTION);
    for (let i = 1; i < FOLLOWED; i++) add(top, `flood-${i}`, T0, 100);
    add(top, "once", T0);
    const today = T0 + DAY;
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 20; i++) add(top, `today-${i}`, today + round * MINUTE);
    }
    expect(found(top, today + 3 * MINUTE, 60, 100).map(([, count]) => count)).toEqual(Array(20).fill(3));
  });
});
