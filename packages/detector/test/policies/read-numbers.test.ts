import { expect, test } from "vitest";
import { DetectorOptionsError } from "../../src/options-error.ts";
import { adaptiveDeadline } from "../../src/policies/adaptive.ts";
import { chenDeadline } from "../../src/policies/chen.ts";
import { phiAccrual } from "../../src/policies/phi-accrual.ts";
import { readNumbers } from "../../src/policies/read-numbers.ts";

const rules = {
  size: { fallback: 5, low: 1, high: 10, whole: true },
  rate: { fallback: undefined, low: 0.5, high: 2.5 },
} as const;

function problemsOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    if (error instanceof DetectorOptionsError) return error.problems;
    throw error;
  }
  return "nothing thrown";
}

test("what is not given takes its default", () => {
  expect(readNumbers("made", {}, rules)).toEqual({ size: 5, rate: undefined });
  expect(readNumbers("made", { size: undefined, rate: 0.5 }, rules)).toEqual({ size: 5, rate: 0.5 });
  expect(readNumbers("made", { size: 10, rate: 2.5 }, rules)).toEqual({ size: 10, rate: 2.5 });
});

test("all problems at once, unknown names without their values", () => {
  const options = { size: 1.5, rate: Number.NaN, secret: "hunter2" };
  expect(problemsOf(() => readNumbers("made", options, rules))).toEqual([
    { option: "made.size", received: "1.5 (number)", expected: "a whole number from 1 to 10" },
    { option: "made.rate", received: "NaN (number)", expected: "a number from 0.5 to 2.5" },
    { option: "made.secret", received: "a value of type string", expected: "one of the options size, rate" },
  ]);
});

test.each([
  [{ size: 0 }],
  [{ size: 11 }],
  [{ rate: 0.49 }],
  [{ rate: 2.51 }],
  [{ size: "5" }],
  [{ rate: "1" }],
  [{ rate: null }],
])("%j is refused", (options) => {
  expect(problemsOf(() => readNumbers("made", options as object, rules))).toHaveLength(1);
});

test.each([[null], [5], ["size"]])("options have to be an object, not %j", (options) => {
  const wrong = options as unknown as object;
  expect(problemsOf(() => readNumbers("made", wrong, rules))).toEqual([
    { option: "made", received: expect.any(String) as string, expected: "an object of options" },
  ]);
});

test("a conflict is looked for only among good options", () => {
  const conflict = () => ({ option: "rate", received: "x", expected: "y" });
  expect(problemsOf(() => readNumbers("made", {}, rules, conflict))).toEqual([
    { option: "made.rate", received: "x", expected: "y" },
  ]);
  expect(problemsOf(() => readNumbers("made", { size: 0 }, rules, conflict))).toEqual([
    { option: "made.size", received: "0 (number)", expected: "a whole number from 1 to 10" },
  ]);
  expect(problemsOf(() => readNumbers("made", {}, rules, () => undefined))).toBe("nothing thrown");
});

const CHECKED = [
  { make: adaptiveDeadline, option: "adaptiveDeadline.multiple", low: 1.05, high: 100 },
  { make: adaptiveDeadline, option: "adaptiveDeadline.deviations", low: 0, high: 100 },
  { make: adaptiveDeadline, option: "adaptiveDeadline.memoryGaps", low: 4, high: 10_000 },
  { make: adaptiveDeadline, option: "adaptiveDeadline.floorMs", low: 1, high: 864_000_000 },
  { make: adaptiveDeadline, option: "adaptiveDeadline.ceilingMs", low: 1, high: Infinity },
  { make: chenDeadline, option: "chenDeadline.alphaMs", low: 1, high: 86_400_000 },
  { make: chenDeadline, option: "chenDeadline.windowSize", low: 2, high: 100_000 },
  { make: phiAccrual, option: "phiAccrual.threshold", low: 0.5, high: 100 },
  { make: phiAccrual, option: "phiAccrual.maxSampleSize", low: 2, high: 100_000 },
  { make: phiAccrual, option: "phiAccrual.minStdDeviationMs", low: 0.1, high: 86_400_000 },
  { make: phiAccrual, option: "phiAccrual.acceptableHeartbeatPauseMs", low: 0, high: 86_400_000 },
  { make: phiAccrual, option: "phiAccrual.firstHeartbeatEstimateMs", low: 1, high: 86_400_000 },
];
const WHOLE = ["chenDeadline.windowSize", "phiAccrual.maxSampleSize"];

test.each(CHECKED)("$option from $low to $high", ({ make, option, low, high }) => {
  const name = option.split(".")[1] ?? "";
  const whole = WHOLE.includes(option) ? "whole " : "";
  const expected = `a ${whole}number from ${low} to ${high}`;
  const extra = option === "adaptiveDeadline.ceilingMs" ? { floorMs: 1 } : {};
  const long = name === "floorMs" ? { ceilingMs: Infinity } : extra;
  for (const good of [low, high]) {
    expect(problemsOf(() => make({ ...long, [name]: good }))).toBe("nothing thrown");
  }
  const bad = [
    low - 0.01,
    ...(high === Infinity ? [] : [high + 0.01]),
    Number.NaN,
    ...(whole ? [low + 0.5] : []),
  ];
  for (const value of bad) {
    expect(problemsOf(() => make({ [name]: value }))).toEqual([
      { option, received: `${value} (number)`, expected },
    ]);
  }
});

test("a ceiling below the floor is refused", () => {
  expect(() => adaptiveDeadline({ floorMs: 500, ceilingMs: 499 })).toThrow(
    "adaptiveDeadline.ceilingMs: expected at least floorMs, 500, received 499 (number)",
  );
  expect(() => adaptiveDeadline({ floorMs: 500, ceilingMs: 500 })).not.toThrow();
});
