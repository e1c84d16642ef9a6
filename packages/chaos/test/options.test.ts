import { expect, test } from "vitest";
import { ChaosOptionsError, createChaos } from "../src/index.ts";
import { setUp } from "./support.ts";

function problems(make: () => unknown): readonly string[] {
  try {
    make();
  } catch (error) {
    if (error instanceof ChaosOptionsError) return error.problems;
    throw error;
  }
  return [];
}

const ofOptions = (options: unknown): readonly string[] =>
  problems(() => createChaos({ env: {}, ...(options as object) }));
const ofRule = (rule: unknown): readonly string[] => ofOptions({ rules: [rule] });
const fault = { kind: "fault", rate: 1 };

test("all problems come at once, in a TypeError", () => {
  const attempt = (): unknown => createChaos({ enabled: 1, seed: Number.NaN } as never);
  expect(attempt).toThrow(TypeError);
  expect(attempt).toThrow(
    "Invalid chaos options:\n" +
      "- enabled: expected true or false, received 1 (number)\n" +
      "- seed: expected a finite number or a text, received NaN (number)",
  );
});

test("options that are no object", () => {
  expect(problems(() => createChaos(null as never))).toEqual(["options: expected an object, received null"]);
  expect(problems(() => createChaos([] as never))).toEqual([
    "options: expected an object, received an array of 0",
  ]);
});

test.each([
  [{ enabled: "yes" }, 'enabled: expected true or false, received "yes" (string)'],
  [{ allowInProduction: null }, "allowInProduction: expected true or false, received null"],
  [{ seed: {} }, "seed: expected a finite number or a text, received object with keys []"],
  [{ seed: Infinity }, "seed: expected a finite number or a text, received Infinity (number)"],
  [{ seed: true }, "seed: expected a finite number or a text, received true (boolean)"],
  [{ rules: {} }, "rules: expected a list of rules, received object with keys []"],
  [
    { clock: { now: () => 1 } },
    "clock: expected a clock with now and setTimer, received object with keys [now]",
  ],
  [{ clock: null }, "clock: expected a clock with now and setTimer, received null"],
  [{ clock: 1 }, "clock: expected a clock with now and setTimer, received 1 (number)"],
  [{ env: () => 1 }, "env: expected an object, received a value of kind function"],
  [{ rate: 1 }, "rate: no such option, there are enabled, allowInProduction, seed, rules, clock, env"],
])("%o", (options, problem) => expect(ofOptions(options)).toEqual([problem]));

test.each([
  {},
  { seed: 0 },
  { seed: "a" },
  { seed: "" },
  { rules: [] },
  { enabled: undefined },
  { env: process.env },
])("%o is fine", (options) => expect(ofOptions(options)).toEqual([]));

const match = "expected a text, a pattern or a list of them that is not empty";
const made = "expected a function or a list of them that is not empty";
const range = "expected a number from 0 to 2147483647, or { min, max } of such numbers, or a function";

test.each([
  [5, "rules[0]: expected an object, received 5 (number)"],
  [{}, 'rules[0].kind: expected one of "fault", "latency", "outcome", "behavior", received undefined'],
  [
    { kind: "toString" },
    'rules[0].kind: expected one of "fault", "latency", "outcome", "behavior", received "toString" (string)',
  ],
  [{ kind: "fault" }, "rules[0].rate: expected a number from 0 to 1, or a function, received undefined"],
  [
    { ...fault, rate: 1.1 },
    "rules[0].rate: expected a number from 0 to 1, or a function, received 1.1 (number)",
  ],
  [
    { ...fault, rate: -0.1 },
    "rules[0].rate: expected a number from 0 to 1, or a function, received -0.1 (number)",
  ],
  [
    { ...fault, rate: "1" },
    'rules[0].rate: expected a number from 0 to 1, or a function, received "1" (string)',
  ],
  [{ ...fault, name: "" }, 'rules[0].name: expected a text that is not empty, received "" (string)'],
  [{ ...fault, limit: 0 }, "rules[0].limit: expected an integer of 1 or more, received 0 (number)"],
  [{ ...fault, limit: 1.5 }, "rules[0].limit: expected an integer of 1 or more, received 1.5 (number)"],
  [
    { ...fault, when: "later" },
    'rules[0].when: expected one of "before", "after", received "later" (string)',
  ],
  [{ ...fault, error: new Error("no") }, `rules[0].error: ${made}, received object with keys []`],
  [{ ...fault, error: [] }, `rules[0].error: ${made}, received an array of 0`],
  [{ ...fault, error: [() => 1, 2] }, `rules[0].error: ${made}, received an array of 2`],
  [{ ...fault, target: 1 }, "rules[0].target: expected an object or a function, received 1 (number)"],
  [{ ...fault, target: { name: 1 } }, `rules[0].target.name: ${match}, received 1 (number)`],
  [{ ...fault, target: { url: [] } }, `rules[0].target.url: ${match}, received an array of 0`],
  [{ ...fault, target: { method: ["GET", 1] } }, `rules[0].target.method: ${match}, received an array of 2`],
  [{ ...fault, target: { path: "/" } }, "rules[0].target.path: no such option, there are name, method, url"],
  [
    { ...fault, delayMs: 1 },
    "rules[0].delayMs: no such option, there are kind, name, rate, target, schedule, limit, when, error",
  ],
  [{ kind: "latency", rate: 1 }, `rules[0].delayMs: ${range}, received undefined`],
  [{ kind: "latency", rate: 1, delayMs: -1 }, `rules[0].delayMs: ${range}, received -1 (number)`],
  [
    { kind: "latency", rate: 1, delayMs: { min: 2, max: 1 } },
    `rules[0].delayMs: ${range}, received object with keys [min, max]`,
  ],
  [
    { kind: "latency", rate: 1, delayMs: { min: -1, max: 1 } },
    `rules[0].delayMs: ${range}, received object with keys [min, max]`,
  ],
  [
    { kind: "latency", rate: 1, delayMs: { min: 1, max: 2 ** 31 } },
    `rules[0].delayMs: ${range}, received object with keys [min, max]`,
  ],
  [
    { kind: "latency", rate: 1, delayMs: { min: 1 } },
    `rules[0].delayMs: ${range}, received object with keys [min]`,
  ],
  [{ kind: "outcome", rate: 1 }, `rules[0].result: ${made}, received undefined`],
  [{ kind: "outcome", rate: 1, result: "ok" }, `rules[0].result: ${made}, received "ok" (string)`],
  [{ kind: "behavior", rate: 1 }, "rules[0].run: expected a function, received undefined"],
])("rule %o", (rule, problem) => expect(ofRule(rule)).toEqual([problem]));

