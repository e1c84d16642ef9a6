import { describe, expect, test } from "vitest";
import type { DeadlinePolicy } from "../../src/deadline-policy.ts";
import { phiAccrual, type PhiAccrualOptions } from "../../src/policies/phi-accrual.ts";
import { deviationsAt } from "../../src/policies/phi.ts";
import { Fed, times } from "./feed.ts";

/** As Pekko's tests make theirs: no pause. */
const bare = (options: PhiAccrualOptions = {}): DeadlinePolicy =>
  phiAccrual({ acceptableHeartbeatPauseMs: 0, ...options });

const near = (value: number | undefined, expected: number, by: number): void =>
  expect(Math.abs((value ?? Number.NaN) - expected)).toBeLessThanOrEqual(by);

// Stories of Pekko's AccrualFailureDetectorSpec, with the gaps between its heartbeats.
describe("stories as published", () => {
  test("a guess when there was only one heartbeat", () => {
    const fed = new Fed(bare(), 1000);
    near(fed.phi(1000), 0.3, 0.2);
    near(fed.phi(2000), 4.5, 0.3);
    expect(fed.phi(3000)).toBeGreaterThan(15);
  });

  test("phi is above 0 after the first gap", () => {
    const fed = new Fed(bare(), 1000);
    expect(fed.phi(100)).toBeGreaterThan(0);
    expect(fed.learn(100).phi(100)).toBeGreaterThan(0);
  });

  test("seven seconds of silence after quick heartbeats", () => {
    const fed = new Fed(bare({ threshold: 3 }), 1000).learn(1000, 100);
    expect(fed.limitMs).toBeGreaterThan(100);
    expect(fed.limitMs).toBeLessThan(7100);
  });

  test("available again after five minutes of pause, which are not learned", () => {
    const fed = new Fed(phiAccrual(), 1000).learn(...times(999, 1000));
    const before = fed.limitMs;
    expect(before).toBeLessThan(300_000);
    expect(fed.learn(300_100).limitMs).toBe(before);
    expect(fed.limitMs).toBeGreaterThan(900);
    expect(fed.learn(1000).limitMs).toBeLessThan(7000);
    expect(fed.learn(7100).limitMs).toBeGreaterThan(900);
    expect(fed.learn(1000).limitMs).toBeGreaterThan(900);
  });

  test("the configured number of misses is accepted, and no more", () => {
    const fed = new Fed(phiAccrual(), 1000).learn(1000, 1000, 1000);
    expect(fed.limitMs).toBeGreaterThan(4000);
    expect(fed.learn(5000).limitMs).toBeGreaterThan(1000);
    expect(new Fed(phiAccrual(), 1000).learn(...times(6, 1000)).limitMs).toBeLessThan(5000);
  });

  test("only the last gaps count", () => {
    const fed = new Fed(bare({ maxSampleSize: 3 }), 1000).learn(100, 100, 100);
    const early = fed.phi(100);
    expect(early).toBeDefined();
    near(fed.learn(600, 500, 500, 500).phi(500), early ?? Number.NaN, 0.001);
  });
});

test("the limit is mean, pause and deviations; the mean is expected", () => {
  const fed = new Fed(phiAccrual({ maxSampleSize: 2, acceptableHeartbeatPauseMs: 500 }), 1000);
  fed.learn(800, 1200);
  expect(fed.expectedMs).toBe(1000);
  expect(fed.limitMs).toBeCloseTo(1500 + deviationsAt(8) * 200, 8);
  expect(fed.learn(1200).limitMs).toBeCloseTo(1700 + deviationsAt(8) * 100, 8);
  expect(fed.phi(1700)).toBeCloseTo(Math.log10(2), 10);
  expect(fed.neighboursUntouched).toBe(true);
});

test("a first estimate takes the place of the worker's interval", () => {
  const fed = new Fed(bare({ firstHeartbeatEstimateMs: 4000 }), 1000);
  expect(fed.expectedMs).toBe(4000);
  expect(fed.limitMs).toBeCloseTo(4000 + deviationsAt(8) * 1000, 8);
});

test("the least deviation", () => {
  const fed = new Fed(bare({ minStdDeviationMs: 7, maxSampleSize: 2 }), 1000).learn(1000, 1000);
  expect(fed.limitMs).toBeCloseTo(1000 + deviationsAt(8) * 7, 8);
});

test("a gap at the limit is not learned, as phi has reached the threshold", () => {
  const fed = new Fed(bare({ maxSampleSize: 2 }), 1000).learn(1000, 1000);
  const limit = fed.limitMs;
  expect(fed.learn(limit).limitMs).toBe(limit);
  expect(fed.learn(limit - 1).limitMs).toBeGreaterThan(limit);
});

test("beginning again forgets all", () => {
  const fed = new Fed(phiAccrual(), 1000);
  const fresh = fed.limitMs;
  expect(fed.learn(...times(2000, 400)).again(1000).limitMs).toBe(fresh);
});

test("Pekko's defaults: 4.52 s of silence at a regular second", () => {
  const fed = new Fed(phiAccrual(), 1000).learn(...times(1000, 1000));
  expect(fed.limitMs).toBeCloseTo(4000 + 100 * deviationsAt(8), 8);
  expect(phiAccrual()).toMatchObject({ name: "phi-accrual", memorySize: 1004 });
});
