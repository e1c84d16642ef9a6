import { describe, expect, test } from "vitest";
import {
  consecutiveFailures,
  failureRate,
  failureRateOverTime,
  slowCalls,
  type Trip,
  type TripPolicy,
} from "../src/index.ts";
import { problems } from "./support.ts";

type Call = readonly [failed: boolean, durationMs?: number, now?: number];

/** Where in a run of calls the policy trips first, and by which figures. */
function tripAt(policy: TripPolicy, calls: readonly Call[]): [number, Trip] | undefined {
  const window = policy.start(undefined, 0);
  let inARow = 0;
  for (const [index, [failed, durationMs = 0, now = 0]] of calls.entries()) {
    inARow = failed ? inARow + 1 : 0;
    const trip = window.record(failed, durationMs, now, inARow);
    if (trip !== undefined) return [index, trip];
  }
  return undefined;
}

const fail: Call = [true];
const pass: Call = [false];

describe("consecutive failures", () => {
  test("trips at that many in a row only", () => {
    expect(tripAt(consecutiveFailures(2), [fail, pass, fail, fail])).toEqual([
      3,
      { policy: "consecutive-failures", value: 2, limit: 2, calls: 2 },
    ]);
    expect(tripAt(consecutiveFailures(3), [fail, fail, pass, fail, fail])).toBe(undefined);
  });

  test("refuses what is no number of failures", () => {
    expect(problems(() => consecutiveFailures(0))).toEqual([
      `consecutive-failures.failures: expected an integer from 1, received 0 (number)`,
    ]);
  });
});

describe("failure rate", () => {
  test("trips when the share is reached, not before the minimum of calls", () => {
    const policy = failureRate({ percent: 50, lastCalls: 4, minimumCalls: 3 });
    expect(tripAt(policy, [fail, fail, fail])).toEqual([
      2,
      { policy: "failure-rate", value: 100, limit: 50, calls: 3 },
    ]);
    expect(tripAt(policy, [pass, pass, fail, fail])).toEqual([
      3,
      { policy: "failure-rate", value: 50, limit: 50, calls: 4 },
    ]);
    expect(tripAt(policy, [pass, pass, pass, fail, pass, pass, pass, fail])).toBe(undefined);
  });

  test("a success never trips, even when it completes the minimum", () => {
    const policy = failureRate({ percent: 50, lastCalls: 10, minimumCalls: 3 });
    expect(tripAt(policy, [fail, fail, pass])).toBe(undefined);
    expect(tripAt(policy, [fail, fail, pass, fail])?.[0]).toBe(3);
  });

  test("has defaults: half of the last 100 calls, at least 20", () => {
    expect(
      tripAt(
        failureRate(),
        Array.from({ length: 19 }, () => fail),
      ),
    ).toBe(undefined);
    expect(
      tripAt(
        failureRate(),
        Array.from({ length: 20 }, () => fail),
      )?.[0],
    ).toBe(19);
    expect(
      tripAt(
        failureRate({ lastCalls: 5 }),
        Array.from({ length: 5 }, () => fail),
      )?.[0],
    ).toBe(4);
  });

  test("names every problem", () => {
    const bad: object = { percent: 0, lastCalls: 1.5, minimumCalls: "x", windowMs: 5 };
    expect(problems(() => failureRate(bad))).toEqual([
      "failure-rate.percent: expected a number above 0 and up to 100, received 0 (number)",
      "failure-rate.lastCalls: expected an integer from 1 to 1000000, received 1.5 (number)",
      expect.stringMatching(/^failure-rate\.minimumCalls: .*received "x" \(string\)$/),
      "failure-rate.windowMs: no such option; there are percent, lastCalls, minimumCalls",
    ]);
    expect(problems(() => failureRate({ lastCalls: 10, minimumCalls: 11 }))).toHaveLength(1);
    expect(problems(() => failureRate({ minimumCalls: 2.5 }))).toEqual([
      "failure-rate.minimumCalls: expected an integer from 1 to 100, received 2.5 (number)",
    ]);
    const nothing: unknown = null;
    expect(problems(() => failureRate(nothing as object))).toEqual([
      "failure-rate: expected an object, received null",
    ]);
  });
});

describe("what is no number", () => {
  test.each([
    ["50", '"50" (string)'],
    [Number.NaN, "NaN (number)"],
    [Infinity, "Infinity (number)"],
    [50n, "50 (bigint)"],
    [null, "null"],
  ])("%s is refused, and shown as it was given", (percent: unknown, shown) => {
    expect(problems(() => failureRate({ percent } as { percent: number }))).toEqual([
      `failure-rate.percent: expected a number above 0 and up to 100, received ${shown}`,
    ]);
  });
});

