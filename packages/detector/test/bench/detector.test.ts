import { describe, expect, test } from "vitest";
import { Tally } from "../../bench/figures.ts";
import { generateFleet } from "../../bench/generate.ts";
import { runDetector } from "../../bench/run-detector.ts";
import { runPolicy } from "../../bench/run-policy.ts";
import type { Scenario } from "../../bench/scenario.ts";
import { adaptiveDeadline, fixedDeadline } from "../../src/index.ts";
import { still } from "./traces.ts";

const lossy: Scenario = { ...still, loss: { worsens: 0, mends: 1, inGood: 0.02, inBad: 1 } };

// Two simulators that share no line but the traces must agree where the detector adds nothing of its own.
describe.each([
  ["fixed", fixedDeadline({ limitMs: 1500 })],
  ["adaptive", adaptiveDeadline()],
])("the whole detector with the %s policy alone", (_, policy) => {
  const trace = generateFleet(lossy, 3, 0);
  const alone = runPolicy(policy, 1000, trace).accused;
  const whole = runDetector(
    { heartbeatIntervalMs: 1000, deadline: policy, massSuspicion: false, checkIntervalMs: 10 },
    trace,
  );

  test("accuses the same workers, each within a tick", () => {
    expect(whole.map((spans) => spans.length)).toEqual(alone.map((spans) => spans.length));
    for (const [index, spans] of alone.entries()) {
      for (const [nth, { from }] of spans.entries()) {
        const later = (whole[index]?.[nth]?.from ?? Infinity) - from;
        expect(later).toBeGreaterThanOrEqual(0);
        expect(later).toBeLessThanOrEqual(11);
      }
    }
  });

  test("and clears them at the same heartbeat", () => {
    expect(whole.map((spans) => spans.map(({ to }) => to))).toEqual(
      alone.map((spans) => spans.map(({ to }) => to)),
    );
  });
});

describe("a fleet that sends at another interval than promised, all of it", () => {
  const worstLife = (intervalMs: (ageMs: number) => number): number => {
    const scenario: Scenario = { ...still, lifeMs: [1e9, 1e9], fleetMs: 300_000, intervalMs };
    const tally = new Tally();
    const trace = generateFleet(scenario, 5, 0);
    tally.add(trace, runDetector({ heartbeatIntervalMs: 1000 }, trace));
    return tally.figures().worstLife;
  };

  // Holds begin again and again, and every gap reaches into one: only the first of them is passed over.
  test("is learned in spite of the holds that it causes", () => {
    expect(worstLife((ageMs) => (ageMs < 60_000 ? 1000 : 6000))).toBeLessThanOrEqual(6);
  });

  test("is learned from the beginning", () => {
    expect(worstLife(() => 3000)).toBeLessThanOrEqual(6);
  });
});
