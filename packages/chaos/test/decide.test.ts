import { expect, test } from "vitest";
import { activate, inTurn } from "../src/active-rule.ts";
import { choose, decide, identity, type Plan } from "../src/decide.ts";
import { hashText } from "../src/draw.ts";
import type { ChaosCall, ChaosRule, LatencyRule } from "../src/index.ts";

const call: ChaosCall = { name: "a" };
const fault = { kind: "fault", rate: 1 } as const;
const latency = { kind: "latency", rate: 1, delayMs: 10 } as const;
const outcome = { kind: "outcome", rate: 1, result: () => 1 } as const;
const behavior = { kind: "behavior", rate: 1, run: () => 1 } as const;

function plan(rules: readonly ChaosRule[], number = 1, elapsedMs = 0): Plan | undefined {
  return decide(inTurn(activate(1, rules)), call, identity(hashText("a"), call, number), () => elapsedMs);
}

const kinds = (steps: Plan["before"] | undefined): string[] =>
  (steps ?? []).map(({ rule }) => rule.spec.kind);

test("nothing is planned where no rule applies", () => {
  expect(plan([])).toBeUndefined();
  expect(plan([{ ...fault, rate: 0 }])).toBeUndefined();
  expect(plan([{ ...fault, target: { method: "GET" } }])).toBeUndefined();
});

test("rules apply in their order, up to the first that ends the call", () => {
  expect(kinds(plan([latency, behavior, fault, outcome, latency])?.before)).toEqual([
    "latency",
    "behavior",
    "fault",
  ]);
  expect(kinds(plan([outcome, fault])?.before)).toEqual(["outcome"]);
});

test("what comes after follows what comes before, and nothing follows a call that is not made", () => {
  const late = plan([{ ...fault, when: "after" }, latency, { ...latency, when: "after" }]);
  expect([kinds(late?.before), kinds(late?.after)]).toEqual([["latency"], ["fault"]]);
  const never = plan([{ ...latency, when: "after" }, fault]);
  expect([kinds(never?.before), kinds(never?.after)]).toEqual([["fault"], []]);
  const both = plan([
    { ...behavior, when: "after" },
    { ...latency, when: "before" },
    { ...outcome, when: "after" },
  ]);
  expect([kinds(both?.before), kinds(both?.after)]).toEqual([["latency"], ["behavior", "outcome"]]);
});

test("a limit counts the calls that are touched", () => {
  const rules = inTurn(activate(1, [{ ...fault, limit: 2 }]));
  const plans = [1, 2, 3, 4].map((number) => decide(rules, call, number, () => 0) !== undefined);
  expect(plans).toEqual([true, true, false, false]);
  expect(rules[0]).toMatchObject({ considered: 4, planned: 2 });
});

test("a rule that never gets its turn uses up nothing of its limit", () => {
  const rules = inTurn(activate(1, [fault, { ...outcome, limit: 1 }]));
  decide(rules, call, 1, () => 0);
  expect(rules.map(({ planned }) => planned)).toEqual([1, 0]);
});

test("a schedule says when, and calls outside of it are not considered", () => {
  const rules = inTurn(activate(1, [{ ...fault, schedule: [{ untilMs: 5 }, { fromMs: 10 }] }]));
  expect([0, 7, 12].map((ms) => decide(rules, call, 1, () => ms) !== undefined)).toEqual([true, false, true]);
  expect(rules[0]?.considered).toBe(2);
  const one = inTurn(activate(1, [{ ...fault, schedule: { fromMs: 10 } }]));
  expect([0, 12].map((ms) => decide(one, call, 1, () => ms) !== undefined)).toEqual([false, true]);
});

test("a rate may be worked out for the call and the time; one that is no number is 0", () => {
  const rate = (_call: ChaosCall, ms: number): number => (ms < 100 ? 0 : 1);
  expect([0, 100].map((ms) => plan([{ ...fault, rate }], 1, ms) !== undefined)).toEqual([false, true]);
  expect(plan([{ ...fault, rate: ({ name }) => (name === "a" ? 2 : 0) }])).toBeDefined();
  expect(plan([{ ...fault, rate: () => Number.NaN }])).toBeUndefined();
});

test("a delay is a number, a range, or worked out; never less than 0", () => {
  const delay = (delayMs: LatencyRule["delayMs"]) => plan([{ ...latency, delayMs }])?.before[0]?.delayMs;
  expect(delay(7)).toBe(7);
  expect(delay(() => 8)).toBe(8);
  expect(delay(() => -8)).toBe(0);
  expect(delay(() => Number.NaN)).toBe(0);
  const drawn = delay({ min: 10, max: 20 });
  expect(drawn).toBeGreaterThanOrEqual(10);
  expect(drawn).toBeLessThan(20);
  expect(plan([behavior])?.before[0]?.delayMs).toBe(0);
});

test("delays and choices differ from call to call and from each other", () => {
  const steps = [1, 2, 3, 4, 5].map(
    (number) => plan([{ ...latency, delayMs: { min: 0, max: 1 } }], number)?.before[0],
  );
  expect(new Set(steps.flatMap((step) => [step?.delayMs, step?.pick])).size).toBe(10);
});

test("a key stands in the place of the number", () => {
  const hash = hashText("a");
  expect(identity(hash, { name: "a", key: "k" }, 1)).toBe(identity(hash, { name: "a", key: "k" }, 2));
  expect(identity(hash, { name: "a", key: "k" }, 1)).not.toBe(identity(hash, { name: "a", key: "l" }, 1));
  expect(identity(hash, call, 1)).not.toBe(identity(hash, call, 2));
  expect(identity(hash, call, hashText("k"))).not.toBe(identity(hash, { name: "a", key: "k" }, 1));
});

test("of several values the pick takes one, each from an equal share", () => {
  const made = [() => "a", () => "b", () => "c", () => "d"];
  expect([0, 0.24, 0.25, 0.5, 0.75, 0.999].map((pick) => choose(made, call, pick)).join("")).toBe("aabcdd");
  expect(choose(({ name }) => name, call, 0.5)).toBe("a");
  expect(choose([({ name }: ChaosCall) => name], call, 0.5)).toBe("a");
  expect(() => choose([], call, 0.5)).toThrow(RangeError);
});
