import { describe, expect, test } from "vitest";
import { backoffDelayMs, RetryOptionsError, type BackoffOptions } from "../src/index.ts";

const middle = (): number => 0.5;
const delays = (options: BackoffOptions, random = middle): number[] =>
  [1, 2, 3, 4].map((retry) => backoffDelayMs(options, retry, random));

describe("growth", () => {
  const plain = { baseDelayMs: 100, maxDelayMs: 100_000, jitter: "none" } as const;

  test("exponential doubles, linear adds, constant stays", () => {
    expect(delays({ ...plain, strategy: "exponential" })).toEqual([100, 200, 400, 800]);
    expect(delays({ ...plain, strategy: "linear" })).toEqual([100, 200, 300, 400]);
    expect(delays({ ...plain, strategy: "constant" })).toEqual([100, 100, 100, 100]);
  });

  test("fibonacci adds the two before", () => {
    const long = { ...plain, strategy: "fibonacci", baseDelayMs: 1, maxDelayMs: 2 ** 31 - 1 } as const;
    const shown = [1, 2, 3, 4, 5, 6, 10, 20, 46].map((retry) => backoffDelayMs(long, retry, middle));
    expect(shown).toEqual([1, 1, 2, 3, 5, 8, 55, 6765, 1836311903]);
    expect(backoffDelayMs(long, 47, middle)).toBe(2 ** 31 - 1);
    expect(backoffDelayMs({ ...long, baseDelayMs: 0 }, 5000, middle)).toBe(0);
  });

  test("stops at the cap", () => {
    expect(delays({ ...plain, maxDelayMs: 250 })).toEqual([100, 200, 250, 250]);
    expect(delays({ ...plain, strategy: "linear", maxDelayMs: 250 })).toEqual([100, 200, 250, 250]);
    expect(delays({ ...plain, strategy: "constant", maxDelayMs: 50 })).toEqual([50, 50, 50, 50]);
  });

  test("stays finite at retries beyond the range of doubles", () => {
    expect(backoffDelayMs(plain, 5000, middle)).toBe(100_000);
    expect(backoffDelayMs({ ...plain, baseDelayMs: 0 }, 5000, middle)).toBe(0);
  });
});

describe("defaults", () => {
  test("exponential from 1 s to 30 s with a jitter factor of 0.1", () => {
    expect(delays({})).toEqual([1000, 2000, 4000, 8000]);
    expect(backoffDelayMs({}, 1, () => 0)).toBe(900);
    expect(backoffDelayMs({}, 1, () => 1 - 2 ** -53)).toBe(1100);
    expect(backoffDelayMs({}, 20, () => 1 - 2 ** -53)).toBe(30_000);
  });
});

describe("jitter", () => {
  const at = (jitter: NonNullable<BackoffOptions["jitter"]>, chance: number): number =>
    backoffDelayMs({ baseDelayMs: 1000, maxDelayMs: 1000, jitter }, 1, () => chance);

  test("full reaches from 0 to the delay", () => {
    expect([at("full", 0), at("full", 0.25), at("full", 0.999)]).toEqual([0, 250, 999]);
  });

  test("equal keeps half of the delay", () => {
    expect([at("equal", 0), at("equal", 0.5), at("equal", 0.998)]).toEqual([500, 750, 999]);
  });

  test("a factor spreads to both sides, at the cap too", () => {
    // At the cap the centre is 1000 / 1.25 = 800.
    expect([at({ factor: 0.25 }, 0), at({ factor: 0.25 }, 0.5), at({ factor: 0.25 }, 0.9999)]).toEqual([
      600, 800, 1000,
    ]);
  });

  test("decorrelated draws from the base to three times the delay before", () => {
    const options = { baseDelayMs: 100, maxDelayMs: 1000, jitter: "decorrelated" } as const;
    const after = (previous: number, chance: number): number =>
      backoffDelayMs(options, 9, () => chance, previous);
    expect([after(200, 0), after(200, 0.5), after(200, 0.998)]).toEqual([100, 350, 599]);
    // At the cap the range ends, and its delays stay spread.
    expect([after(900, 0), after(900, 0.5), after(900, 0.9999)]).toEqual([100, 550, 1000]);
    // Nothing is shorter than the base.
    expect([after(10, 0), after(10, 0.9)]).toEqual([100, 100]);
    expect(backoffDelayMs({ ...options, maxDelayMs: 60 }, 1, () => 0.5, 200)).toBe(60);
  });

  test("decorrelated goes on from the mean where the delay before is not given", () => {
    const options = {
      baseDelayMs: 100,
      maxDelayMs: 1e6,
      jitter: "decorrelated",
      strategy: "constant",
    } as const;
    // Means without cap: 100, 200, 350, 575.
    expect([1, 2, 3, 4].map((retry) => backoffDelayMs(options, retry, () => 1))).toEqual([
      300, 600, 1050, 1725,
    ]);
    expect(backoffDelayMs(options, 5000, () => 1)).toBe(1e6);
    expect(backoffDelayMs({ ...options, baseDelayMs: 0 }, 5000, () => 1)).toBe(0);
  });

  test("none asks for no chance", () => {
    const random = (): number => {
      throw new Error("not needed");
    };
    expect(backoffDelayMs({ jitter: "none" }, 1, random)).toBe(1000);
  });
});

describe("invalid values", () => {
  test("all are listed", () => {
    const options = { strategy: "quadratic", baseDelayMs: -1, maxDelayMs: Number.NaN, jitter: { factor: 2 } };
    const call = (): number => backoffDelayMs(options as unknown as BackoffOptions, 1, middle);
    expect(call).toThrow(RetryOptionsError);
    expect(call).toThrow(/strategy.*"quadratic"[^]*baseDelayMs.*-1[^]*maxDelayMs.*NaN[^]*jitter/);
  });

  test.each([0, -1, 1.5, Number.NaN, Infinity])("retry %s", (retry) => {
    expect(() => backoffDelayMs({}, retry, middle)).toThrow(/retry: expected an integer from 1/);
  });

  test("a delay before that cannot be", () => {
    expect(() => backoffDelayMs({}, 1, middle, -1)).toThrow(/previousDelayMs: expected a number of mill/);
  });

  test.each([null, "half", {}, { factor: "0.1" }, { factor: -0.1 }])("jitter %j", (jitter) => {
    expect(() => backoffDelayMs({ jitter } as BackoffOptions, 1, middle)).toThrow(/jitter: expected/);
  });
});
