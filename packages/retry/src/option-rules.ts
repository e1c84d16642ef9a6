import type { OptionRule } from "./check-options.ts";

/** Node.js fires a longer timer at once. */
export const longestTimerMs: number = 2 ** 31 - 1;

export const functionRule: OptionRule = {
  expected: "a function",
  accepts: (value) => typeof value === "function",
};

export const signalRule: OptionRule = objectWith("an AbortSignal", [
  "addEventListener",
  "removeEventListener",
  "throwIfAborted",
]);

export const clockRule: OptionRule = objectWith("a clock with now, wallTime and setTimer", [
  "now",
  "wallTime",
  "setTimer",
]);

export const budgetRule: OptionRule = objectWith("a retry budget", ["begin", "fail", "take", "succeed"]);

export const retryCountRule: OptionRule = {
  expected: "an integer of 0 or more, or Infinity",
  accepts: (value) => value === Infinity || (Number.isInteger(value) && Number(value) >= 0),
};

export function millisecondsFrom(least: number): OptionRule {
  return {
    expected: `a number of milliseconds from ${least} to ${longestTimerMs}`,
    accepts: (value) => typeof value === "number" && value >= least && value <= longestTimerMs,
  };
}

export function numberFrom(least: number, most: number): OptionRule {
  return {
    expected: `a number from ${least} to ${most}`,
    accepts: (value) => typeof value === "number" && value >= least && value <= most,
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