const schedule = "rules[0].schedule";
const moment = "expected a number of milliseconds of 0 or more";
const length = "expected a number of milliseconds greater than 0";

test.each([
  [1, `${schedule}: expected a schedule or a list of them that is not empty, received 1 (number)`],
  [[], `${schedule}: expected a schedule or a list of them that is not empty, received an array of 0`],
  [[{}, 1], `${schedule}[1]: expected an object, received 1 (number)`],
  [{ fromMs: -1 }, `${schedule}.fromMs: ${moment}, received -1 (number)`],
  [{ untilMs: "1" }, `${schedule}.untilMs: ${moment}, received "1" (string)`],
  [{ everyMs: 0, forMs: 1 }, `${schedule}.everyMs: ${length}, received 0 (number)`],
  [{ everyMs: 1, forMs: 0 }, `${schedule}.forMs: ${length}, received 0 (number)`],
  [{ everyMs: 1, forMs: -1 }, `${schedule}.forMs: ${length}, received -1 (number)`],
  [{ everyMs: 1 }, `${schedule}: everyMs and forMs need one another`],
  [{ forMs: 1 }, `${schedule}: everyMs and forMs need one another`],
  [{ everyMs: 1, forMs: 2 }, `${schedule}.forMs: expected at most everyMs (1), received 2 (number)`],
  [{ fromMs: 5, untilMs: 5 }, `${schedule}.untilMs: expected more than fromMs (5), received 5 (number)`],
  [{ untilMs: 0 }, `${schedule}.untilMs: expected more than fromMs (0), received 0 (number)`],
  [{ every: 1 }, `${schedule}.every: no such option, there are fromMs, untilMs, everyMs, forMs`],
])("schedule %o", (value, problem) => expect(ofRule({ ...fault, schedule: value })).toEqual([problem]));

test.each([
  { ...fault, rate: 0 },
  { ...fault, rate: () => 1, error: () => 1, name: "x", limit: 1, when: "after" },
  { ...fault, error: [() => 1, () => 2], target: { name: ["a", /b/], method: "GET", url: /c/ } },
  { ...fault, target: () => true, schedule: [{}, { fromMs: 1, untilMs: 2 }] },
  { ...fault, schedule: { everyMs: 2, forMs: 2 } },
  { kind: "latency", rate: 1, delayMs: 0 },
  { kind: "latency", rate: 1, delayMs: { min: 1, max: 1 } },
  { kind: "latency", rate: 1, delayMs: () => 1 },
  { kind: "outcome", rate: 1, result: [() => 1] },
  { kind: "behavior", rate: 1, run: () => 1 },
])("rule %o is fine", (rule) => expect(ofRule(rule)).toEqual([]));

test("two rules of one name would draw the same", () => {
  const rules = [{ ...fault, name: "x" }, { ...fault }, { ...fault, name: "x" }];
  expect(ofOptions({ rules })).toEqual(['rules[2].name: "x" is the name of another rule']);
  expect(ofOptions({ rules: [fault, { ...fault, name: "fault-1" }] })).toEqual([
    'rules[1].name: "fault-1" is the name of another rule',
  ]);
});

test("long texts are cut", () => {
  expect(ofOptions({ enabled: "x".repeat(100) })).toEqual([
    `enabled: expected true or false, received "${"x".repeat(40)}" (string)`,
  ]);
});

test("rules that cannot be used leave those before in force", async () => {
  const { chaos } = setUp({ rules: [{ kind: "outcome", rate: 1, result: () => "fake" }] });
  expect(() => chaos.setRules([{ kind: "fault" } as never])).toThrow(ChaosOptionsError);
  expect(await chaos.call("a", async () => "real")).toBe("fake");
});

test("listeners have to be functions", () => {
  expect(() => setUp().chaos.onEvent(1 as never)).toThrow("A listener must be a function, received number");
});
