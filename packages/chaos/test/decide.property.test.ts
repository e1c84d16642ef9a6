import fc from "fast-check";
import { expect, test } from "vitest";
import type { ChaosRule } from "../src/index.ts";
import { ok, outcome, setUp } from "./support.ts";

const rate = fc.double({ min: 0, max: 1, noNaN: true });
const names = ["a", "b", "c"] as const;
const script = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 60 });

/** Which of the calls fail, in the order of the script. */
async function failures(
  seed: number,
  rules: readonly ChaosRule[],
  calls: readonly string[],
): Promise<string[]> {
  const { chaos } = setUp({ seed, rules });
  const outcomes: string[] = [];
  for (const name of calls) outcomes.push(`${name} ${await outcome(chaos.call(name, ok))}`);
  return outcomes;
}

test("the same seed gives the same faults for the same calls", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), rate, script, async (seed, rate, calls) => {
      const rules: ChaosRule[] = [{ kind: "fault", rate }];
      expect(await failures(seed, rules, calls)).toEqual(await failures(seed, rules, calls));
    }),
    { numRuns: 40 },
  );
});

test("in whatever order calls of different names come, each name sees the same", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), rate, script, async (seed, rate, calls) => {
      const rules: ChaosRule[] = [{ kind: "fault", rate }];
      const mixed = await failures(seed, rules, calls);
      const grouped = await failures(seed, rules, calls.toSorted());
      for (const name of names) {
        const own = (all: string[]): string[] => all.filter((one) => one.startsWith(name));
        expect(own(mixed)).toEqual(own(grouped));
      }
    }),
    { numRuns: 40 },
  );
});

test("with keys, the order does not matter at all", async () => {
  const keys = fc.uniqueArray(fc.string({ maxLength: 8 }), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.integer(), rate, keys, async (seed, rate, keys) => {
      const run = async (order: readonly string[]): Promise<Map<string, string>> => {
        const { chaos } = setUp({ seed, rules: [{ kind: "fault", rate }] });
        const found = new Map<string, string>();
        for (const key of order) found.set(key, await outcome(chaos.call({ name: "a", key }, ok)));
        return found;
      };
      const forth = await run(keys);
      const back = await run(keys.toReversed());
      for (const key of keys) expect(back.get(key)).toBe(forth.get(key));
    }),
    { numRuns: 40 },
  );
});

test("a rule decides the same whatever rules stand beside it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), rate, rate, script, async (seed, rate, other, calls) => {
      const own: ChaosRule = { kind: "fault", name: "own", rate };
      const beside: ChaosRule = { kind: "latency", name: "beside", rate: other, delayMs: 0 };
      const touched = async (rules: readonly ChaosRule[]): Promise<string[]> => {
        const { chaos, clock, record } = setUp({ seed, rules });
        for (const name of calls) {
          const result = outcome(chaos.call(name, ok));
          await clock.advance(0);
          await result;
        }
        return record
          .of("call")
          .filter(({ rule }) => rule === "own")
          .map(({ call }) => `${call.name} ${call.number}`);
      };
      expect(await touched([beside, own])).toEqual(await touched([own]));
    }),
    { numRuns: 15 },
  );
});

test("over many calls the rate is met", () => {
  fc.assert(
    fc.property(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, rate) => {
      const { chaos } = setUp({ seed, rules: [{ kind: "behavior", rate, run: () => undefined }] });
      const calls = 3000;
      for (let i = 0; i < calls; i += 1) void chaos.call("a", ok);
      // Five standard deviations of a share of 3000.
      expect(Math.abs(chaos.report().injected / calls - rate)).toBeLessThan(5 * Math.sqrt(0.25 / calls));
    }),
    { numRuns: 30 },
  );
});

test("0 touches none and 1 touches all", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), script, async (seed, calls) => {
      const { chaos } = setUp({ seed, rules: [{ kind: "outcome", rate: 1, result: () => "fake" }] });
      for (const name of calls) expect(await chaos.call(name, ok)).toBe("fake");
      chaos.setRules([{ kind: "outcome", rate: 0, result: () => "fake" }]);
      for (const name of calls) expect(await chaos.call(name, ok)).toBe("ok");
    }),
    { numRuns: 20 },
  );
});