describe("failure rate over time", () => {
  const policy = failureRateOverTime({ percent: 50, windowMs: 1_000, minimumCalls: 4 });

  test("trips by the calls of the window only", () => {
    expect(
      tripAt(policy, [
        [true, 0, 0],
        [true, 0, 1],
        [true, 0, 2_000],
        [true, 0, 2_001],
      ]),
    ).toBe(undefined);
    const calls: Call[] = [
      [true, 0, 0],
      [false, 0, 100],
      [false, 0, 300],
      [true, 0, 900],
    ];
    expect(tripAt(policy, calls)).toEqual([
      3,
      { policy: "failure-rate-over-time", value: 50, limit: 50, calls: 4 },
    ]);
  });

  test("has defaults: half of at least 20 calls in a minute", () => {
    const calls = Array.from({ length: 20 }, (_, i): Call => [true, 0, i * 2_600]);
    expect(tripAt(failureRateOverTime(), calls)?.[0]).toBe(19);
    expect(
      tripAt(
        failureRateOverTime(),
        calls.map(([failed, ms = 0, now = 0]): Call => [failed, ms, now * 2]),
      ),
    ).toBe(undefined);
  });

  test("names every problem", () => {
    expect(problems(() => failureRateOverTime({ windowMs: 9, minimumCalls: 0 }))).toHaveLength(2);
    expect(problems(() => failureRateOverTime({ minimumCalls: 2.5 }))).toEqual([
      expect.stringMatching(/^failure-rate-over-time\.minimumCalls: expected an integer .*received 2\.5 /),
    ]);
  });
});

describe("slow calls", () => {
  const slow: Call = [false, 101];
  const fast: Call = [true, 100];

  test("trips by the share of calls that took longer, failed or not", () => {
    const policy = slowCalls({ slowerThanMs: 100, percent: 50, lastCalls: 4, minimumCalls: 4 });
    expect(policy.slowerThanMs).toBe(100);
    expect(tripAt(policy, [fast, slow, fast, slow])).toEqual([
      3,
      { policy: "slow-calls", value: 50, limit: 50, calls: 4 },
    ]);
    expect(tripAt(policy, [fast, fast, fast, slow])).toBe(undefined);
  });

  test("by time as well", () => {
    const policy = slowCalls({ slowerThanMs: 100, windowMs: 100, minimumCalls: 2 });
    expect(
      tripAt(policy, [
        [false, 500, 0],
        [false, 500, 500],
      ]),
    ).toBe(undefined);
    expect(
      tripAt(policy, [
        [false, 500, 0],
        [false, 500, 50],
      ])?.[0],
    ).toBe(1);
  });

  test("has defaults: half of the last 100 calls, at least 20, or of fewer all of them", () => {
    const calls = Array.from({ length: 20 }, () => slow);
    expect(tripAt(slowCalls({ slowerThanMs: 100 }), calls.slice(1))).toBe(undefined);
    expect(tripAt(slowCalls({ slowerThanMs: 100 }), calls)?.[0]).toBe(19);
    expect(tripAt(slowCalls({ slowerThanMs: 100, lastCalls: 5 }), calls)?.[0]).toBe(4);
    const overTime = slowCalls({ slowerThanMs: 100, windowMs: 60_000, lastCalls: 5 });
    expect(tripAt(overTime, calls)?.[0]).toBe(19);
  });

  test("the minimum of calls is a whole number that fits into the window", () => {
    const minimum = (options: { minimumCalls: number; lastCalls?: number; windowMs?: number }) =>
      problems(() => slowCalls({ slowerThanMs: 100, ...options }));
    for (const [options, most] of [
      [{ minimumCalls: 101 }, 100],
      [{ minimumCalls: 11, lastCalls: 10 }, 10],
      [{ minimumCalls: 2.5, lastCalls: 10 }, 10],
    ] as const) {
      expect(minimum(options)).toEqual([
        `slow-calls.minimumCalls: expected an integer from 1 to ${most}, received ${options.minimumCalls} (number)`,
      ]);
    }
    expect(minimum({ minimumCalls: 100 })).toEqual([]);
    expect(minimum({ minimumCalls: 150, lastCalls: 150 })).toEqual([]);
    // A stretch of time can hold any number of calls.
    expect(minimum({ minimumCalls: 5_000, windowMs: 1_000 })).toEqual([]);
  });

  test("names every problem, also that the time is missing", () => {
    const bad: object = { percent: 101 };
    expect(problems(() => slowCalls(bad as { slowerThanMs: number }))).toEqual([
      expect.stringMatching(/^slow-calls\.percent: /),
      "slow-calls.slowerThanMs: is missing",
    ]);
    const nothing: unknown = undefined;
    expect(problems(() => slowCalls(nothing as { slowerThanMs: number }))).toHaveLength(1);
  });
});

test("windows save themselves and go on", () => {
  for (const policy of [
    failureRate({ lastCalls: 4, minimumCalls: 4 }),
    failureRateOverTime({ windowMs: 1_000, minimumCalls: 4 }),
    slowCalls({ slowerThanMs: 1, lastCalls: 4, minimumCalls: 4 }),
    slowCalls({ slowerThanMs: 1, windowMs: 1_000, minimumCalls: 4 }),
  ]) {
    const window = policy.start(undefined, 0);
    for (let i = 0; i < 3; i += 1) expect(window.record(true, 5, 0, i + 1)).toBe(undefined);
    const saved: unknown = JSON.parse(JSON.stringify(window.save(0)));
    const again = policy.start(saved as ReturnType<typeof window.save>, 9_000);
    expect(again.record(true, 5, 9_000, 4)).toMatchObject({ policy: policy.kind, value: 100, calls: 4 });
  }
  expect(consecutiveFailures(1).start(undefined, 0).save(0)).toEqual({});
});
