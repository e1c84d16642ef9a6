import fc from "fast-check";
import { expect, test } from "vitest";
import { type Strike, type StrikeAction, type StrikePlan, strikes } from "../src/nemesis/strikes.ts";

function first(count: number, stream: number, plan: Partial<StrikePlan> = {}): Strike[] {
  const coming = strikes(stream, {
    victims: ["a", "b", "c"],
    actions: [{ kind: "kill" }],
    everyMs: 100,
    keepUp: 0,
    ...plan,
  });
  return Array.from({ length: count }, () => coming.next().value);
}

test("a kill is at once to be healed and a SIGKILL unless it says otherwise", () => {
  const [one, two] = first(2, 1, { victims: ["a"] });
  expect(one).toEqual({ atMs: 100, victim: "a", action: "kill", signal: "SIGKILL", forMs: 0 });
  expect(two?.atMs).toBe(200);
  const own = first(1, 1, { victims: ["a"], actions: [{ kind: "kill", signal: "SIGTERM", downMs: 30 }] });
  expect(own).toEqual([{ atMs: 100, victim: "a", action: "kill", signal: "SIGTERM", forMs: 30 }]);
});

test("a pause is a SIGSTOP for its time", () => {
  const [one] = first(1, 1, { victims: ["a"], actions: [{ kind: "pause", forMs: 50 }] });
  expect(one).toEqual({ atMs: 100, victim: "a", action: "pause", signal: "SIGSTOP", forMs: 50 });
});

test("who is down is left alone, and the next turn counts from when it is up", () => {
  const pause = (forMs: number, more: Partial<StrikePlan> = {}): number[] =>
    first(4, 1, { victims: ["a"], actions: [{ kind: "pause", forMs }], ...more }).map(({ atMs }) => atMs);
  expect(pause(99)).toEqual([100, 200, 300, 400]);
  // Up again at the very time of a turn.
  expect(pause(100)).toEqual([100, 200, 300, 400]);
  expect(pause(250)).toEqual([100, 450, 800, 1150]);
  // Two are struck, then the first has to heal for the third strike.
  expect(pause(250, { victims: ["a", "b", "c"], keepUp: 1 })).toEqual([100, 200, 450, 550]);
  expect(pause(1e9, { everyMs: 1 })).toEqual([1, 1e9 + 2, 2e9 + 3, 3e9 + 4]);
});

test("weights share the actions out", () => {
  const actions: StrikeAction[] = [
    { kind: "kill", weight: 3 },
    { kind: "pause", forMs: 1 },
  ];
  const kills = first(2000, 5, { actions }).filter(({ action }) => action === "kill").length / 2000;
  expect(kills).toBeGreaterThan(0.7);
  expect(kills).toBeLessThan(0.8);
});

test("victims are taken evenly", () => {
  const all = first(3000, 9);
  for (const name of ["a", "b", "c"]) {
    const share = all.filter(({ victim }) => victim === name).length / all.length;
    expect(Math.abs(share - 1 / 3)).toBeLessThan(0.05);
  }
});

const plans = fc
  .record({
    count: fc.integer({ min: 1, max: 6 }),
    keep: fc.integer({ min: 0, max: 5 }),
    everyMs: fc.record({ min: fc.integer({ min: 1, max: 50 }), more: fc.integer({ min: 0, max: 100 }) }),
    downMs: fc.integer({ min: 0, max: 500 }),
    stream: fc.integer(),
  })
  .map(({ count, keep, everyMs, downMs, stream }) => ({
    stream,
    plan: {
      victims: Array.from({ length: count }, (_, index) => `v${index}`),
      actions: [
        { kind: "kill", downMs: { min: 0, max: downMs } },
        { kind: "pause", forMs: downMs },
      ] as const,
      everyMs: { min: everyMs.min, max: everyMs.min + everyMs.more },
      keepUp: Math.min(keep, count - 1),
    },
  }));

test("a seed has one plan; the plan keeps its promises", () => {
  fc.assert(
    fc.property(plans, ({ stream, plan }) => {
      const all = first(60, stream, plan);
      expect(first(60, stream, plan)).toEqual(all);
      for (const [index, strike] of all.entries()) {
        const before = all.slice(0, index);
        const down = before
          .filter(({ atMs, forMs }) => atMs + forMs > strike.atMs)
          .map(({ victim }) => victim);
        expect(down).not.toContain(strike.victim);
        expect(plan.victims.length - down.length - 1).toBeGreaterThanOrEqual(plan.keepUp);
        const lastAt = before.at(-1)?.atMs ?? 0;
        expect(strike.atMs - lastAt).toBeGreaterThanOrEqual(plan.everyMs.min);
        // It waits for no more healings than it has to.
        const healings = before.map(({ atMs, forMs }) => atMs + forMs).filter((healed) => healed > lastAt);
        const possible = healings.toSorted((a, b) => a - b)[
          healings.length - (plan.victims.length - plan.keepUp)
        ];
        expect(strike.atMs).toBeLessThanOrEqual(Math.max(lastAt, possible ?? 0) + 2 * plan.everyMs.max);
      }
    }),
    { numRuns: 50 },
  );
});
