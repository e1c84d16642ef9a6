import { describe, expect, test } from "vitest";
import {
  type BreakerOptions,
  BreakerOptionsError,
  consecutiveFailures,
  createBreaker,
  failureRate,
  failureRateOverTime,
  slowCalls,
} from "../src/index.ts";
import { settingsOf } from "../src/settings.ts";
import { systemClock } from "../src/system.ts";
import { problems } from "./support.ts";

describe("defaults", () => {
  test("are the documented ones", () => {
    expect(settingsOf({})).toMatchObject({
      name: "breaker",
      timeoutMs: 30_000,
      maxConcurrent: Infinity,
      maxQueued: 0,
      slowCallMs: Infinity,
      captureStacks: false,
      timed: false,
      clock: systemClock,
      policy: {
        trips: [{ kind: "consecutive-failures" }],
        recovery: { baseMs: 60_000, factor: 1, maxMs: 60_000, jitter: 0 },
        halfOpenMaxRequests: 3,
        successThreshold: 3,
        probeTimeoutMs: 30_000,
        slowProbeMs: Infinity,
        rampUpMs: 0,
        rampUpFrom: 0.1,
      },
    });
    const { trips } = settingsOf({}).policy;
    expect(trips[0]?.start(undefined, 0).record(true, 0, 0, 5)).toMatchObject({ limit: 5 });
  });

  test("the success threshold follows the number of probes", () => {
    expect(settingsOf({ halfOpenMaxRequests: 7 }).policy.successThreshold).toBe(7);
    expect(settingsOf({ halfOpenMaxRequests: 7, successThreshold: 1 }).policy.successThreshold).toBe(1);
  });

  test("a probe's time follows the time limit, or without one the recovery time", () => {
    const probeTimeoutMs = (options: BreakerOptions): number => settingsOf(options).policy.probeTimeoutMs;
    expect(probeTimeoutMs({ timeoutMs: 50 })).toBe(50);
    expect(probeTimeoutMs({ timeoutMs: false, recoveryTimeoutMs: 70 })).toBe(70);
    expect(probeTimeoutMs({ timeoutMs: false, recoveryTimeoutMs: { baseMs: 80 } })).toBe(80);
    expect(probeTimeoutMs({ timeoutMs: false, recoveryTimeoutMs: 0 })).toBe(30_000);
    expect(probeTimeoutMs({ timeoutMs: 50, probeTimeoutMs: 90 })).toBe(90);
  });

  test("the clock is looked at after each call only where something needs it", () => {
    expect(settingsOf({ trip: [consecutiveFailures(2), failureRate()] }).timed).toBe(false);
    expect(settingsOf({ trip: [consecutiveFailures(2), failureRateOverTime()] }).timed).toBe(true);
    expect(settingsOf({ slowCallMs: 5 }).timed).toBe(true);
    expect(settingsOf({ hooks: {} }).timed).toBe(true);
  });

  test("slow calls are those of the strictest policy, unless said otherwise", () => {
    const trip = [slowCalls({ slowerThanMs: 70 }), slowCalls({ slowerThanMs: 40 })];
    expect(settingsOf({ trip })).toMatchObject({ slowCallMs: 40, policy: { slowProbeMs: 40 } });
    expect(settingsOf({ trip, slowCallMs: 9 })).toMatchObject({ slowCallMs: 9, policy: { slowProbeMs: 40 } });
  });

  test("stand in for undefined", () => {
    const options: object = { failureThreshold: undefined, clock: undefined };
    expect(settingsOf(options)).toMatchObject({ timeoutMs: 30_000, clock: systemClock });
  });

  test("the system clock moves forward", () => {
    const before = systemClock.now();
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  });
});

