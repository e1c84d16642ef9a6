import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { closed } from "../src/closed.ts";
import { consecutiveFailures } from "../src/index.ts";
import { admit, elapse, isolate, reset, settle } from "../src/policy.ts";
import { recoveryOf } from "../src/recovery.ts";
import type { Admitted, Outcome, Policy, State, Step } from "../src/states.ts";

const policies: fc.Arbitrary<Policy> = fc.record({
  trips: fc.integer({ min: 1, max: 5 }).map((failures) => [consecutiveFailures(failures)]),
  recovery: fc.nat(50).map((baseMs) => recoveryOf({ baseMs, jitter: 0.5 })),
  random: fc.constant(() => 0.5),
  halfOpenMaxRequests: fc.integer({ min: 1, max: 3 }),
  successThreshold: fc.integer({ min: 1, max: 3 }),
  probeTimeoutMs: fc.constantFrom(20, 200),
  slowProbeMs: fc.constantFrom(15, Infinity),
  rampUpMs: fc.constantFrom(0, 40),
  rampUpFrom: fc.constant(0.2),
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
  let state: State = closed(policy, 0, 0);
  let now = 0;
  const running: Admitted[] = [];
  const take = (step: Step | undefined): void => {
    if (step === undefined) return;
    visit(state, step);
    ({ state } = step);
  };
  for (const [event, waitMs, choice] of schedule) {
    now += waitMs;
    if (event === "reset") take(reset(policy, state, now));
    else if (event === "isolate") take(isolate(state, now));
    else if (event === "admit") {
      take(elapse(policy, state, now));
      const admission = admit(policy, state, now);
      if (!admission.admitted) continue;
      running.push({ generation: admission.state.generation, startedAt: now });
      take(admission);
    } else {
      const [call] = running.splice(running.length - 1 - (choice % Math.max(1, running.length)), 1);
      if (call === undefined) continue;
      take(elapse(policy, state, now));
      take(settle(policy, state, call, event, now - call.startedAt, now));
    }
  }
}

test("counts stay in bounds, and a change of kind has a reason and a new generation", () => {
  fc.assert(
    fc.property(policies, schedules, (policy, schedule) => {
      walk(policy, schedule, (before, { state, reason }) => {
        expect(state.kind !== before.kind).toBe(reason !== undefined);
        expect(state.generation).toBeGreaterThanOrEqual(before.generation);
        if (state.kind !== before.kind) expect(state.generation).toBe(before.generation + 1);
        if (state.kind === "open") {
          const openMs = state.until - state.since;
          expect(openMs).toBeLessThanOrEqual(policy.recovery.maxMs);
          expect(openMs).toBeGreaterThanOrEqual(Math.floor(policy.recovery.baseMs * 0.75));
          expect(state.openings).toBeGreaterThanOrEqual(1);
        }
        if (state.kind === "half-open") {
          expect(state.probes.length).toBeLessThanOrEqual(policy.halfOpenMaxRequests);
          expect(state.probes).toEqual([...state.probes].sort((a, b) => a - b));
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
    { numRuns: 3000, seed: 1 },
  );
  expect([...documented].sort()).toEqual([...seen].sort());
});
