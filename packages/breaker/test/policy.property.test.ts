import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { closed } from "../src/closed.ts";
import { admit, isolate, reset, settle } from "../src/policy.ts";
import type { Outcome, Policy, State, Step } from "../src/states.ts";

const policies: fc.Arbitrary<Policy> = fc.record({
  failureThreshold: fc.integer({ min: 1, max: 5 }),
  recoveryTimeoutMs: fc.nat(50),
  halfOpenMaxRequests: fc.integer({ min: 1, max: 3 }),
  successThreshold: fc.integer({ min: 1, max: 3 }),
  probeLapseMs: fc.constantFrom(20, Infinity),
});

const events = fc.oneof(
  { weight: 6, arbitrary: fc.constant("admit" as const) },
  { weight: 8, arbitrary: fc.constantFrom<Outcome>("success", "failure", "failure", "nothing") },
  { weight: 1, arbitrary: fc.constantFrom("reset" as const, "isolate" as const) },
);
const schedules = fc.array(fc.tuple(events, fc.nat(30), fc.nat(5)), { maxLength: 100 });

/** Walks through a schedule, in which each result belongs to a call that was admitted before. */
function walk(
  policy: Policy,
  schedule: readonly (readonly [Outcome | "admit" | "reset" | "isolate", number, number])[],
  visit: (before: State, step: Step) => void,
): void {
  let state: State = closed(0);
  let now = 0;
  const running: number[] = [];
  for (const [event, waitMs, choice] of schedule) {
    now += waitMs;
    let step: Step;
    if (event === "reset") step = reset(state);
    else if (event === "isolate") step = isolate(state);
    else if (event === "admit") {
      const admission = admit(policy, state, now);
      if (admission.admitted) running.push(admission.state.generation);
      step = admission;
    } else {
      const [generation] = running.splice(choice % Math.max(1, running.length), 1);
      if (generation === undefined) continue;
      step = settle(policy, state, generation, event, now);
    }
    visit(state, step);
    state = step.state;
  }
}

test("counts stay in bounds, and a change of kind has a reason and a new generation", () => {
  fc.assert(
    fc.property(policies, schedules, (policy, schedule) => {
      walk(policy, schedule, (before, { state, reason }) => {
        expect(state.kind !== before.kind).toBe(reason !== undefined);
        expect(state.generation).toBeGreaterThanOrEqual(before.generation);
        if (state.kind !== before.kind) expect(state.generation).toBe(before.generation + 1);
        if (state.kind === "closed") expect(state.failures).toBeLessThan(policy.failureThreshold);
        if (state.kind === "half-open") {
          expect(state.inFlight).toBeGreaterThanOrEqual(0);
          expect(state.inFlight).toBeLessThanOrEqual(policy.halfOpenMaxRequests);
          expect(state.successes).toBeLessThan(policy.successThreshold);
        }
      });
    }),
    { numRuns: 500 },
  );
});

test("the README's table of changes is what the policy does", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const rows = readme.matchAll(/^\| ([a-z-]+) +\| ([a-z-]+) +\| `([a-z-]+)` +\|/gm);
  const documented = new Set(Array.from(rows, ([, from, to, reason]) => `${from} > ${to}: ${reason}`));
  const seen = new Set<string>();
  fc.assert(
    fc.property(policies, schedules, (policy, schedule) => {
      walk(policy, schedule, (before, { state, reason }) => {
        if (reason !== undefined) seen.add(`${before.kind} > ${state.kind}: ${reason}`);
      });
    }),
    { numRuns: 1000, seed: 1 },
  );
  expect([...documented].sort()).toEqual([...seen].sort());
});
