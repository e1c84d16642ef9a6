import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createErrorTracker } from "../src/index.ts";
import type { ErrorSnapshot } from "../src/index.ts";
import { readSnapshot } from "../src/snapshot.ts";
import { silent, T0 } from "./support.ts";

const good: ErrorSnapshot = {
  version: 1,
  savedAtMs: T0,
  startedAtMs: T0 - 5,
  totals: {
    minutes: [{ atMs: T0, counts: { job: [0, 0, 2, 0] }, timed: 1, totalMs: 40.5 }],
    hours: [],
  },
  groups: [
    {
      category: "job",
      fingerprint: "v2:1",
      name: "Error",
      message: "x",
      severity: "medium",
      lastAtMs: T0,
      weight: 2.5,
      minutes: [[T0 / 60_000, 2, 0]],
      hours: [[T0 / 3_600_000, 2, 0]],
    },
  ],
  operations: [{ operation: "render", lostMs: 40.5, minutes: [[T0 / 60_000, 1, 40.5]], hours: [] }],
};

/** The snapshot with the value at a path replaced. */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(good) as unknown as Record<string, unknown>;
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const parent = keys.reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

describe("readSnapshot", () => {
  test("takes what was saved, as data or as JSON", () => {
    expect(readSnapshot(good)).toBe(good);
    expect(readSnapshot(JSON.stringify(good))).toEqual(good);
    expect(readSnapshot({ ...good, more: 1 })).toMatchObject(good);
  });

  test.each([
    ["{", "version is a value of type undefined, not 1"],
    [null, "version is a value of type undefined, not 1"],
    [5, "version is a value of type undefined, not 1"],
    [{ ...good, version: 2 }, "version is 2, not 1"],
    [{ ...good, version: "1" }, "version is a value of type string, not 1"],
  ])("refuses %j", (saved, problem) => {
    expect(readSnapshot(saved)).toEqual({ problem });
  });

  test.each([
    ["savedAtMs", "now"],
    ["savedAtMs", -1],
    ["savedAtMs", 9e15],
    ["startedAtMs", Number.NaN],
    ["startedAtMs", undefined],
    ["totals", null],
    ["totals", "x"],
    ["totals.minutes", {}],
    ["totals.minutes", undefined],
    ["totals.hours", Array.from({ length: 100_001 }, () => good.totals.minutes[0])],
    ["totals.minutes.0", 5],
    ["totals.minutes.0.atMs", "1"],
    ["totals.minutes.0.timed", -1],
    ["totals.minutes.0.totalMs", Infinity],
    ["totals.minutes.0.counts", null],
    ["totals.minutes.0.counts", 5],
    ["totals.minutes.0.counts.job", 5],
    ["totals.minutes.0.counts.job", [0, 0, 0, 0, 0]],
    ["totals.minutes.0.counts.job", ["1"]],
    ["groups", undefined],
    ["groups", Array.from({ length: 1_001 }, () => good.groups[0])],
    ["groups.0", null],
    ["groups.0.category", 5],
    ["groups.0.fingerprint", "x".repeat(1_025)],
    ["groups.0.name", undefined],
    ["groups.0.message", null],
    ["groups.0.severity", "urgent"],
    ["groups.0.lastAtMs", "x"],
    ["groups.0.weight", -0.5],
    ["groups.0.minutes", undefined],
    ["groups.0.minutes.0", [1.5, 1, 1]],
    ["groups.0.minutes.0", [1, 1, 1, 1]],
    ["groups.0.minutes.0", [1, -1, 1]],
    ["groups.0.hours", [5]],
    ["operations", "x"],
    ["operations.0.operation", 5],
    ["operations.0.lostMs", undefined],
    ["operations.0.minutes", null],
    ["operations.0.hours", [[]]],
  ])("refuses a snapshot whose %s is %j", (path, value) => {
    expect(readSnapshot(changed(path, value))).toEqual({ problem: `${path.split(".")[0]} is malformed` });
  });

  test("is not moved by limits that are just met", () => {
    expect(readSnapshot(changed("groups.0.message", "x".repeat(1_024)))).toHaveProperty("version");
    expect(readSnapshot(changed("totals.minutes.0.counts", {}))).toHaveProperty("version");
    expect(readSnapshot(changed("groups", []))).toHaveProperty("version");
  });
});

test("whatever was loaded, a tracker goes on", async () => {
  const json = fc.json({ maxDepth: 5 });
  // A part of the snapshot replaced by anything.
  const paths = [
    "savedAtMs",
    "totals",
    "totals.minutes",
    "totals.minutes.0.counts",
    "groups",
    "groups.0",
    "operations.0.minutes",
  ];
  const broken = fc
    .tuple(fc.constantFrom(...paths), fc.jsonValue())
    .map(([path, value]) => changed(path, value));
  const anything = fc.oneof(json, fc.anything(), broken);
  await fc.assert(
    fc.asyncProperty(anything, async (saved) => {
      const tracker = createErrorTracker({
        logger: silent,
        persistence: { load: () => saved, save: () => {} },
      });
      tracker.logJobError("j", "x");
      expect(["restored", "nothing", "refused"]).toContain((await tracker.restore()).status);
      tracker.logJobError("j", "x");
      expect(tracker.getErrorSummary().total).toBeGreaterThanOrEqual(2);
      expect(tracker.getErrorTrends(24).buckets).toHaveLength(24);
    }),
    { numRuns: 200 },
  );
});
