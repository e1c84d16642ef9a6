import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { autoscale, autoscaleRules, type AutoscaleMemory, type Decision } from "../src/index.ts";
import { instance, load, NOW } from "./samples.ts";
import { OFFERS } from "./support.ts";

const options = fc.record({
  min: fc.integer({ min: 0, max: 5 }),
  max: fc.integer({ min: 5, max: 50 }),
  slotsPerInstance: fc.integer({ min: 1, max: 8 }),
  buffer: fc.double({ min: 0, max: 2, noNaN: true }),
  targetWaitMs: fc.integer({ min: 1, max: 600_000 }),
  scaleOut: fc.record({
    cooldownMs: fc.integer({ min: 0, max: 60_000 }),
    maxStep: fc.integer({ min: 1, max: 20 }),
  }),
  scaleIn: fc.record({
    stabilizationMs: fc.integer({ min: 0, max: 300_000 }),
    cooldownMs: fc.integer({ min: 0, max: 60_000 }),
    maxShare: fc.double({ min: 0.01, max: 1, noNaN: true }),
  }),
});

const look = fc.record({
  afterMs: fc.integer({ min: 1, max: 60_000 }),
  queued: fc.nat(1000),
  oldestQueuedMs: fc.nat(600_000),
  running: fc.nat(200),
  throughput: fc.double({ min: 0, max: 100, noNaN: true }),
  pending: fc.nat(3),
  launches: fc.constantFrom("closed" as const, "half-open" as const, "open" as const),
});

interface Turn {
  readonly at: number;
  readonly decision: Decision;
  readonly look: typeof look extends fc.Arbitrary<infer T> ? T : never;
}

const history = fc.tuple(options, fc.array(look, { minLength: 1, maxLength: 60 })).map(([chosen, looks]) => {
  const rules = autoscaleRules(chosen);
  let memory: AutoscaleMemory = { since: NOW, needs: [] };
  let now = NOW;
  let current = 0;
  const turns: Turn[] = looks.map((each) => {
    now += each.afterMs;
    const living = Array.from({ length: current }, (_, i) => instance(i));
    const { pending, launches } = each;
    const decision = autoscale(
      rules,
      { load: load(each), living, pending, launches, current, next: OFFERS[0] },
      memory,
      now,
    );
    ({ memory, target: current } = decision);
    return { at: now, decision, look: each };
  });
  return { rules, turns };
});

describe("over any history", () => {
  test("limits, steps and rests are kept", () => {
    fc.assert(
      fc.property(history, ({ rules, turns }) => {
        let lastChange = -Infinity;
        let lastOut = -Infinity;
        for (const { at, decision, look } of turns) {
          const { change, current, target, reasons } = decision;
          expect(target).toBeLessThanOrEqual(rules.max);
          expect(reasons.length).toBeGreaterThan(0);
          expect(change).toBe(target > current ? "out" : target < current ? "in" : "keep");
          if (change === "out") {
            expect(look.launches).not.toBe("open");
            expect(target - current).toBeLessThanOrEqual(Math.max(rules.scaleOut.maxStep, current));
            expect(at - lastOut).toBeGreaterThanOrEqual(rules.scaleOut.cooldownMs);
            lastOut = at;
          }
          if (change === "in") {
            expect(look.pending).toBe(0);
            expect(current - target).toBeLessThanOrEqual(Math.max(1, current * rules.scaleIn.maxShare));
            expect(at - lastChange).toBeGreaterThanOrEqual(rules.scaleIn.cooldownMs);
            expect(at - NOW).toBeGreaterThanOrEqual(rules.scaleIn.stabilizationMs);
            expect(target).toBeGreaterThanOrEqual(Math.min(rules.min, current));
          }
          if (change !== "keep") lastChange = at;
        }
      }),
    );
  });

  test("it never shrinks below what was needed within the window", () => {
    fc.assert(
      fc.property(history, ({ rules, turns }) => {
        for (const { at, decision } of turns) {
          if (decision.change !== "in") continue;
          const recent = decision.memory.needs.filter((need) => need.at > at - rules.scaleIn.stabilizationMs);
          const peak = Math.min(rules.max, Math.max(0, ...recent.map(({ instances }) => instances)));
          expect(decision.target).toBeGreaterThanOrEqual(Math.min(peak, decision.current));
        }
      }),
    );
  });

  test("a load that stays is reached and then left alone", () => {
    fc.assert(
      fc.property(options, fc.nat(100), fc.nat(50), (chosen, running, begin) => {
        const rules = autoscaleRules(chosen);
        let memory: AutoscaleMemory = { since: NOW, needs: [] };
        let current = Math.min(begin, rules.max);
        let now = NOW;
        const step = (): Decision => {
          now += 60_000;
          const living = Array.from({ length: current }, (_, i) => instance(i));
          const decision = autoscale(
            rules,
            { load: load({ running }), living, pending: 0, launches: "closed", current },
            memory,
            now,
          );
          ({ memory, target: current } = decision);
          return decision;
        };
        for (let i = 0; i < 120; i += 1) step();
        const slots = Math.ceil(running * (1 + rules.buffer) - 1e-9);
        const needed = Math.max(rules.min, Math.ceil(slots / rules.slotsPerInstance));
        expect(current).toBe(Math.min(rules.max, needed));
        expect(step().change).toBe("keep");
      }),
    );
  });
});
