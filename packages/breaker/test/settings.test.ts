import { describe, expect, test } from "vitest";
import { type BreakerOptions, BreakerOptionsError, createBreaker } from "../src/index.ts";
import { policyOf, settingsOf } from "../src/settings.ts";
import { systemClock } from "../src/system.ts";

function problems(options: object): readonly string[] {
  try {
    settingsOf(options);
  } catch (error) {
    if (error instanceof BreakerOptionsError) return error.problems;
    throw error;
  }
  return [];
}

describe("defaults", () => {
  test("are the documented ones", () => {
    expect(settingsOf({})).toMatchObject({
      name: "breaker",
      failureThreshold: 5,
      timeoutMs: 30_000,
      recoveryTimeoutMs: 60_000,
      halfOpenMaxRequests: 3,
      successThreshold: 3,
      clock: systemClock,
    });
    expect(settingsOf({}).isFailure(new Error("any"))).toBe(true);
  });

  test("the success threshold follows the number of probes", () => {
    expect(settingsOf({ halfOpenMaxRequests: 7 }).successThreshold).toBe(7);
    expect(settingsOf({ halfOpenMaxRequests: 7, successThreshold: 1 }).successThreshold).toBe(1);
  });

  test("stand in for undefined", () => {
    const options: object = { failureThreshold: undefined, clock: undefined };
    expect(settingsOf(options)).toMatchObject({ failureThreshold: 5, clock: systemClock });
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
  ] satisfies BreakerOptions[])("%o is accepted", (options: BreakerOptions) => {
    expect(problems(options)).toEqual([]);
    expect(settingsOf(options)).toMatchObject(options);
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
      "recoveryTimeoutMs: expected an integer from 0 to 2147483647, received Infinity (number)",
    ],
    [{ halfOpenMaxRequests: null }, "halfOpenMaxRequests: expected an integer from 1, received null"],
    [{ successThreshold: [] }, "successThreshold: expected an integer from 1, received an array"],
    [{ name: "" }, 'name: expected a string that is not empty, received "" (string)'],
    [{ isFailure: {} }, "isFailure: expected a function, received an object"],
    [{ clock: Date.now }, "clock: expected an object with a method now(), received a function"],
    [{ clock: { now: 1 } }, "clock: expected an object with a method now(), received an object"],
  ])("%o is refused", (options, problem) => {
    expect(problems(options)).toEqual([problem]);
  });

  test("an unknown option is refused, with the known ones named", () => {
    expect(problems({ timeout: 5 })).toEqual([
      expect.stringMatching(/^timeout: no such option; .*timeoutMs/),
    ]);
    expect(problems({ toString: 5 })).toHaveLength(1);
  });

  test("all problems come at once, in one typed error", () => {
    const bad: object = { failureThreshold: -1, timeoutMs: "soon", nope: 1 };
    expect(problems(bad)).toHaveLength(3);
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

describe("the policy", () => {
  test("gives up hung probes only where they have no time limit", () => {
    expect(policyOf(settingsOf({})).probeLapseMs).toBe(Infinity);
    expect(policyOf(settingsOf({ timeoutMs: false, recoveryTimeoutMs: 70 })).probeLapseMs).toBe(70);
  });
});
