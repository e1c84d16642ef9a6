import { describe, expect, test } from "vitest";
import { createDetector, DetectorOptionsError, fixedDeadline, type DetectorOptions } from "../src/index.ts";
import { resolveOptions } from "../src/options.ts";
import { systemClock, systemTimers, systemWallClock, warnOfError } from "../src/system.ts";

function problemsOf(options: object): string[] {
  try {
    createDetector(options);
  } catch (error) {
    if (error instanceof DetectorOptionsError) return error.problems.map((problem) => problem.option);
    throw error;
  }
  return [];
}

const all =
  "heartbeatIntervalMs, failureThreshold, responseTimeoutMs, deadline, latencyFactor, cpuLimit, memoryLimit, " +
  "recoverySuccesses, checkIntervalMs, probe, probeTimeoutMs, windowSize, windowMs, massSuspicion, clock, timers, " +
  "wallClock, onError";

describe("options", () => {
  test("have defaults", () => {
    expect(resolveOptions({})).toEqual({
      heartbeatIntervalMs: 30_000,
      latencyFactor: 4,
      cpuLimit: Infinity,
      memoryLimit: Infinity,
      failureThreshold: 3,
      responseTimeoutMs: 10_000,
      deadline: expect.objectContaining({ name: "adaptive" }) as unknown,
      recoverySuccesses: 3,
      checkIntervalMs: 1000,
      probe: undefined,
      probeTimeoutMs: 5000,
      windowSize: 100,
      windowMs: 300_000,
      massSuspicion: { share: 0.3, minWorkers: 3, settleMs: 30_000 },
      clock: systemClock,
      timers: systemTimers,
      wallClock: systemWallClock,
      onError: warnOfError,
    });
  });

  test.each([
    [100, 50, 250],
    [2000, 500, 500],
    [86_400_000, 1000, 5000],
  ])("heartbeats every %d ms: ticks every %d ms, probes of %d ms", (heartbeatIntervalMs, tick, probe) => {
    expect(resolveOptions({ heartbeatIntervalMs })).toMatchObject({
      checkIntervalMs: tick,
      probeTimeoutMs: probe,
    });
  });

  test("that are undefined take their defaults", () => {
    const given = { ...resolveOptions({ failureThreshold: undefined, clock: undefined }), deadline: 0 };
    expect(given).toEqual({ ...resolveOptions({}), deadline: 0 });
  });

  test.each<[keyof DetectorOptions, number, number, boolean]>([
    ["heartbeatIntervalMs", 1, 86_400_000, false],
    ["failureThreshold", 1, 1_000_000, true],
    ["responseTimeoutMs", 1, 86_400_000, false],
    ["recoverySuccesses", 1, 1_000_000, true],
    ["cpuLimit", 1, 100, false],
    ["memoryLimit", 1, 100, false],
    ["checkIntervalMs", 1, 86_400_000, false],
    ["probeTimeoutMs", 1, 86_400_000, false],
    ["windowSize", 5, 100_000, true],
    ["windowMs", 1, 31_536_000_000, false],
  ])("%s lies within %d and %d", (name, low, high, whole) => {
    for (const good of [low, high]) expect(resolveOptions({ [name]: good })[name]).toBe(good);
    for (const bad of [low - 0.5, high + 1, Number.NaN, Infinity, "7", null]) {
      expect(problemsOf({ [name]: bad }), String(bad)).toEqual([name]);
    }
    expect(problemsOf({ [name]: low + 0.5 })).toEqual(whole ? [name] : []);
  });

  test("latencyFactor is false or lies above 1 and up to 1000", () => {
    for (const good of [false, 1.01, 1000])
      expect(resolveOptions({ latencyFactor: good as number }).latencyFactor).toBe(good);
    for (const bad of [true, 1, 1000.1, 0, Number.NaN, "4", null])
      expect(problemsOf({ latencyFactor: bad })).toEqual(["latencyFactor"]);
    expect(() => createDetector({ latencyFactor: 1 })).toThrow(
      "latencyFactor: expected false or a number above 1 and up to 1000, received 1 (number)",
    );
  });

  test.each(["probe", "wallClock", "onError", "clock", "timers"])("%s has its shape checked", (name) => {
    for (const bad of [5, {}, null, []]) expect(problemsOf({ [name]: bad })).toEqual([name]);
  });

  test.each([
    ["share", [1e-9, 1], [0, -1, 1.01, Number.NaN, "1"]],
    ["minWorkers", [1, 1_000_000], [0, 1.5, 1_000_001, "3"]],
    ["settleMs", [1, 86_400_000], [0, 86_400_001, Number.NaN, null]],
  ])("massSuspicion.%s has its range", (name, good, bad) => {
    for (const value of good) {
      expect(resolveOptions({ massSuspicion: { [name]: value } }).massSuspicion).toMatchObject({
        [name]: value,
      });
    }
    for (const value of bad) {
      expect(problemsOf({ massSuspicion: { [name]: value } })).toEqual([`massSuspicion.${name}`]);
    }
  });

  test("massSuspicion is false or an object, with each part optional", () => {
    const defaults = { share: 0.3, minWorkers: 3, settleMs: 10_000 };
    expect(resolveOptions({ massSuspicion: false }).massSuspicion).toBe(false);
    expect(
      resolveOptions({ heartbeatIntervalMs: 2000, massSuspicion: { minWorkers: undefined } as object })
        .massSuspicion,
    ).toEqual(defaults);
    for (const bad of [true, 5, null, "false"])
      expect(problemsOf({ massSuspicion: bad })).toEqual(["massSuspicion"]);
    expect(problemsOf({ massSuspicion: { shares: 1, toString: 2 } })).toEqual([
      "massSuspicion.shares",
      "massSuspicion.toString",
    ]);
  });

  test("all problems are listed at once, with value and kind, but not the value of an unknown name", () => {
    const options = {
      failureThreshold: 1.5,
      deadline: { ...fixedDeadline(), name: 1, learn: undefined },
      clock: null,
      timers: [],
      token: "secret",
    };
    expect(() => createDetector(options as unknown as DetectorOptions)).toThrow(
      new DetectorOptionsError([
        {
          option: "failureThreshold",
          received: "1.5 (number)",
          expected: "a whole number from 1 to 1000000",
        },
        {
          option: "deadline",
          received: "a value of type object",
          expected: "a deadline policy, as fixedDeadline() makes it; look at learn, name",
        },
        { option: "clock", received: "null", expected: "an object with now()" },
        { option: "timers", received: "an array", expected: "an object with after()" },
        { option: "token", received: "a value of type string", expected: `one of the options ${all}` },
      ]),
    );
  });

  test.each([
    [5, ""],
    [null, ""],
    [{}, "; look at begin, learn, limitMs, expectedMs, name, memorySize"],
    [{ ...fixedDeadline(), memorySize: 1.5 }, "; look at memorySize"],
    [{ ...fixedDeadline(), memorySize: -1 }, "; look at memorySize"],
    [{ ...fixedDeadline(), memorySize: 100_001 }, "; look at memorySize"],
    [{ ...fixedDeadline(), memorySize: "1" }, "; look at memorySize"],
    [{ ...fixedDeadline(), phi: 8 }, "; look at phi"],
  ])("a deadline of another shape is refused: %j", (deadline, hint) => {
    expect(() => createDetector({ deadline } as unknown as DetectorOptions)).toThrow(
      `deadline: expected a deadline policy, as fixedDeadline() makes it${hint}, received`,
    );
  });

  test("any object of the right shape is a deadline", () => {
    for (const deadline of [
      { ...fixedDeadline(), memorySize: 0 },
      { ...fixedDeadline(), memorySize: 100_000, phi: () => 1 },
    ])
      expect(resolveOptions({ deadline }).deadline).toBe(deadline);
  });

  test("long values are cut in the message", () => {
    expect(() => createDetector({ probe: "x".repeat(41) } as unknown as DetectorOptions)).toThrow(
      `received "${"x".repeat(40)}" (string)`,
    );
  });

  test("the error is a RangeError that reads well", () => {
    const error = new DetectorOptionsError([{ option: "a", received: "1 (number)", expected: "more" }]);
    expect(error).toBeInstanceOf(RangeError);
    expect(error.name).toBe("DetectorOptionsError");
    expect(error.message).toBe("Bad options of the detector:\n  a: expected more, received 1 (number)");
  });
});