describe("ranges", () => {
  test.each([
    { failureThreshold: 1 },
    { timeoutMs: 1 },
    { timeoutMs: 2_147_483_647 },
    { timeoutMs: false },
    { recoveryTimeoutMs: 0 },
    { recoveryTimeoutMs: 2_147_483_647 },
    { halfOpenMaxRequests: 1, successThreshold: 100 },
    { name: "x", isFailure: () => false, clock: { now: () => 0 } },
    { recoveryTimeoutMs: { baseMs: 5, factor: 1.5, maxMs: 5, jitter: 1, resetAfterMs: 0 } },
    { trip: failureRate(), maxConcurrent: 1, maxQueued: 5, rampUpMs: 1, rampUpFromPercent: 100 },
    {
      hooks: { onCallEnd: () => {} },
      random: () => 0,
      captureStacks: true,
      slowCallMs: 0.5,
      probeTimeoutMs: 1,
    },
    { isFailureResult: () => true, fallback: () => 1, fallbackFor: () => true },
  ] satisfies BreakerOptions[])("%o is accepted", (options: BreakerOptions) => {
    expect(problems(() => settingsOf(options))).toEqual([]);
  });

  test.each([
    [{ failureThreshold: 0 }, "failureThreshold: expected an integer from 1, received 0 (number)"],
    [{ failureThreshold: 1.5 }, "failureThreshold: expected an integer from 1, received 1.5 (number)"],
    [{ failureThreshold: "5" }, 'failureThreshold: expected an integer from 1, received "5" (string)'],
    [{ timeoutMs: 0 }, "timeoutMs: expected an integer from 1 to 2147483647, or false, received 0 (number)"],
    [
      { timeoutMs: NaN },
      "timeoutMs: expected an integer from 1 to 2147483647, or false, received NaN (number)",
    ],
    [
      { timeoutMs: 2_147_483_648 },
      "timeoutMs: expected an integer from 1 to 2147483647, or false, received 2147483648 (number)",
    ],
    [
      { timeoutMs: true },
      "timeoutMs: expected an integer from 1 to 2147483647, or false, received true (boolean)",
    ],
    [
      { recoveryTimeoutMs: Infinity },
      "recoveryTimeoutMs: expected an integer from 0 to 2147483647, or an object with baseMs, received Infinity (number)",
    ],
    [
      { recoveryTimeoutMs: { baseMs: -1 } },
      "recoveryTimeoutMs.baseMs: expected an integer from 0 to 2147483647, received -1 (number)",
    ],
    [
      { recoveryTimeoutMs: { baseMs: 9, maxMs: 8 } },
      "recoveryTimeoutMs.maxMs: expected a number from baseMs, which is 9, received 8 (number)",
    ],
    [
      { recoveryTimeoutMs: { baseMs: 9, factor: 0.5 } },
      "recoveryTimeoutMs.factor: expected a number from 1, received 0.5 (number)",
    ],
    [{ trip: [] }, "trip: expected a trip policy, or an array of at least one, received an array"],
    [{ trip: [5] }, "trip: expected a trip policy, or an array of at least one, received an array"],
    [{ trip: 5 }, "trip: expected a trip policy, or an array of at least one, received 5 (number)"],
    [
      { trip: failureRate(), failureThreshold: 5 },
      "failureThreshold: has no place beside trip; put consecutiveFailures(n) into trip",
    ],
    [{ maxQueued: 5 }, "maxQueued: has no effect without maxConcurrent"],
    [{ maxConcurrent: 0 }, "maxConcurrent: expected an integer from 1, received 0 (number)"],
    [{ rampUpFromPercent: 0 }, "rampUpFromPercent: expected a number from 1 to 100, received 0 (number)"],
    [{ slowCallMs: 0 }, "slowCallMs: expected a number above 0, received 0 (number)"],
    [{ captureStacks: 1 }, "captureStacks: expected true or false, received 1 (number)"],
    [
      { hooks: { onCallEnd: 5 } },
      "hooks: expected an object with functions onCallStart, onCallEnd or both, received an object",
    ],
    [{ fallback: "x" }, 'fallback: expected a function, received "x" (string)'],
    [{ halfOpenMaxRequests: null }, "halfOpenMaxRequests: expected an integer from 1, received null"],
    [{ successThreshold: [] }, "successThreshold: expected an integer from 1, received an array"],
    [{ name: "" }, 'name: expected a string that is not empty, received "" (string)'],
    [{ isFailure: {} }, "isFailure: expected a function, received an object"],
    [{ clock: Date.now }, "clock: expected an object with a method now(), received a function"],
    [{ clock: { now: 1 } }, "clock: expected an object with a method now(), received an object"],
  ])("%o is refused", (options, problem) => {
    expect(problems(() => settingsOf(options as object))).toEqual([problem]);
  });

  test("an unknown option is refused, with the known ones named", () => {
    expect(problems(() => settingsOf({ timeout: 5 } as object))).toEqual([
      expect.stringMatching(/^timeout: no such option; .*timeoutMs/),
    ]);
    expect(problems(() => settingsOf({ toString: 5 } as object))).toHaveLength(1);
  });

  test("all problems come at once, in one typed error", () => {
    const bad: object = { failureThreshold: -1, timeoutMs: "soon", nope: 1 };
    expect(problems(() => settingsOf(bad))).toHaveLength(3);
    expect(() => createBreaker(bad)).toThrow(BreakerOptionsError);
    expect(() => createBreaker(bad)).toThrow(/failureThreshold[^]*timeoutMs[^]*nope/);
  });

  test("options that are no object are refused", () => {
    const options: unknown = "fast";
    expect(() => settingsOf(options as object)).toThrow(
      'options: expected an object, received "fast" (string)',
    );
  });
});
