import { describe, expect, test } from "vitest";
import { Tally, type Figures } from "../../bench/figures.ts";
import { generateFleet } from "../../bench/generate.ts";
import { runPolicy } from "../../bench/run-policy.ts";
import type { Scenario } from "../../bench/scenario.ts";
import { livingMs } from "../../bench/trace.ts";
import { fixedDeadline } from "../../src/index.ts";
import { still } from "./traces.ts";

const DAY = 86_400;

function fixedFigures(scenario: Scenario, limitMs: number, fleets = 8): Figures {
  const tally = new Tally();
  for (let fleet = 0; fleet < fleets; fleet++) {
    const trace = generateFleet(scenario, 7, fleet);
    tally.add(trace, runPolicy(fixedDeadline({ limitMs }), scenario.promiseMs, trace).accused);
  }
  return tally.figures();
}

// A wrong simulator proves nothing: where the answer is known in closed form, it must give that.
describe("a fixed limit of 2 s on a still network", () => {
  const figures = fixedFigures(still, 2000);

  test("notices a death 1.5 s after it on average, 1.99 s at the 99th percentile", () => {
    expect(figures.detections).toBeGreaterThan(1000);
    expect(figures.meanMs / 1500).toBeCloseTo(1, 1.7);
    expect(figures.p99Ms).toBeGreaterThan(1980);
    expect(figures.p99Ms).toBeLessThanOrEqual(2000);
  });

  test("accuses no living worker and misses no dead one", () => {
    expect(figures).toMatchObject({ mistakes: 0, missed: 0, accuracy: 1, peakShare: 0, worstLife: 0 });
  });
});

test("with independent loss p, gaps of three intervals and more come p^2 (1 - p) times a heartbeat", () => {
  const p = 0.1;
  const lossy: Scenario = { ...still, loss: { worsens: 0, mends: 1, inGood: p, inBad: 1 } };
  const { mistakesPerNodeDay } = fixedFigures(lossy, 2500);
  expect(mistakesPerNodeDay / (DAY * p * p * (1 - p))).toBeCloseTo(1, 1);
});

test("Gilbert-Elliott: bad times take their share, worsens / (worsens + mends)", () => {
  const loss = { worsens: 0.02, mends: 0.2, inGood: 0, inBad: 1 };
  let beats = 0;
  let seconds = 0;
  for (let fleet = 0; fleet < 8; fleet++) {
    for (const life of generateFleet({ ...still, loss }, 7, fleet).lives) {
      beats += life.readsAt.length;
      seconds += livingMs(life) / 1000;
    }
  }
  expect(1 - beats / seconds).toBeCloseTo(0.02 / 0.22, 2);
});

test("a monitor stalled for 3 s accuses each living worker once, at its end, and clears it there", () => {
  const stalls = { everyMs: 60_000, lengthMs: () => 3000 };
  const trace = generateFleet({ ...still, stalls, lifeMs: [1e9, 1e9] }, 7, 0);
  const { accused } = runPolicy(fixedDeadline({ limitMs: 2000 }), 1000, trace);
  expect(trace.stalls.length).toBeGreaterThan(10);
  const end = trace.stalls[0]?.to;
  for (const spans of accused) expect(spans[0]).toEqual({ from: end, to: end });
});

test("a sender's pause holds its heartbeats back to the end of the pause", () => {
  const pauses = { everyMs: 100_000, lengthMs: () => 5000 };
  const { meanMistakeMs, mistakesPerNodeDay } = fixedFigures({ ...still, pauses }, 2000, 16);
  // Poisson: one each 105 s; every one of 5 s makes one mistake, which lasts until its end.
  expect(mistakesPerNodeDay / (DAY / 105)).toBeCloseTo(1, 1);
  expect(meanMistakeMs / 3500).toBeCloseTo(1, 1);
});

test("an outage loses all heartbeats of every n-th fleet for as long as it lasts", () => {
  const scenario: Scenario = {
    ...still,
    lifeMs: [1e9, 1e9],
    outage: { everyFleets: 2, lengthMs: [6000, 6000] },
  };
  const gapsOf = (fleet: number): number[] =>
    generateFleet(scenario, 7, fleet).lives.map(({ readsAt }) =>
      Math.max(...readsAt.slice(1).map((at, index) => at - (readsAt[index] ?? 0))),
    );
  expect(new Set(gapsOf(0).map((gap) => Math.round(gap)))).toEqual(new Set([7000]));
  expect(new Set(gapsOf(1).map((gap) => Math.round(gap)))).toEqual(new Set([1000]));
});

describe("seeds", () => {
  test("the same seed gives the same fleet, another seed or fleet another one", () => {
    const lossy: Scenario = { ...still, loss: { worsens: 0, mends: 1, inGood: 0.1, inBad: 1 } };
    expect(generateFleet(lossy, 1, 0)).toEqual(generateFleet(lossy, 1, 0));
    expect(generateFleet(lossy, 1, 0)).not.toEqual(generateFleet(lossy, 2, 0));
    expect(generateFleet(lossy, 1, 0)).not.toEqual(generateFleet(lossy, 1, 1));
  });

  test("stalls change nothing about who dies when", () => {
    const stalls = { everyMs: 60_000, lengthMs: () => 3000 };
    const deaths = (scenario: Scenario): number[] =>
      generateFleet(scenario, 1, 0).lives.map(({ crashAt }) => crashAt);
    expect(deaths({ ...still, stalls })).toEqual(deaths(still));
  });
});
