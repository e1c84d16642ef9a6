import type { OptionRule } from "./problems.ts";
import { isObject } from "./problems.ts";

/** Node.js fires a longer timer at once. */
export const longestTimerMs: number = 2 ** 31 - 1;

export const booleanRule: OptionRule = {
  expected: "true or false",
  accepts: (value) => typeof value === "boolean",
};

export const functionRule: OptionRule = {
  expected: "a function",
  accepts: (value) => typeof value === "function",
};

export const textRule: OptionRule = {
  expected: "a text that is not empty",
  accepts: (value) => typeof value === "string" && value !== "",
};

export const seedRule: OptionRule = {
  expected: "a finite number or a text",
  accepts: (value) => typeof value === "string" || Number.isFinite(value),
};

export const clockRule: OptionRule = {
  expected: "a clock with now and setTimer",
  accepts: (value) =>
    typeof value === "object" &&
    value !== null &&
    ["now", "setTimer"].every((method) => typeof Reflect.get(value, method) === "function"),
};

export const objectRule: OptionRule = { expected: "an object", accepts: isObject };

export const shareRule: OptionRule = { expected: "a number from 0 to 1", accepts: isBetween(0, 1) };

export const countRule: OptionRule = {
  expected: "an integer of 1 or more",
  accepts: (value) => Number.isInteger(value) && Number(value) >= 1,
};

export function isBetween(least: number, most: number): (value: unknown) => boolean {
  return (value) => typeof value === "number" && value >= least && value <= most;
}

/** A number from `least` to `most`, or a range within. */
export function rangeRule(least: number, most: number = longestTimerMs): OptionRule {
  const fits = isBetween(least, most);
  return {
    expected: `a number from ${least} to ${most}, or { min, max } of such numbers`,
    accepts: (value) =>
      fits(value) ||
      (isObject(value) &&
        fits(value["min"]) &&
        fits(value["max"]) &&
        Number(value["min"]) <= Number(value["max"])),
  };
}

export function orFunction({ expected, accepts }: OptionRule): OptionRule {
  return {
    expected: `${expected}, or a function`,
    accepts: (value) => typeof value === "function" || accepts(value),
  };
}

export function oneOf(...texts: readonly string[]): OptionRule {
  return {
    expected: `one of ${texts.map((text) => JSON.stringify(text)).join(", ")}`,
    accepts: (value) => texts.some((text) => text === value),
  };
}

export function required(rule: OptionRule): OptionRule {
  return { ...rule, required: true };
}
