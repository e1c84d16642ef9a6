import fc from "fast-check";
import { expect, test } from "vitest";
import { match, type Capacity } from "../../src/dispatch/match.ts";
import { lineOf, Turns } from "../../src/dispatch/turns.ts";
import { newJob } from "../jobs/support.ts";

const worker = (free: number): Capacity => ({
  workerId: "w",
  types: new Set(["a", "b", "c", "d"]),
  slots: 100,
  free,
  status: "healthy",
  onProbation: false,
  latencyMs: 0,
});

test("a line never served goes first, then the one served longest ago", () => {
  const turns = new Turns();
  for (const line of ["x", "y", "x"]) turns.served(line);
  expect(turns.lastServed("z")).toBe(0);
  expect(turns.lastServed("y")).toBeLessThan(turns.lastServed("x"));
});

test("only so many lines are remembered: the one served longest ago is forgotten", () => {
  const turns = new Turns();
  for (let line = 0; line <= 10_000; line++) turns.served(String(line));
  expect(turns.lastServed("0")).toBe(0);
  expect(turns.lastServed("1")).toBeGreaterThan(0);
});

test("with one free slot at a time, a long old queue does not keep a young one waiting", () => {
  const turns = new Turns();
  const given: string[] = [];
  for (let claim = 0; claim < 6; claim++) {
    const jobs = [newJob({ id: "old", type: "a", runAt: 0 }), newJob({ id: "young", type: "b", runAt: 9 })];
    for (const { jobId } of match(jobs, [worker(1)], {
      room: () => Infinity,
      lastServed: (l) => turns.lastServed(l),
    })) {
      given.push(jobId);
      turns.served(lineOf(jobs.find(({ id }) => id === jobId) ?? newJob()));
    }
  }
  expect(given).toEqual(["old", "young", "old", "young", "old", "young"]);
});

test("across claims of any size, types that always have work are served equally, within their limits", () => {
  const types = ["a", "b", "c", "d"] as const;
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 }),
      fc.dictionary(fc.constantFrom(...types), fc.nat(5)),
      fc.shuffledSubarray([...types], { minLength: 1 }),
      (claims, limits, active) => {
        const turns = new Turns();
        const room = (type: string) => limits[type] ?? Infinity;
        const unbounded = active.filter((type) => limits[type] === undefined);
        const served = new Map<string, number>();
        for (const free of claims) {
          const jobs = active.flatMap((type, age) =>
            Array.from({ length: 10 }, (_, n) => newJob({ id: `${type}${n}`, type, runAt: age * 100 + n })),
          );
          const matches = match(jobs, [worker(free)], { room, lastServed: (line) => turns.lastServed(line) });
          const inThis = new Map<string, number>();
          for (const { jobId } of matches) {
            const type = jobId.slice(0, 1);
            inThis.set(type, (inThis.get(type) ?? 0) + 1);
            served.set(type, (served.get(type) ?? 0) + 1);
            turns.served(lineOf({ priority: 0, type }));
          }
          for (const [type, count] of inThis) expect(count).toBeLessThanOrEqual(room(type));
          const counts = unbounded.map((type) => served.get(type) ?? 0);
          if (counts.length > 1) expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        }
      },
    ),
  );
});
