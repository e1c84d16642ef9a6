import type { OptionRule } from "./check-options.ts";

/** Node.js fires a longer timer at once. */
export const longestTimerMs: number = 2 ** 31 - 1;

export const functionRule: OptionRule = {
  expected: "a function",
  accepts: (value) => typeof value === "function",
};

export function millisecondsFrom(least: number): OptionRule {
  return {
    expected: `a number of milliseconds from ${least} to ${longestTimerMs}`,
    accepts: (value) => typeof value === "number" && value >= least && value <= longestTimerMs,
  };
}

/** An object that has all these methods; a class of another realm passes too. */
export function objectWith(expected: string, methods: readonly string[]): OptionRule {
  return {
    expected,
    accepts: (value) =>
      typeof value === "object" &&
      value !== null &&
      methods.every((method) => typeof Reflect.get(value, method) === "function"),
  };
}
